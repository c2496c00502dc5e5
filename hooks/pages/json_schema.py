"""The JSON Schema of the response, as a file of the site."""

import json

from stytch_exchange import ExchangeAccessTokenResponse

PATH = "schema/exchange-access-token-response.schema.json"


def schema(site_url: str | None) -> str:
    """Return the schema as JSON, with an `$id` if the site's address is known."""
    document = ExchangeAccessTokenResponse.model_json_schema()
    if site_url:
        document = {"$schema": document["$schema"], "$id": site_url + PATH, **document}
    return json.dumps(document, indent=2) + "\n"
