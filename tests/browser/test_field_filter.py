"""The filter of the field index, as one types into it."""

import pytest
from playwright.sync_api import Page, expect

from hooks.places import fields
from tests.browser.reader import Reader

ALL = f"{len(fields())} fields"


@pytest.fixture(name="index")
def _index(reader: Reader) -> Page:
    """The field index, its filter in focus."""
    reader.open("reference/fields/")
    reader.page.get_by_label("Show fields with").focus()
    return reader.page


def _shown(page: Page) -> list[str]:
    """Return the names that the rows in sight have."""
    return page.locator("#field-table tbody tr:visible td:first-child").all_inner_texts()


def test_a_name_leaves_its_fields(index: Page) -> None:
    """Each row that has it, in the order of the index; and how many those are is announced."""
    expected = sorted(field.name for field in fields() if "is_breakglass" in field.name)

    index.keyboard.type("Is_Breakglass")

    assert expected == _shown(index)
    expect(index.get_by_role("status")).to_have_text(f"{len(expected)} of {ALL}")


def test_the_pointer_of_a_finding_leaves_its_field(index: Page) -> None:
    """It names one item of an array, and the index any."""
    index.keyboard.type("/member/roles/1/role_id")

    assert ["role_id"] == _shown(index)
    expect(index.get_by_text("/member/roles/*/role_id", exact=True)).to_be_visible()
    expect(index.get_by_role("status")).to_have_text(f"1 of {ALL}")


def test_a_place_that_is_folded_is_shown(index: Page) -> None:
    """One sees why a row is left."""
    folded = "/member_session/authentication_factors/*/hubspot_oauth_factor/id"

    index.keyboard.type(folded.replace("*", "0"))

    assert ["id"] == _shown(index)
    expect(index.get_by_text(folded, exact=True)).to_be_visible()


def test_what_no_field_has_is_said(index: Page) -> None:
    """And no row is left."""
    index.keyboard.type("unicorn")

    assert [] == _shown(index)
    expect(index.get_by_role("status")).to_have_text("No field has this.")


def test_escape_brings_all_back(index: Page) -> None:
    """The field is empty, what the filter unfolded is folded again, and one can type on."""
    index.keyboard.type("hubspot_oauth_factor/id")

    index.keyboard.press("Escape")

    expect(index.get_by_label("Show fields with")).to_have_value("")
    expect(index.get_by_label("Show fields with")).to_be_focused()
    expect(index.locator("#field-table details[open]")).to_have_count(0)
    expect(index.get_by_role("status")).to_have_text(ALL)
    assert len(fields()) == len(_shown(index))
