"""The names of the API's schemas, which the schema page makes from the SDK's class names."""

import json
from pathlib import Path

import pytest

from hooks.schema_map import schema_name
from stytch_exchange import ExchangeAccessTokenResponse
from tests.schema_diff import SDK, contract_response, places

COMPONENTS = Path(__file__).parents[3] / "shared" / "contract" / "components.json"


@pytest.mark.skipif(
    not COMPONENTS.exists(),
    reason="needs a copy of Stytch's API schemas, which is not part of this repository",
)
def test_a_schema_name_is_the_contract_s() -> None:
    """Each SDK class gets the name that the API's description has for it."""
    contract = contract_response(json.loads(COMPONENTS.read_text("utf-8")))

    assert {
        place: theirs.__name__ for place, theirs, _ in places(contract, ExchangeAccessTokenResponse)
    } == {
        place: schema_name(theirs) for place, theirs, _ in places(SDK, ExchangeAccessTokenResponse)
    }
