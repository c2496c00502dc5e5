"""Explain the words of the glossary where a page first uses them.

As a MkDocs hook it links a word to its entry, with its meaning as the link's title;
`python hooks/glossary.py` prints the words and their meanings.
"""

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

GLOSSARY = Path(__file__).parent.parent / "docs/reference/glossary.md"

_ENTRY = re.compile(r"^## (.+)\n\n(.+)$", re.MULTILINE)
_MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|[`*]")
_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")

_LEFT_ALONE = {
    *("a", "autoref", "button", "code", "figure", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("label", "pre", "script", "style", "summary", "svg", "table"),
}
"""Elements in which nothing is explained: links, names, and what is there to be scanned."""

_terms: dict[str, str] = {}
"""The words and their meanings, in this build."""


def terms(glossary: str) -> dict[str, str]:
    """Return the words of a glossary, each with the first sentence about it, as text."""
    return {term: _MARKS.sub(r"\1", meaning) for term, meaning in _ENTRY.findall(glossary)}


def explained(content: str, meanings: dict[str, str], above: str) -> str:
    """Return a page's HTML with a link at the first use of each word.

    Args:
        content: The HTML of the page.
        meanings: The words, each with what it means.
        above: The way from the page to the root of the site, such as `../../`.
    """
    longest_first = sorted(meanings, key=len, reverse=True)
    pattern = _any_of(tuple(longest_first))
    used: set[str] = set()

    def linked(found: re.Match[str]) -> str:
        term = longest_first[(found.lastindex or 0) - 1]
        if term in used:
            return found[0]
        used.add(term)
        place = f"{above}reference/glossary/#{term.lower().replace(' ', '-')}"
        return f'<a class="term" href="{place}" title="{escape(meanings[term])}">{found[0]}</a>'

    parts = _TAG.split(content)
    depth = 0
    for index, part in enumerate(parts):
        if name := _NAME.match(part):
            if name[1] in _LEFT_ALONE:
                depth += -1 if part.startswith("</") else 1
        elif depth == 0:
            parts[index] = pattern.sub(linked, part)
    return "".join(parts)


def on_config(config: "MkDocsConfig") -> "MkDocsConfig":
    """Read the glossary."""
    _terms.clear()
    _terms.update(terms(GLOSSARY.read_text("utf-8")))
    return config


def on_page_content(html: str, page: "Page", **_: Any) -> str:
    """Explain the words of a page, apart from the glossary itself."""
    if page.file.src_uri == "reference/glossary.md":
        return html
    return explained(html, _terms, "../" * page.url.count("/"))


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern with a group for each word."""
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(f'({_form(word)})' for word in words)})(?![\w-])")


def _form(term: str) -> str:
    """Return a pattern for a word: singular and plural, within a sentence and at its start."""
    words = r"\s+".join(map(re.escape, term.split()))
    if term[1].islower():
        words = f"[{term[0].upper()}{term[0].lower()}]{words[1:]}"
    return f"(?:{words[:-1]}ies|{words})" if term.endswith("y") else f"{words}s?"


if __name__ == "__main__":
    for term, meaning in terms(GLOSSARY.read_text("utf-8")).items():
        print(f"{term}: {meaning}")
