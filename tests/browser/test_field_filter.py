"""The filter of the field index, while a reader types."""

import pytest
from playwright.sync_api import Page, expect

from hooks.model.wire_pointers import fields
from tests.browser.reader import Reader

ALL = f"{len(fields())} fields"


@pytest.fixture(name="index")
def _index(reader: Reader) -> Page:
    """The field index, with the focus in its filter."""
    reader.open("reference/fields/")
    reader.page.get_by_label("Show fields with").focus()
    return reader.page


def _shown(page: Page) -> list[str]:
    """Return the field names of the visible rows."""
    return page.locator("#field-table tbody tr:visible td:first-child").all_inner_texts()


def test_a_name_leaves_its_fields(index: Page) -> None:
    """The matching rows stay, in the order of the index, and their number is announced."""
    expected = sorted(field.name for field in fields() if "is_breakglass" in field.name)

    index.keyboard.type("Is_Breakglass")

    assert expected == _shown(index)
    expect(index.get_by_role("status")).to_have_text(f"{len(expected)} of {ALL}")


def test_the_pointer_of_a_finding_leaves_its_field(index: Page) -> None:
    """The pointer has an item's index, and the field index has `*`."""
    index.keyboard.type("/member/roles/1/role_id")

    assert ["role_id"] == _shown(index)
    expect(index.get_by_text("/member/roles/*/role_id", exact=True)).to_be_visible()
    expect(index.get_by_role("status")).to_have_text(f"1 of {ALL}")


def test_a_place_that_is_folded_is_shown(index: Page) -> None:
    """The reader sees why the row matches."""
    folded = "/member_session/authentication_factors/*/hubspot_oauth_factor/id"

    index.keyboard.type(folded.replace("*", "0"))

    assert ["id"] == _shown(index)
    expect(index.get_by_text(folded, exact=True)).to_be_visible()


def test_what_no_field_has_is_said(index: Page) -> None:
    """No row is shown, and a message says so."""
    index.keyboard.type("unicorn")

    assert [] == _shown(index)
    expect(index.get_by_role("status")).to_have_text("No field matches.")


def test_escape_brings_all_back(index: Page) -> None:
    """The filter is empty and keeps the focus, and the rows are folded again."""
    index.keyboard.type("hubspot_oauth_factor/id")

    index.keyboard.press("Escape")

    expect(index.get_by_label("Show fields with")).to_have_value("")
    expect(index.get_by_label("Show fields with")).to_be_focused()
    expect(index.locator("#field-table details[open]")).to_have_count(0)
    expect(index.get_by_role("status")).to_have_text(ALL)
    assert len(fields()) == len(_shown(index))
