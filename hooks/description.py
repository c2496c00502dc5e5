"""Describe each page by its own first sentence, for search engines, shared links and `llms.txt`."""

import html
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

_LEAD = re.compile(r"<p>(.*?)(?:\n|</p>)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def first_sentence(content: str) -> str:
    """Return the first line of the first paragraph of a page's HTML, as text.

    One sentence stands on one line, so that line is the sentence.
    """
    lead = _LEAD.search(content)
    return html.unescape(_TAG.sub("", lead[1])).strip() if lead else ""


def on_page_content(html: str, page: "Page", **_: Any) -> None:
    """Set the description, which the theme writes into the head of the page."""
    page.meta.setdefault("description", first_sentence(html))
