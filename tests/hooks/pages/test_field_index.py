"""The index of all fields."""

import re
from html import unescape
from pathlib import Path

import pytest

from hooks import pages
from hooks.model.wire_pointers import fields

ROOT = Path(__file__).parents[3]


@pytest.fixture(name="page", scope="module")
def _page() -> str:
    """The page as Markdown."""
    return str(pages.generated(None)["reference/fields.md"])


@pytest.fixture(name="rows")
def _rows(page: str) -> list[str]:
    """The rows of the table."""
    table = page.partition("<tbody>\n")[2].partition("</tbody>")[0]
    return unescape(table).splitlines()


def test_each_field_has_its_row(rows: list[str]) -> None:
    """Every field has exactly one, with links to the field and to its class."""
    targets = [re.findall(r'identifier="([\w.]+)"', row) for row in rows]

    assert sorted(field.path for field in fields()) == sorted(target[0] for target in targets)
    assert [target[0].rpartition(".")[0] for target in targets] == [of for _, of in targets]


def test_a_row_has_all_pointers_of_its_field(rows: list[str]) -> None:
    """A long list is folded, and the summary says how many are in the fold."""
    pointers = {field.path: field.pointers for field in fields()}
    for row in rows:
        path = re.findall(r'identifier="([\w.]+)"', row)[0]
        shown, _, folded = row.partition("<details>")
        more = re.findall(r"and (\d+) more pointers", folded)

        assert list(pointers[path]) == re.findall(r"<code>(/[^<]+)</code>", row)
        assert [str(folded.count("<li>"))] * bool(folded) == more
        assert shown.count("<code>/") <= 3


def test_the_rows_are_sorted_by_name(rows: list[str]) -> None:
    """Fields of the same name are sorted by class."""
    names = [re.findall(r"<code>(\w+)</code>", row)[:2] for row in rows]

    assert sorted(names) == names


def test_a_row_says_what_may_be_left_out(rows: list[str]) -> None:
    """It also names the document, if that is not the response."""
    text = {
        ".".join(re.findall(r"<code>(\w+)</code>", row)[1::-1]): re.sub("<[^>]+>", "", row)
        for row in rows
    }

    assert "rolesMember/member/roles" == text["Member.roles"]
    assert "optional, may be null" in text["Member.external_id"]
    assert "In the error body: /error_type, /error" in text["ErrorResponse.error_type"]


def test_the_totals_are_those_of_the_table(page: str, rows: list[str]) -> None:
    """The numbers above the table are those of the table."""
    classes = {re.findall(r"<code>(\w+)</code>", row)[1] for row in rows}
    pointers = sum(row.count("<code>/") for row in rows)

    assert f"{len(rows)} fields in {len(classes)} classes, at {pointers} JSON Pointers" in page


def test_without_its_script_the_page_shows_everything(page: str) -> None:
    """The script shows the field to type into; the page itself does not hide a row."""
    script = re.findall(r'<script src="\.\./\.\./([^"]+)"', page)

    assert ['<form id="field-filter" hidden>'] == re.findall(r"<[^>]* hidden[^>]*>", page)
    assert [True] == [(ROOT / "docs" / name).is_file() for name in script]


def test_the_number_of_matches_is_announced(page: str) -> None:
    """The script writes it into a status that screen readers announce; the field has a label."""
    identifiers = set(re.findall(r'id="([\w-]+)"', page))
    named = re.findall(r'(?:for|aria-describedby|aria-controls)="([\w-]+)"', page)
    script = (ROOT / "docs/javascripts/field-filter.js").read_text("utf-8")

    assert '<output for="field-filter-text" role="status"></output>' in page
    assert set() == set(named) - identifiers
    assert {"field-filter", "field-table"} == set(re.findall(r"field-[a-z]+", script))
