"""What the search knows: names lead to what they name, and a reader fetches no more than that."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import stytch_exchange
from stytch_exchange.models._base import Model

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

INDEX = "search/search_index.json"

_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_OBJECT = re.compile(r"^::: stytch_exchange\.(\w+)$", re.MULTILINE)


def on_page_markdown(markdown: str, page: "Page", **_: Any) -> None:
    """Put the pages of the models before the rest of the reference, and that before the others."""
    objects = [getattr(stytch_exchange, name, None) for name in _OBJECT.findall(markdown)]
    if any(isinstance(found, type) and issubclass(found, Model) for found in objects):
        page.meta.setdefault("search", {"boost": 8})
    elif page.file.src_uri.startswith("reference/"):
        page.meta.setdefault("search", {"boost": 2})


def on_post_build(config: "MkDocsConfig") -> None:
    """Leave whole blocks of code out of the index, which every first visit fetches."""
    path = Path(config.site_dir, INDEX)
    path.write_text(without_code(path.read_text(encoding="utf-8")), encoding="utf-8")


def without_code(index: str) -> str:
    """Return the search's index without blocks of code: a third of it, found by their text."""
    found = json.loads(index)
    for entry in found["docs"]:
        entry["text"] = _CODE.sub("", entry["text"])
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
