"""The Tab key reaches every control, the focus is visible, and nothing traps it."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.reader import Reader

_WATCH = """() => {
    const isThere = (element) => element.checkVisibility({ visibilityProperty: true });
    const isSeen = (element) =>
        element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const hasSize = ({ width, height }) => width > 1 && height > 1;

    const scrolls = (element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        return element.scrollWidth > element.clientWidth && /auto|scroll/.test(overflowX)
            || element.scrollHeight > element.clientHeight && /auto|scroll/.test(overflowY);
    };
    // A link inside a label is for the mouse: the label's input takes the focus.
    const isUsable = (element) => scrolls(element)
        || element.matches(":any-link:not(label a), button, input, summary");

    // The button of the scheme is drawn by the label after it, a tab of code by its own label, and
    // the field of the search by its form.
    const drawn = (element) => element.matches(".md-option") ? element.nextElementSibling
        : element.matches("[type=radio]") ? element.labels[0]
        : element.closest(".md-search__form") ?? element;
    const marks = (element) => [element, ...element.querySelectorAll("rect")].map((part) => {
        const { outlineStyle, outlineWidth, boxShadow, strokeWidth } = getComputedStyle(part);
        return [outlineStyle === "none" ? "0px" : outlineWidth, boxShadow, strokeWidth];
    }).join();

    const named = (element) => [element.localName, ...element.classList].join(".") + " "
        + (element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 40);

    const usable = [...document.querySelectorAll("body *")].filter((element) =>
        isUsable(element) && isThere(element) && hasSize(element.getBoundingClientRect()));
    const unmarked = new Map(usable.map((element) => [element, marks(drawn(element))]));
    const reached = new Set();
    const faults = [];

    const look = (element) => {
        const picture = drawn(element);
        const box = picture.getClientRects()[0];
        if (!box || !hasSize(box) || !isSeen(picture))
            return faults.push(`cannot be seen: ${named(element)}`);
        const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
        // A tooltip disappears by itself.
        const front = document
            .elementsFromPoint((box.left + box.right) / 2, (top + bottom) / 2)
            .find((found) => !found.closest("[role=tooltip]"));
        if (!front) faults.push(`is out of the window: ${named(element)}`);
        else if (!picture.contains(front) && !front.contains(picture))
            faults.push(`is below ${named(front)}: ${named(element)}`);
        if (marks(picture) === unmarked.get(element)) faults.push(`has no mark: ${named(element)}`);
    };

    const tabbing = window.tabbing = { isOver: false };
    // When the key is pressed again, the page has scrolled to where it led before.
    addEventListener("keydown", ({ key }) => {
        const { activeElement: element } = document;
        const [first] = reached;
        const isOutside = element === document.body;
        if (key !== "Tab" || tabbing.isOver || isOutside && !first) return;
        tabbing.isOver = isOutside || reached.has(element);
        if (!tabbing.isOver) look(element);
        else if (!isOutside && element !== first) faults.push(`is a trap: ${named(element)}`);
        if (!isOutside) reached.add(element);
    }, true);

    const isReached = (element) => [...reached].some((one) => element.contains(one));
    tabbing.found = () => [
        ...faults,
        ...usable.filter((element) => isSeen(element) && !isReached(element))
            .map((element) => `is not reached: ${named(element)}`),
    ];
}"""
"""Records which elements the Tab key reaches from now on, and their problems."""

PAGES = {
    "": "the home page",
    "tutorials/01_parse/": "a tutorial",
    "how-to/log-safely/": "a how-to",
    "reference/error/": "tables of fields",
    "reference/map/": "the map",
    "reference/glossary/": "the glossary",
    "changelog/": "the changelog",
    "404.html": "the error page",
}
"""A page of each kind."""


_FILTER = """
    const input = document.querySelector("#field-filter input");
    input.value = "breakglass";
    input.dispatchEvent(new Event("input"));
"""


def _go_round(reader: Reader, name: str, key: str, prepare: str = "") -> Any:
    """Press the key until the focus leaves the page or comes back; return the problems.

    Pressed without a pause, the key can be faster than the sidebar that follows the headings.
    Therefore a problem counts only if it also appears to a reader who waits after each press.
    """
    for pause in 0, 20, 100:
        reader.open(name)
        reader.page.evaluate(f"() => {{ {prepare} }}")
        found = _press(reader.page, key, pause)
        if not found:
            break
    return found


def _press(page: Page, key: str, pause: int) -> Any:
    page.evaluate(_WATCH)
    for _ in range(20):
        for _ in range(25):
            page.keyboard.press(key)
            if pause:
                page.wait_for_timeout(pause)
        if page.evaluate("tabbing.isOver"):
            return page.evaluate("tabbing.found()")
    return [f"{key} never leaves the page"]


@pytest.mark.parametrize("name", PAGES, ids=PAGES.get)
def test_the_tab_key_reaches_every_control(reader: Reader, name: str) -> None:
    """The focused element is visible and marked, and nothing traps the focus."""
    found = _go_round(reader, name, "Tab")

    assert [] == found


@pytest.mark.parametrize("name", ["", "reference/error/", "reference/glossary/"], ids=PAGES.get)
def test_the_tab_key_goes_back(reader: Reader, name: str) -> None:
    """On the way up, the header covers no focused element."""
    found = _go_round(reader, name, "Shift+Tab")

    assert [] == found


def test_the_tab_key_reaches_the_filtered_rows(reader: Reader) -> None:
    """The field index is long, so only a few of its rows are tested."""
    found = _go_round(reader, "reference/fields/", "Tab", prepare=_FILTER)

    assert [] == found


def test_the_scheme_that_was_chosen_has_the_focus(reader: Reader) -> None:
    """The hidden buttons of the other schemes do not take it."""
    page = reader.page
    reader.open("")
    page.locator(".md-option").nth(0).focus()
    page.keyboard.press("Enter")
    reader.open("changelog/")
    stop = "document.activeElement.nextElementSibling"

    while not page.evaluate("document.activeElement.matches('.md-option')"):
        page.keyboard.press("Tab")

    assert "Switch to the dark scheme" == page.evaluate(f"{stop}.title")
    assert page.evaluate(f"{stop}.checkVisibility()")
