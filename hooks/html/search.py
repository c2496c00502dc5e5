"""The search: an entry for each field, the most useful pages first, no code, no small words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import stytch_exchange
from stytch_exchange.models._base import Model

INDEX = "search/search_index.json"
ZENSICAL_INDEX = "search.json"

WORKER = "assets/javascripts/workers/search.*.js"
QUESTION = Path(__file__).with_name("question.js")
"""What the search does with a question before it looks for its words."""

_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_OBJECT = re.compile(r"^::: stytch_exchange\.(\w+)$", re.MULTILINE)

_ROW = re.compile(
    r'<tr>\s*<td>\s*<a id="(?P<id>[\w.]+)"></a>.*?</td>\s*<td>(?P<type>.*?)</td>\s*'
    r"<td>(?P<meaning>.*?)</td>\s*</tr>",
    re.DOTALL,
)
_POINTERS = re.compile(r'<div class="pointers".*', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MARK = re.compile(r"</?(?!code\b|p\b)\w[^>]*>")

_NO_ANSWER = re.compile(r"#next$|^tutorials/.*#(exercises|[0-9]-[\w-]+|stop-the-sandbox)$")
"""Sections that only link to other pages, or that ask the reader something."""

_BY_HEADING = re.compile(r"^tutorials/.*#")
"""Sections that are found by their headings: how-to pages have the same answers in fewer words."""

_BOOST = 8
"""The weight of models and how-to pages; most other pages have 1."""

_TUTORIAL_BOOST = 6
"""The weight of tutorials: if a how-to page has the same title, its answer is shorter."""

_FIELD_BOOST = 6
"""The weight of a field: it comes first for its name, but not for each question with one word."""

_LATER_FIELD_BOOST = 4
"""The weight of a field of a later response, which has the name of a field of the first."""

_LATER = "reference/after-the-exchange/"


def boost(path: str, markdown: str) -> int:
    """Return the weight of a page in the search.

    Args:
        path: The path of the page below `docs/`.
        markdown: The text of the page.
    """
    objects = [getattr(stytch_exchange, name, None) for name in _OBJECT.findall(markdown)]
    has_model = any(isinstance(found, type) and issubclass(found, Model) for found in objects)
    if has_model or path.startswith(("how-to/", "index.md")):
        return _BOOST
    if path.startswith("tutorials/"):
        return _TUTORIAL_BOOST
    return 2 if path.startswith("reference/") else 1


def improve(site: Path) -> None:
    """Remove code and tags from the index of a built site, and add an entry for each field."""
    rows = [
        entry
        for page in sorted(site.glob("reference/*/index.html"))
        for entry in fields_of(
            f"{page.parent.relative_to(site).as_posix()}/", page.read_text(encoding="utf-8")
        )
    ]
    path = site / INDEX
    if path.is_file():
        index = as_text(json.loads(path.read_text(encoding="utf-8")))
        index["docs"].extend(rows)
        [worker] = site.glob(WORKER)
        worker.write_text(QUESTION.read_text("utf-8") + worker.read_text("utf-8"), "utf-8")
    else:
        path = site / ZENSICAL_INDEX
        index = json.loads(path.read_text(encoding="utf-8"))
        index["items"] = [
            item for item in index["items"] if not _NO_ANSWER.search(item["location"])
        ]
        index["items"].extend({**row, "level": 2, "path": ["Fields"], "tags": []} for row in rows)
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")


def as_text(index: dict[str, Any]) -> dict[str, Any]:
    """Return the index without code and tags, more than a third of it, and without non-answers."""
    docs = [
        {**entry, "text": _text_of(entry)}
        for entry in index["docs"]
        if not _NO_ANSWER.search(entry["location"])
    ]
    return {**index, "docs": docs}


def _text_of(entry: dict[str, Any]) -> str:
    return "" if _BY_HEADING.search(entry["location"]) else _plain(entry["text"])


def _plain(html: str) -> str:
    """Return the text of an entry. The parameters of functions are only on their pages."""
    return " ".join(_TAG.sub("", _CODE.sub("", html)).split()).partition(" Parameters: ")[0]


def fields_of(location: str, html: str) -> Iterator[dict[str, Any]]:
    """Yield an entry for each row of the tables of fields on a page.

    The entry also has the single words of the name, because the search treats `a_b` as one word.
    """
    for row in _ROW.finditer(html):
        *_, owner, name = row["id"].split(".")
        kind = _text(row["type"].replace('<span class="presence">', ","))
        meaning = _text(_POINTERS.sub("", row["meaning"]))
        if words := [word for word in name.split("_")[1:] if word not in meaning.lower()]:
            meaning = meaning.replace("</p>", f" · {' '.join(words)}</p>", 1)
        yield {
            "location": f"{location}#{row['id']}",
            "title": name,
            "text": f"<p><code>{owner}</code>: {kind}</p>{meaning}",
            "boost": _LATER_FIELD_BOOST if location == _LATER else _FIELD_BOOST,
        }


def _text(cell: str) -> str:
    """Return a cell in one line, with no tags except those of paragraphs and code."""
    return " ".join(_MARK.sub("", cell).split()).replace(" ,", ", ")
