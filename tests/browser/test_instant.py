"""The site with its address set: a link to another page is followed without a page load."""

import re
from collections.abc import Callable, Generator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.reader import Reader
from tests.browser.serving import served
from tests.site_build import build_site

Arrive = Callable[[str, str], Page]


@pytest.fixture(name="address", scope="module")
def _address(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The address of the site, below a path of its host, and built for that address."""
    folder = tmp_path_factory.mktemp("instant")
    with served(folder, below="some/path/") as address:
        build_site(folder, SITE_URL=address)
        yield address


@pytest.fixture(name="arrive")
def _arrive(reader: Reader) -> Arrive:
    """Goes from one page to another by a link, after marking the window."""

    def arrive(start: str, end: str) -> Page:
        page = reader.page
        reader.open(start)
        page.evaluate("window.mark = true")
        # Until the theme knows the pages of the site, it leaves a link to the browser.
        with page.expect_request(reader.address + end):
            _link(page, reader.address + end).hover()
        _follow(page, reader.address + end)
        return page

    return arrive


def _link(page: Page, address: str) -> Locator:
    """Return a link to an address."""
    return page.locator(f".md-container a[href='{address}']:visible").first


def _follow(page: Page, address: str) -> None:
    """Follow a link, and wait for the new page."""
    _link(page, address).click()
    _is_at(page, address)


def _is_at(page: Page, address: str) -> None:
    """Wait until the page of an address is shown."""
    expect(page.locator("link[rel=canonical]")).to_have_attribute("href", address)
    expect(page).to_have_url(address)


def _is_instant(page: Page) -> bool:
    """Return whether no page was loaded since the window was marked."""
    return page.evaluate("window.mark") is True


def test_a_link_is_followed_without_a_load(arrive: Arrive, reader: Reader) -> None:
    """Title, description and the link to the Markdown belong to the new page."""
    page = arrive("reference/map/", "reference/member/")

    expect(page).to_have_title("Member - stytch-exchange")
    assert _is_instant(page)
    reached = {
        name: page.locator(selector).get_attribute(name)
        for selector, name in {
            "meta[name=description]": "content",
            "[rel='alternate ']": "href",
        }.items()
    }
    below = page.get_by_text("This page as Markdown").evaluate("link => link.href")
    reader.open("reference/member/")
    assert reached["content"] == page.locator("meta[name=description]").get_attribute("content")
    assert reader.address + "reference/member/index.md" == below == reached["href"]
    assert page.request.get(below).text().startswith("# Member")


def test_a_link_under_the_pointer_is_fetched(reader: Reader) -> None:
    """The page is there before the reader follows the link."""
    page = reader.page
    reader.open("reference/map/")

    with page.expect_request(reader.address + "reference/member/") as fetched:
        _link(page, reader.address + "reference/member/").hover()

    assert "prefetch" == fetched.value.headers["sec-purpose"]
    assert reader.address + "reference/map/" == page.url


def test_a_page_that_is_reached_is_quiet_and_accessible(arrive: Arrive, reader: Reader) -> None:
    """It sends no request to another host, logs nothing, and axe finds no violation."""
    arrive("tutorials/02_validate/", "tutorials/01_parse/")

    assert [] == reader.violations("all")
    assert [] == reader.elsewhere
    assert [] == reader.complaints
    assert _is_instant(reader.page)


def test_a_page_that_is_reached_begins_at_its_heading(arrive: Arrive) -> None:
    """The heading has the focus: it is read out, and the Tab key continues from there."""
    page = arrive("reference/map/", "reference/member/")

    expect(page.locator("article h1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("article h1 .headerlink")).to_be_focused()


def test_the_skip_link_leads_to_the_content_that_is_shown(arrive: Arrive) -> None:
    """The Tab key then continues from the heading."""
    page = arrive("reference/map/", "reference/member/")

    page.get_by_text("Skip to content").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/reference/member/#member$"))
    page.keyboard.press("Tab")

    expect(page.locator("article h1 .headerlink")).to_be_focused()


def test_the_way_back_leads_back(arrive: Arrive, reader: Reader) -> None:
    """Back and forward also work without a page load."""
    page = arrive("reference/map/", "reference/member/")

    page.go_back()
    _is_at(page, reader.address + "reference/map/")
    page.go_forward()
    _is_at(page, reader.address + "reference/member/")

    assert _is_instant(page)


def test_the_scheme_stays(arrive: Arrive, reader: Reader) -> None:
    """The chosen scheme is kept, and the button still switches to the next."""
    page = arrive("reference/map/", "reference/member/")
    button = page.locator("label[for^=__palette]:visible")
    button.click()
    button.click()

    _follow(page, reader.address + "reference/organization/")
    reached = page.evaluate("document.body.dataset.mdColorScheme")
    button.click()

    assert "slate" == reached
    assert "default" == page.evaluate("document.body.dataset.mdColorScheme")


def test_the_field_index_is_filtered(arrive: Arrive, reader: Reader) -> None:
    """The filter also works after the reader comes back to the page."""
    page = arrive("reference/map/", "reference/fields/")
    for _ in range(2):
        page.get_by_label("Show fields with").fill("is_breakglass")
        expect(page.get_by_role("status").first).to_have_text(re.compile("^1 of "))

        _follow(page, reader.address + "reference/response/")
        page.go_back()
        _is_at(page, reader.address + "reference/fields/")

    assert _is_instant(page)


def test_the_map_leads_on(arrive: Arrive, reader: Reader) -> None:
    """Its boxes are SVG links, which the browser itself follows."""
    page = arrive("reference/fields/", "reference/map/")

    page.locator("figure.map a", has_text="MemberSession").first.click()

    expect(page).to_have_url(reader.address + "reference/session/#stytch_exchange.MemberSession")
    assert not _is_instant(page)
    assert [] == reader.complaints


def test_what_scrolls_is_reached_by_keyboard(arrive: Arrive) -> None:
    """A table can be wider than a phone."""
    page = arrive("explanation/strictness/", "explanation/exchange/")
    table = page.locator(".md-typeset__scrollwrap").first
    table.evaluate("element => { element.firstElementChild.style.width = '200vw'; }")

    page.set_viewport_size({"width": 360, "height": 740})

    expect(table).to_have_attribute("tabindex", "0")


def test_a_copy_button_copies(arrive: Arrive) -> None:
    """It copies the code of the new page."""
    page = arrive("how-to/handle-errors/", "how-to/log-safely/")

    page.locator(".md-code__button[data-md-type=copy]").first.click()
    page.get_by_text(re.compile("Copied")).wait_for()

    code = page.locator(".highlight code").first.inner_text()
    assert code.strip() == page.evaluate("navigator.clipboard.readText()").strip()


def test_a_word_of_the_glossary_is_explained(arrive: Arrive, reader: Reader) -> None:
    """A preview shows its entry, and has an accessible name."""
    page = arrive("how-to/handle-errors/", "how-to/check-roles/")
    word = page.locator("a.term").first
    entry = word.evaluate("link => link.hash.slice(1)")

    word.hover()
    preview = page.get_by_role("dialog", name="Preview")

    expect(preview.get_by_role("heading")).to_contain_text(
        re.compile(entry.replace("-", " "), re.IGNORECASE)
    )
    assert [] == reader.violations("structure")


def test_a_preview_takes_no_focus_and_closes_with_escape(arrive: Arrive) -> None:
    """It appears when a link has the focus, and its own links are not Tab stops."""
    page = arrive("how-to/handle-errors/", "how-to/check-roles/")
    preview = page.get_by_role("dialog", name="Preview")

    page.locator("a.term").first.focus()
    expect(preview).to_be_visible()
    stops = preview.locator("a").evaluate_all("links => links.map((link) => link.tabIndex)")
    page.keyboard.press("Escape")

    assert {-1} == set(stops)
    expect(preview).to_have_count(0)


def test_a_result_of_the_search_is_followed(arrive: Arrive) -> None:
    """The result is shown on its page, without a page load."""
    page = arrive("how-to/handle-errors/", "how-to/check-roles/")

    page.keyboard.press("/")
    expect(page.locator("[data-md-component=search-query]")).to_be_focused()
    page.keyboard.type("is_breakglass")
    # The theme closes the search a moment after it has followed a link, which may be now.
    page.locator(".md-search-result a[href*='/member/?h=is_breakglass#']").dispatch_event("click")
    expect(page).to_have_title("Member - stytch-exchange")

    expect(page.locator("article mark:visible").first).to_be_visible()
    assert _is_instant(page)


def test_a_tutorial_can_be_run(arrive: Arrive, reader: Reader) -> None:
    """The button also works after the reader comes back to the page."""
    page = arrive("tutorials/04_verify_the_jwt/", "tutorials/01_parse/")
    button = page.get_by_role("button", name="Run this tutorial in your browser")
    expect(button).to_be_enabled()

    page.go_back()
    _is_at(page, reader.address + "tutorials/04_verify_the_jwt/")
    page.go_forward()
    _is_at(page, reader.address + "tutorials/01_parse/")

    expect(button).to_be_enabled()
    assert _is_instant(page)
