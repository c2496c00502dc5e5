"""Link each word of the glossary where a page first uses it, with its meaning as the title."""

import re
from functools import cache
from html import escape
from pathlib import Path

GLOSSARY = Path(__file__).parents[2] / "docs/reference/glossary.md"

_ENTRY = re.compile(r"^## (.+)\n\n(.+)$", re.MULTILINE)
_MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|[`*]")
_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")

_LEFT_ALONE = {
    *("a", "autoref", "button", "code", "figure", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("label", "pre", "script", "style", "summary", "svg", "table"),
}
"""Elements that are left alone: links, names, code, headings and tables."""


def terms(glossary: str) -> dict[str, str]:
    """Return each word of a glossary with the first sentence of its entry, as text."""
    return {term: _MARKS.sub(r"\1", meaning) for term, meaning in _ENTRY.findall(glossary)}


def explained(content: str, meanings: dict[str, str], above: str) -> str:
    """Return a page's HTML with a link where it first uses each word.

    Args:
        content: The HTML of the page.
        meanings: The words and their meanings.
        above: The relative path from the page to the root of the site, such as `../../`.
    """
    longest_first = sorted(meanings, key=len, reverse=True)
    pattern = _any_of(tuple(longest_first))
    used: set[str] = set()

    def linked(found: re.Match[str]) -> str:
        term = longest_first[(found.lastindex or 0) - 1]
        if term in used:
            return found[0]
        used.add(term)
        link = f"{above}reference/glossary/#{term.lower().replace(' ', '-')}"
        return f'<a class="term" href="{link}" title="{escape(meanings[term])}">{found[0]}</a>'

    parts = _TAG.split(content)
    depth = 0
    for index, part in enumerate(parts):
        if name := _NAME.match(part):
            if name[1] in _LEFT_ALONE:
                depth += -1 if part.startswith("</") else 1
        elif depth == 0:
            parts[index] = pattern.sub(linked, part)
    return "".join(parts)


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern with a group for each word."""
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(f'({_form(word)})' for word in words)})(?![\w-])")


def _form(term: str) -> str:
    """Return a pattern for a word: singular or plural, in a sentence or at its start."""
    words = r"\s+".join(map(re.escape, term.split()))
    if term[1].islower():
        words = f"[{term[0].upper()}{term[0].lower()}]{words[1:]}"
    return f"(?:{words[:-1]}ies|{words})" if term.endswith("y") else f"{words}s?"
