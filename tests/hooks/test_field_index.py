"""The index of all fields."""

import re
import runpy
from html import unescape
from pathlib import Path

import pytest

from hooks import field_index
from hooks.places import fields

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(name="rows")
def _rows() -> list[str]:
    """The rows of the table."""
    table = field_index.page().partition("<tbody>\n")[2].partition("</tbody>")[0]
    return unescape(table).splitlines()


def test_each_field_has_its_row(rows: list[str]) -> None:
    """None is missing and none stands twice, and each row leads to the field and to its class."""
    targets = [re.findall(r'identifier="([\w.]+)"', row) for row in rows]

    assert sorted(field.path for field in fields()) == sorted(target[0] for target in targets)
    assert [target[0].rpartition(".")[0] for target in targets] == [of for _, of in targets]


def test_a_row_has_all_places_of_its_field(rows: list[str]) -> None:
    """Together they are every place of every document, and folded ones are counted."""
    places = {field.path: field.places for field in fields()}
    for row in rows:
        path = re.findall(r'identifier="([\w.]+)"', row)[0]
        shown, _, folded = row.partition("<details>")
        more = re.findall(r"and (\d+) more places", folded)

        assert list(places[path]) == re.findall(r"<code>(/[^<]+)</code>", row)
        assert [str(folded.count("<li>"))] * bool(folded) == more
        assert shown.count("<code>/") <= 3


def test_the_rows_are_sorted_by_name(rows: list[str]) -> None:
    """By the name on the page, and by class where two are the same."""
    names = [re.findall(r"<code>(\w+)</code>", row)[:2] for row in rows]

    assert sorted(names) == names


def test_a_row_says_what_may_be_left_out(rows: list[str]) -> None:
    """As the table of the class does, and a document that is not the response is named."""
    text = {
        ".".join(re.findall(r"<code>(\w+)</code>", row)[1::-1]): re.sub("<[^>]+>", "", row)
        for row in rows
    }

    assert "rolesMember required/member/roles" == text["Member.roles"]
    assert "optional, nullable" in text["Member.external_id"]
    assert "In the error body: /error_type, /error" in text["ErrorResponse.error_type"]


def test_the_totals_are_those_of_the_table(rows: list[str]) -> None:
    """The sentence above the table is counted, and counts what the table holds."""
    classes = {re.findall(r"<code>(\w+)</code>", row)[1] for row in rows}
    places = sum(row.count("<code>/") for row in rows)

    assert f"{len(rows)} fields in {len(classes)} classes, at {places} places" in field_index.page()


def test_without_its_script_the_page_shows_everything() -> None:
    """The field to type into appears with the script; no row is hidden by the page itself."""
    page = field_index.page()
    script = re.findall(r'<script src="\.\./\.\./([^"]+)"', page)

    assert ['<form id="field-filter" hidden>'] == re.findall(r"<[^>]* hidden[^>]*>", page)
    assert [True] == [(ROOT / "docs" / name).is_file() for name in script]


def test_the_number_of_matches_is_announced() -> None:
    """What the script finds it writes where a screen reader listens, and the field has a label."""
    page = field_index.page()
    identifiers = set(re.findall(r'id="([\w-]+)"', page))
    named = re.findall(r'(?:for|aria-describedby|aria-controls)="([\w-]+)"', page)
    script = (ROOT / "docs/javascripts/field-filter.js").read_text("utf-8")

    assert '<output for="field-filter-text" role="status"></output>' in page
    assert set() == set(named) - identifiers
    assert {"field-filter", "field-table"} == set(re.findall(r"field-[a-z]+", script))


def test_the_script_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    """`python hooks/field_index.py` shows the page without a site."""
    runpy.run_path(field_index.__file__, run_name="__main__")

    assert field_index.page() == capsys.readouterr().out
