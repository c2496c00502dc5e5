"""The button beside a page's title, which copies the page as Markdown."""

from playwright.sync_api import Route, expect

from tests.browser.reader import Reader


def test_a_page_is_copied_as_markdown(reader: Reader) -> None:
    """The clipboard has the file that is beside the page."""
    page = reader.page
    reader.open("how-to/check-roles/")

    page.get_by_role("button", name="Copy this page as Markdown").click()
    page.get_by_text("Copied to clipboard").wait_for()

    file = page.request.get(f"{reader.address}how-to/check-roles/index.md").text()
    assert file == page.evaluate("navigator.clipboard.readText()")
    assert file.startswith("# Check roles\n")


def test_a_page_that_cannot_be_copied_says_so(reader: Reader) -> None:
    """The file may be missing, or the reader may be offline."""

    def refuse(route: Route) -> None:
        route.fulfill(status=404)

    reader.page.route("**/index.md", refuse)
    reader.open("how-to/check-roles/")

    reader.page.locator(".copy-page").click()

    expect(reader.page.get_by_text("Could not copy this page")).to_be_visible()
