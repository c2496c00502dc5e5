"""Publish the JSON Schema of the response as a file of the site.

As a MkDocs hook it makes the file; `python hooks/json_schema.py` prints it.
"""

import json
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from stytch_exchange import ExchangeAccessTokenResponse

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ADDRESS = "schema/exchange-access-token-response.schema.json"


def schema(site_url: str | None) -> str:
    """Return the schema as JSON text, with an `$id` where the address of the site is known."""
    document = ExchangeAccessTokenResponse.model_json_schema()
    if site_url:
        document = {"$schema": document["$schema"], "$id": site_url + ADDRESS, **document}
    return json.dumps(document, indent=2) + "\n"


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the file."""
    files.append(File.generated(config, ADDRESS, content=schema(config.site_url)))
    return files


if __name__ == "__main__":
    print(schema(None), end="")
