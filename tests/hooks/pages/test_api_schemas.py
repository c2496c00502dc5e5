"""The tables from API schema to class."""

import json
import re
import sys
from pathlib import Path

import pytest

import stytch_exchange
from hooks import pages
from hooks.model.sdk import sdk_pairs
from hooks.pages import api_schemas
from tests.schema_diff import contract_response, schemas

CONTRACT = Path(__file__).parents[4] / "shared" / "contract" / "components.json"

ROW = re.compile(
    r"^\| `(?P<schema>api_\w+)` \| \[`(?P<name>\w+)`\]\[stytch_exchange\.(?P<target>\w+)\] "
    r"\| (?P<size>\d+)(?P<values> values)? \|$",
    re.MULTILINE,
)


@pytest.fixture(name="page", scope="module")
def _page() -> str:
    """The page as Markdown."""
    return str(pages.generated(None)["reference/schemas.md"])


@pytest.fixture(name="rows")
def _rows(page: str) -> list[re.Match[str]]:
    """The rows of its tables."""
    return list(ROW.finditer(page))


def test_each_schema_is_named_once(page: str, rows: list[re.Match[str]]) -> None:
    """All 74 schemas have exactly one row, and nothing else on the page looks like a row."""
    schemas = [row["schema"] for row in rows]

    assert 74 == len(schemas) == len(set(schemas))
    assert 74 == page.count("api_")


def test_each_row_leads_to_a_public_name(rows: list[re.Match[str]]) -> None:
    """A reader can import the class that a row names, and its link leads there."""
    public = set(stytch_exchange.__all__)

    assert set() == {row["target"] for row in rows} - public
    assert [] == [row[0] for row in rows if row["name"] != row["target"]]


def test_the_properties_of_all_rows_are_those_of_the_contract(rows: list[re.Match[str]]) -> None:
    """The column adds up to 335; the two vocabularies count their values instead."""
    objects = [row for row in rows if not row["values"]]
    vocabularies = {row["name"]: row["size"] for row in rows if row["values"]}

    assert 335 == sum(int(row["size"]) for row in objects)
    assert {
        "AuthenticationFactorType": "14",
        "AuthenticationFactorDeliveryMethod": "44",
    } == vocabularies


def test_the_totals_are_those_of_the_tables(page: str, rows: list[re.Match[str]]) -> None:
    """The numbers above the tables are those of the tables."""
    classes = {row["target"] for row in rows if not row["values"]}

    assert "74 schemas with 335 properties" in page
    assert f"{len(classes)} classes and 2 vocabularies" in page


def test_schemas_of_one_shape_lead_to_one_class(rows: list[re.Match[str]]) -> None:
    """The 24 OAuth factors are one class, and the two schemas for SSO are another."""
    targets = [row["target"] for row in rows]

    assert (24, 2) == (targets.count("OAuthFactor"), targets.count("SSOFactor"))


@pytest.mark.skipif(
    not CONTRACT.exists(),
    reason="needs the API's published schema, which is not part of this repository",
)
def test_the_names_are_those_of_the_contract() -> None:
    """Each schema has the name that the API's own description gives it, and the same class."""
    contract = json.loads(CONTRACT.read_text("utf-8"))
    response = stytch_exchange.ExchangeAccessTokenResponse
    theirs = schemas(contract_response(contract), response)

    assert {schema.__name__: ours for schema, ours in theirs} == {
        pair.schema_name: pair.ours for pair in sdk_pairs()
    }


def test_without_the_sdk_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK is a development dependency; if it is missing, the message names it."""
    monkeypatch.setitem(sys.modules, "stytch.b2b.models.sessions", None)

    with pytest.raises(ModuleNotFoundError, match="pip install stytch"):
        api_schemas.parts()
