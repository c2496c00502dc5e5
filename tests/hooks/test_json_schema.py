"""The JSON Schema as a file of the site."""

import json
import runpy

import pytest

from hooks import json_schema
from stytch_exchange import ExchangeAccessTokenResponse


def test_the_file_is_the_schema_of_the_models() -> None:
    """Nothing is added to it while the site's address is not known."""
    assert ExchangeAccessTokenResponse.model_json_schema() == json.loads(json_schema.schema(None))


def test_the_file_names_its_address_where_that_is_known() -> None:
    """`$id` is the address under which the site publishes it."""
    schema = json.loads(json_schema.schema("https://docs.example.com/exchange/"))
    address = schema.pop("$id")

    assert f"https://docs.example.com/exchange/{json_schema.ADDRESS}" == address
    assert ExchangeAccessTokenResponse.model_json_schema() == schema


def test_the_hook_is_a_script_too(capsys: pytest.CaptureFixture[str]) -> None:
    """`python hooks/json_schema.py` prints the file."""
    runpy.run_path(json_schema.__file__, run_name="__main__")

    assert json_schema.schema(None) == capsys.readouterr().out
