"""How long a line of text is."""

import pytest

from tests.browser.reader import Reader

KINDS = ["", "explore/", "explanation/exchange/", "how-to/log-safely/", "reference/member/"]
"""A page of each kind, with and without the sidebars."""

_LINES = """() => [...document.querySelectorAll("article p, article li")]
    .filter((text) => !text.closest("table, figure, .beside"))
    .filter((text) => text.textContent.trim().length > 160)
    .map((text) => {
        const range = document.createRange();
        range.selectNodeContents(text);
        const height = parseFloat(getComputedStyle(text).lineHeight);
        const lines = Math.round(range.getBoundingClientRect().height / height);
        return text.textContent.trim().length / Math.max(lines, 1);
    })"""
"""How many characters a line has, in the middle, of each text of more than two lines."""


@pytest.mark.parametrize("name", KINDS)
def test_a_line_of_text_is_not_too_long(reader: Reader, name: str) -> None:
    """At a desk of any width it has at most 90 characters, whatever the page has beside it."""
    reader.open(name)
    longest: dict[int, float] = {}
    for width in (1280, 1440, 1920):
        reader.turn({"width": width, "height": 900})
        longest[width] = max(reader.page.evaluate(_LINES), default=0)

    assert {} == {width: length for width, length in longest.items() if length > 90}


def test_a_line_of_text_is_long_enough(reader: Reader) -> None:
    """On a page of text, a full line has 60 characters and more."""
    reader.page.set_viewport_size({"width": 1440, "height": 900})
    reader.open("explanation/exchange/")

    assert max(reader.page.evaluate(_LINES)) > 60
