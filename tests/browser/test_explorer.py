"""The explorer, as a reader points, taps, types and follows links."""

import json
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import BaseModel, SecretStr

from hooks.pages.explorer import EXAMPLES, FIRST
from stytch_exchange import load_example, parse_response
from tests.browser.reader import DESK, PHONE, Reader

_PLACES = """() => [...document.querySelectorAll(".json [id]")].map((line) => {
    line.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
    const places = document.querySelectorAll(".cards .shown .place code");
    return [...places].map(({ textContent }) => textContent);
})"""
"""Points at each line, and returns the pointer and the expression on its card."""

_SHIFT = """() => new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""


@pytest.fixture(name="explorer")
def _explorer(reader: Reader) -> Page:
    """The page of the usual case."""
    reader.page.set_viewport_size({"width": 1440, "height": 900})
    reader.open("explore/")
    return reader.page


def _card(page: Page) -> str:
    return page.locator(".cards > div:visible").inner_text()


def _keys(page: Page) -> list[str]:
    """Return the keys in sight that the filter has found."""
    found: list[str] = page.locator(".json .found:visible").evaluate_all(
        "lines => lines.map((line) => line.id.split('/').at(-1))"
    )
    return found


def test_at_first_each_field_of_the_response_is_in_sight(explorer: Page) -> None:
    """With what it means, on the first screen at a desk."""
    for name in json.loads(load_example(FIRST)):
        line = explorer.locator(f'[id="/{name}"] a').first
        box = line.bounding_box()

        assert box is not None
        assert box["y"] < 900
        assert name in _card(explorer)


def test_pointing_at_a_line_shows_its_card(explorer: Page) -> None:
    """The line is highlighted; the card stays when the mouse leaves, so that it can be copied."""
    explorer.locator('[id="/session_jwt"]').hover()
    explorer.locator("h1").hover()

    card = _card(explorer)
    assert "signed with RS256" in card
    assert "secret string, never null" in card
    assert "/session_jwt" in card
    assert "response.session_jwt" in card
    expect(explorer.locator(".json .on")).to_have_attribute("id", "/session_jwt")


def test_the_focus_shows_a_card_too(explorer: Page) -> None:
    """With the Tab key, from the filter on."""
    explorer.get_by_role("button", name="Unfold all").focus()

    explorer.keyboard.press("Tab")

    assert "The identifier of this API call" in _card(explorer)


def test_arrows_go_from_key_to_key(explorer: Page) -> None:
    """They unfold and fold objects, and lead back to the object around a key."""
    explorer.locator('[id="/member"] > div > a').focus()
    seen: list[str] = []
    for key in ["ArrowRight", "ArrowDown", "End", "Home", "ArrowDown", "ArrowUp"]:
        explorer.keyboard.press(key)
        seen.append(explorer.evaluate("document.activeElement.closest('[id]').id"))

    expected = ["/member", "/member/organization_id", "/member_device"]
    assert [*expected, "/request_id", "/member_id", "/request_id"] == seen

    explorer.locator('[id="/member/name"] a').focus()
    explorer.keyboard.press("ArrowLeft")
    expect(explorer.locator('[id="/member"] > div > a')).to_be_focused()
    explorer.keyboard.press("ArrowLeft")
    expect(explorer.locator('[id="/member/name"]')).to_be_hidden()


def test_a_click_makes_a_link_to_the_line(explorer: Page) -> None:
    """The address leads there again, also in another example."""
    explorer.locator('[id="/member"] > details > summary').click()
    explorer.locator('[id="/member/status"] a').click()

    assert explorer.url.endswith("explore/#/member/status")
    explorer.get_by_role("link", name=EXAMPLES["device"]).click()
    expect(explorer.locator('[id="/member/status"].on')).to_be_in_viewport()
    assert explorer.url.endswith("explore/device/#/member/status")


def test_a_link_to_a_pointer_opens_its_place(reader: Reader) -> None:
    """The folded objects around it unfold."""
    reader.open("explore/#/member/roles/0/role_id")

    expect(reader.page.locator('[id="/member/roles/0/role_id"].on')).to_be_in_viewport()
    card = _card(reader.page)
    assert "response.member.roles[0].role_id" in card
    assert "The role's name in the project's RBAC policy." in card


def test_a_copy_button_copies(explorer: Page) -> None:
    """The pointer, and the Python expression."""
    explorer.locator('[id="/member_session"] > div > a').hover()
    copied: list[str] = []
    for button in explorer.locator(".cards .shown .place button").all():
        button.click()
        explorer.get_by_text("Copied to clipboard").wait_for()
        copied.append(explorer.evaluate("navigator.clipboard.readText()"))

    assert ["/member_session", "response.member_session"] == copied


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_expression_reads_its_value(reader: Reader, name: str) -> None:
    """The pointer leads to it in the body, and the expression in the parsed response."""
    reader.open("explore/" if name == FIRST else f"explore/{name}/")
    body, response = json.loads(load_example(name)), parse_response(load_example(name))
    places: list[tuple[str, str]] = reader.page.evaluate(_PLACES)

    assert len(places) > 40
    for pointer, expression in places:
        value: Any = body
        for step in pointer.split("/")[1:]:
            value = value[int(step) if isinstance(value, list) else step]
        read = eval(expression, {"response": response})  # noqa: S307 - what a reader would copy
        match value:
            case list() | dict() if not isinstance(read, BaseModel):
                assert len(value) == len(read)
            case dict():
                assert set(value) <= set(type(read).model_fields)
            case None | "":
                assert read in {None, ""}
            case str() if isinstance(read, str):
                assert value == read
            case str():
                assert isinstance(read, (datetime, SecretStr))
            case _:
                assert value == read


def test_typing_filters_the_keys(explorer: Page) -> None:
    """By name or meaning; objects around them unfold, and how many are found is announced."""
    explorer.get_by_label("Find a field").fill("lock")

    assert ["is_locked", "lock_created_at", "lock_expires_at"] == _keys(explorer)
    expect(explorer.locator("form.find output")).to_have_text("3 of 107 keys")
    expect(explorer.locator('[id="/member/name"]')).to_be_hidden()


def test_the_pointer_of_a_finding_filters_too(explorer: Page) -> None:
    """It names a place in the body."""
    explorer.get_by_label("Find a field").fill("/member/roles/1/role_id")

    assert ["role_id"] == _keys(explorer)


def test_a_mark_filters_too(explorer: Page) -> None:
    """Two marks find the keys that have both."""
    explorer.get_by_label("secret").check()
    assert ["session_token", "session_jwt"] == _keys(explorer)
    explorer.get_by_label("secret").uncheck()

    explorer.get_by_label("personal data").check()
    explorer.get_by_label("set by you").check()

    assert ["trusted_metadata", "untrusted_metadata", "external_id"] == _keys(explorer)


def test_what_no_key_has_is_said(explorer: Page) -> None:
    """Escape brings all keys back, folded as they were."""
    search = explorer.get_by_label("Find a field")
    search.fill("unicorn")
    expect(explorer.locator("form.find output")).to_have_text("No key matches.")

    search.press("Escape")

    expect(explorer.locator("form.find output")).to_be_empty()
    expect(explorer.locator(".json details[open]:visible")).to_have_count(0)
    expect(explorer.locator('[id="/member_id"]')).to_be_visible()


def test_all_can_be_unfolded_at_once(explorer: Page) -> None:
    """The button says what it does next."""
    explorer.get_by_role("button", name="Unfold all").click()
    expect(explorer.locator('[id="/member/roles/0/sources/0/type"]')).to_be_visible()

    explorer.get_by_role("button", name="Fold all").click()

    expect(explorer.locator('[id="/member/roles"]')).to_be_hidden()


def test_on_a_phone_a_tap_opens_a_sheet(reader: Reader) -> None:
    """It comes up from below, and closes again; axe finds nothing wrong with it."""
    reader.page.set_viewport_size(PHONE)
    reader.open("explore/")
    page = reader.page
    page.locator('[id="/member_id"] a').click()
    sheet = page.locator(".cards .shown")

    box = sheet.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)
    assert [] == reader.violations("all")
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)
    expect(page.locator('[id="/member_id"] a')).to_be_focused()


def test_nothing_jumps(reader: Reader) -> None:
    """Neither while the page loads nor when a card appears."""
    reader.page.set_viewport_size({"width": 1440, "height": 900})
    reader.open("explore/")
    reader.page.locator('[id="/organization"] a').first.hover()

    assert reader.page.evaluate(_SHIFT) < 0.01


def test_it_is_accessible_when_it_is_used(reader: Reader) -> None:
    """All unfolded, with a card, in both schemes."""
    reader.open("explore/")
    reader.page.get_by_role("button", name="Unfold all").click()
    reader.page.locator('[id="/member/trusted_metadata"] a').hover()

    assert [] == reader.violations("all")
    reader.turn(DESK, "dark")
    assert [] == reader.violations("colors")
    assert [] == reader.complaints


def test_without_scripts_a_key_shows_its_card(browser: Browser, address: str) -> None:
    """Objects unfold, the filter is not there, and the examples are links."""
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{address}explore/")
    page.locator('[id="/member"] > details > summary').click()
    page.locator('[id="/member/status"] a').click()

    expect(page.locator(".cards > div:visible")).to_have_id("Member.status")
    expect(page.locator(".cards > div:visible")).to_contain_text('"invited"')
    expect(page.locator("form.find")).to_be_hidden()
    page.get_by_role("link", name=EXAMPLES["minimal"]).click()
    expect(page).to_have_url(f"{address}explore/minimal/")
    context.close()


def test_the_picture_on_the_home_page_is_alive(reader: Reader) -> None:
    """One card is open; another line shows another, and a finding shows its line."""
    page = reader.page
    reader.open("")
    assert "All roles of the member" in _card_of_picture(page)

    page.locator('[id="/member/email_address"]').hover()
    assert "An update changes it, and so can a sign-in" in _card_of_picture(page)

    page.locator(".report").get_by_role("link", name="/member/is_locked").click()
    expect(page.locator('[id="/member/is_locked"].on')).to_be_in_viewport()
    assert [] == reader.violations("all")


def _card_of_picture(page: Page) -> str:
    return page.locator(".cards > .shown").inner_text()
