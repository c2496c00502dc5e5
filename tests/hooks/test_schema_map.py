"""The page that leads from the API's schemas to our classes."""

import re
import runpy
import sys
from pathlib import Path

import pytest

import stytch_exchange
from hooks import schema_map

ROW = re.compile(
    r"^\| `(?P<schema>api_\w+)` \| \[`(?P<name>\w+)`\]\[stytch_exchange\.(?P<target>\w+)\] "
    r"\| (?P<size>\d+)(?P<values> values)? \|$",
    re.MULTILINE,
)


@pytest.fixture(name="page")
def _page() -> str:
    """The page as Markdown."""
    return schema_map.page()


@pytest.fixture(name="rows")
def _rows(page: str) -> list[re.Match[str]]:
    """The rows of its tables."""
    return list(ROW.finditer(page))


def test_each_schema_is_named_once(page: str, rows: list[re.Match[str]]) -> None:
    """All 74 schemas have a row, none has two, and nothing else on the page looks like a row."""
    schemas = [row["schema"] for row in rows]

    assert 74 == len(schemas) == len(set(schemas))
    assert 74 == page.count("api_")


def test_each_row_leads_to_a_public_name(rows: list[re.Match[str]]) -> None:
    """A reader can import what a row names, and the link leads to that very name."""
    public = set(stytch_exchange.__all__)

    assert set() == {row["target"] for row in rows} - public
    assert [] == [row[0] for row in rows if row["name"] != row["target"]]


def test_the_properties_of_all_rows_are_those_of_the_contract(rows: list[re.Match[str]]) -> None:
    """The column adds up to 335; the two vocabularies count values instead."""
    objects = [row for row in rows if not row["values"]]
    vocabularies = {row["name"]: row["size"] for row in rows if row["values"]}

    assert 335 == sum(int(row["size"]) for row in objects)
    assert {
        "AuthenticationFactorType": "14",
        "AuthenticationFactorDeliveryMethod": "44",
    } == vocabularies


def test_the_totals_are_those_of_the_tables(page: str, rows: list[re.Match[str]]) -> None:
    """The sentence above the tables is counted, and counts what the tables hold."""
    classes = {row["target"] for row in rows if not row["values"]}

    assert "74 schemas with 335 properties" in page
    assert f"{len(classes)} classes and 2 vocabularies" in page


def test_schemas_of_one_shape_lead_to_one_class(rows: list[re.Match[str]]) -> None:
    """The 24 OAuth factors are one class, and the two schemas for SSO are another."""
    targets = [row["target"] for row in rows]

    assert (24, 2) == (targets.count("OAuthFactor"), targets.count("SSOFactor"))


def test_the_script_prints_the_page(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`python hooks/schema_map.py` shows the page without a site."""
    runpy.run_path(str(Path(schema_map.__file__)), run_name="__main__")

    assert page == capsys.readouterr().out


def test_without_the_sdk_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK is a development dependency; where it is missing, the message names it."""
    monkeypatch.setitem(sys.modules, "stytch.b2b.models.sessions", None)

    with pytest.raises(ModuleNotFoundError, match="pip install stytch"):
        schema_map.page()
