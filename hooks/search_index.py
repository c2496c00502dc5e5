"""What the search knows: names lead to what they name, and a reader fetches no more than that."""

import json
import re
from collections.abc import Iterator
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

_ROW = re.compile(
    r'<tr>\s*<td>\s*<a id="(?P<id>[\w.]+)"></a>.*?</td>\s*<td>(?P<type>.*?)</td>\s*'
    r"<td>(?P<meaning>.*?)</td>\s*</tr>",
    re.DOTALL,
)
_PLACES = re.compile(r'<div class="places".*', re.DOTALL)
_MARK = re.compile(r"</?(?!code\b|p\b)\w[^>]*>")

_BOOST = 8
"""Of what is named and of what somebody wants to do, before the rest of the site."""


def on_page_markdown(markdown: str, page: "Page", **_: Any) -> None:
    """Put the models, the how-to pages and the tutorials first, and the reference before others."""
    objects = [getattr(stytch_exchange, name, None) for name in _OBJECT.findall(markdown)]
    has_model = any(isinstance(found, type) and issubclass(found, Model) for found in objects)
    if has_model or page.file.src_uri.startswith(("how-to/", "tutorials/", "index.md")):
        page.meta.setdefault("search", {"boost": _BOOST})
    elif page.file.src_uri.startswith("reference/"):
        page.meta.setdefault("search", {"boost": 2})


def on_post_build(config: "MkDocsConfig") -> None:
    """Leave whole blocks of code out of the index, and give each field an entry of its own."""
    site = Path(config.site_dir)
    path = site / INDEX
    index = without_code(json.loads(path.read_text(encoding="utf-8")))
    for page in sorted(site.glob("reference/*/index.html")):
        location = f"{page.parent.relative_to(site).as_posix()}/"
        index["docs"].extend(fields_of(location, page.read_text(encoding="utf-8")))
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")


def without_code(index: dict[str, Any]) -> dict[str, Any]:
    """Return the search's index without blocks of code: a third of it, found by their text."""
    docs = [{**entry, "text": _CODE.sub("", entry["text"])} for entry in index["docs"]]
    return {**index, "docs": docs}


def fields_of(location: str, html: str) -> Iterator[dict[str, Any]]:
    """Yield an entry for each row of the tables of fields on a page: it answers without a click.

    Each word of a name is found as well: the search itself takes a name with `_` as one word.
    """
    for row in _ROW.finditer(html):
        *_, owner, name = row["id"].split(".")
        kind = _text(row["type"].replace('<span class="presence">', ","))
        meaning = _text(_PLACES.sub("", row["meaning"]))
        if words := [word for word in name.split("_")[1:] if word not in meaning.lower()]:
            meaning = meaning.replace("</p>", f" · {' '.join(words)}</p>", 1)
        yield {
            "location": f"{location}#{row['id']}",
            "title": name,
            "text": f"<p><code>{owner}</code>: {kind}</p>{meaning}",
            "boost": _BOOST,
        }


def _text(cell: str) -> str:
    """Return what a cell says, in one line, with no marks but those of paragraphs and code."""
    return " ".join(_MARK.sub("", cell).split()).replace(" ,", ", ")
