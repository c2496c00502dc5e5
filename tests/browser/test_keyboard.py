"""The site, used with only a keyboard."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.reader import Reader, until

_FOCUSED = """() => {
    const { activeElement: element } = document;
    const box = element.getBoundingClientRect();
    // The button of the scheme is drawn by the label after it.
    const after = element.nextElementSibling?.getBoundingClientRect() ?? box;
    return {
        text: (element.getAttribute("aria-label") ?? element.title) || element.textContent.trim(),
        kind: element.className,
        shown: [box, after].some(({ width, height }) => width > 1 && height > 1),
    };
}"""


def _stops(page: Page, count: int) -> list[dict[str, str]]:
    """Press the Tab key some times, and return the focused element after each."""
    stops: list[dict[str, str]] = []
    for _ in range(count):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(_FOCUSED))
    return stops


def test_the_first_stop_skips_to_the_content(reader: Reader) -> None:
    """The skip link comes first, and leads to the heading of the page."""
    page = reader.page
    reader.open("how-to/log-safely/")

    (stop,) = _stops(page, 1)
    page.keyboard.press("Enter")
    until(page, "location.hash !== ''")

    assert "Skip to content" == stop["text"]
    assert page.locator("article h1").get_attribute("id") == page.url.rpartition("#")[2]


def test_the_header_is_reached_in_its_order(reader: Reader) -> None:
    """Logo, scheme, search and tabs: each is visible while it has the focus."""
    reader.open("how-to/log-safely/")

    stops = _stops(reader.page, 10)

    texts = [stop["text"] for stop in stops]
    expected = ["Skip to content", "stytch-exchange", "Search", "Home", "Tutorials", "How-to"]
    assert expected == [text for text in texts if text in expected]
    assert [] == [stop for stop in stops if not stop["shown"]]


@pytest.mark.parametrize("key", ["/", "s", "f"])
def test_a_key_opens_the_search(reader: Reader, key: str) -> None:
    """Escape closes it again."""
    page = reader.page
    focused = "document.activeElement.matches('[data-md-component=search-query]')"
    is_open = "document.querySelector('[data-md-toggle=search]').checked"
    reader.open("")

    page.keyboard.press(key)
    until(page, f"{focused} && {is_open}")
    page.keyboard.press("Escape")

    until(page, f"!({focused} || {is_open})")


def test_a_folded_solution_opens(reader: Reader) -> None:
    """A summary takes the focus, and Enter unfolds and folds its solution."""
    page = reader.page
    reader.open("tutorials/01_parse/")
    folded = page.locator("details").first
    folded.locator("summary").focus()

    page.keyboard.press("Enter")
    unfolded = folded.evaluate("details => details.open")
    page.keyboard.press("Enter")

    assert unfolded
    assert not folded.evaluate("details => details.open")


def test_the_scheme_is_switched_and_remembered(reader: Reader) -> None:
    """From the system's to light, to dark, and back; another page and a reload keep it."""
    page = reader.page
    reader.open("")
    shown = [page.evaluate("document.body.dataset.mdColorScheme")]
    while not page.evaluate("document.activeElement.name === '__palette'"):
        page.keyboard.press("Tab")

    for _ in range(2):
        page.keyboard.press("Enter")
        shown.append(page.evaluate("document.body.dataset.mdColorScheme"))
    reader.open("how-to/log-safely/")
    shown.append(page.evaluate("document.body.dataset.mdColorScheme"))
    page.reload()
    shown.append(page.evaluate("document.body.dataset.mdColorScheme"))

    assert ["default", "default", "slate", "slate", "slate"] == shown


def test_a_copy_button_copies(reader: Reader) -> None:
    """It is reached by keyboard, and copies the code that the page shows."""
    page = reader.page
    reader.open("how-to/log-safely/")
    button = page.locator(".md-code__button[data-md-type=copy]").first
    button.focus()

    page.keyboard.press("Enter")
    page.get_by_text(re.compile("Copied")).wait_for()

    code = page.locator(".highlight code").first.inner_text()
    assert code.strip() == page.evaluate("navigator.clipboard.readText()").strip()
