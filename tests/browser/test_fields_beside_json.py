"""The fields of a class, and an object beside them."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.reader import PHONE, Reader

WIDE: ViewportSize = {"width": 1440, "height": 900}


@pytest.fixture(name="member")
def _member(reader: Reader) -> Page:
    """The reference of the member, at a desk."""
    reader.page.set_viewport_size(WIDE)
    reader.open("reference/member/")
    return reader.page


@pytest.mark.parametrize(
    "name", ["response", "member", "organization", "session", "factors", "device"]
)
def test_the_fields_begin_on_the_first_screen(reader: Reader, name: str) -> None:
    """With the JSON beside them."""
    reader.page.set_viewport_size(WIDE)
    reader.open(f"reference/{name}/")
    fields = reader.page.locator("table.fields tbody").first.bounding_box()
    lines = reader.page.locator(".beside .json").first.bounding_box()

    assert fields is not None
    assert lines is not None
    assert fields["y"] < WIDE["height"]
    assert lines["y"] < WIDE["height"]
    assert lines["x"] > fields["x"] + fields["width"]


def test_a_field_marks_its_line(member: Page) -> None:
    """And only this one."""
    member.locator(
        "table.fields tr", has=member.get_by_role("link", name="status", exact=True)
    ).first.hover()

    expect(member.locator(".json .lit")).to_have_count(1)
    expect(member.locator(".json .lit")).to_contain_text('"status": "active"')


def test_a_line_marks_its_field(member: Page) -> None:
    """A key that is a link to its row."""
    member.locator(".json a", has_text='"is_breakglass"').first.hover()

    expect(member.locator("tr.lit")).to_have_count(1)
    expect(member.locator("tr.lit")).to_contain_text("account for emergencies")


def test_the_focus_marks_it_too(member: Page) -> None:
    """A key leads to its row."""
    member.locator(".json a", has_text='"status"').first.focus()
    expect(member.locator("tr.lit")).to_contain_text("The state of the account.")

    member.keyboard.press("Enter")

    assert member.url.endswith("#stytch_exchange.Member.status")


def test_on_a_phone_the_json_follows_the_fields(reader: Reader) -> None:
    """Nothing is wider than the screen."""
    reader.page.set_viewport_size(PHONE)
    reader.open("reference/member/")
    fields = reader.page.locator("table.fields").first.bounding_box()
    lines = reader.page.locator(".beside .json").first.bounding_box()

    assert fields is not None
    assert lines is not None
    assert lines["y"] > fields["y"] + fields["height"]
    assert PHONE["width"] == reader.page.evaluate("document.documentElement.scrollWidth")
