"""The JSON Schema as a file of the site."""

import json

from hooks.pages import json_schema
from stytch_exchange import ExchangeAccessTokenResponse


def test_the_file_is_the_schema_of_the_models() -> None:
    """It is unchanged if the site's address is not known."""
    assert ExchangeAccessTokenResponse.model_json_schema() == json.loads(json_schema.schema(None))


def test_the_file_names_its_address_if_that_is_known() -> None:
    """`$id` is the address of the published file."""
    schema = json.loads(json_schema.schema("https://docs.example.com/exchange/"))
    address = schema.pop("$id")

    assert f"https://docs.example.com/exchange/{json_schema.PATH}" == address
    assert ExchangeAccessTokenResponse.model_json_schema() == schema
