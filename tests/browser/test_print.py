"""The pages on paper: A4, printed by a reader who has the dark scheme."""

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.reader import Reader

_A4: ViewportSize = {"width": 680, "height": 1000}
"""The printable area of a sheet with the usual margins, in pixels."""

KINDS = ["tutorials/02_validate/", "how-to/sign-members-in/", "reference/member/", "reference/map/"]
"""A page of each kind."""

_CUT = """() => [...document.querySelectorAll("article *")].filter((element) =>
    getComputedStyle(element).overflowX !== "visible" && element.clientWidth
        && element.scrollWidth > element.clientWidth + 1).map((element) => element.className)"""
"""Lists the elements that are cut off, because paper cannot be scrolled."""


@pytest.fixture(name="paper")
def _paper(reader: Reader) -> Reader:
    """A sheet of paper."""
    reader.page.set_viewport_size(_A4)
    reader.page.emulate_media(media="print")
    return reader


@pytest.mark.parametrize("name", KINDS)
def test_a_page_can_be_read_on_paper(paper: Reader, name: str) -> None:
    """The text is dark on white in any scheme, and nothing is cut off at the margin."""
    paper.open(name)
    paper.turn(_A4, "dark")

    assert [] == paper.violations("colors")
    assert "rgb(255, 255, 255)" == paper.page.evaluate(
        "getComputedStyle(document.body).backgroundColor"
    )
    assert [] == paper.page.evaluate(_CUT)


@pytest.mark.parametrize(
    "part", [".md-header", ".md-footer", ".md-sidebar--primary", ".origin", "#field-filter"]
)
def test_what_only_a_screen_needs_is_left_out(paper: Reader, part: str) -> None:
    """Navigation and input fields are not printed."""
    paper.open("reference/fields/")

    assert not paper.page.locator(part).is_visible()


def test_a_tutorial_cannot_be_run_on_paper(paper: Reader) -> None:
    """The note on the size of the download is not printed either."""
    paper.open("tutorials/01_parse/")

    assert not paper.page.get_by_text("This loads Python and JupyterLite").is_visible()


def test_a_solution_is_unfolded(paper: Reader) -> None:
    """A folded solution could not be opened on paper."""
    paper.open("tutorials/02_validate/")

    assert paper.page.locator("details .highlight").first.is_visible()


def test_the_fields_of_a_model_are_a_table(paper: Reader) -> None:
    """A sheet is as narrow as a large phone, but has room for the columns."""
    paper.open("reference/member/")

    columns = paper.page.locator("table.fields").first.locator("tr").nth(1).locator("td")
    tops = {columns.nth(index).evaluate("cell => cell.offsetTop") for index in range(3)}
    assert 1 == len(tops)
