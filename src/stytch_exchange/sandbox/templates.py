"""Templates: the examples that the sandbox builds its responses from."""

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from stytch_exchange.errors import StytchExchangeError
from stytch_exchange.examples import example_names, load_example
from stytch_exchange.parsing import parse_response
from stytch_exchange.sandbox.signing import claims_in
from stytch_exchange.signing import SESSION

EXCHANGE = "oauth_access_token_exchange"
"""The delivery method of the factor for the exchange itself."""


@cache
def template_names() -> tuple[str, ...]:
    """Return the sorted names of the examples that are valid responses."""
    return tuple(name for name in example_names() if _is_a_response(name))


class Template:
    """A copy of an example, which the caller may change."""

    def __init__(self, example: str) -> None:
        """Read the example.

        Raises:
            ValueError: The name is not in `template_names()`.
        """
        if example not in template_names():
            names = ", ".join(template_names())
            raise ValueError(f"unknown example {example!r}: use one of {names}")
        self.body: dict[str, Any] = json.loads(load_example(example))
        claims = claims_in(self.body["session_jwt"])[SESSION]
        self.attributes: dict[str, Any] = claims["attributes"]
        # If the body does not have a session, its JWT does.
        self.session: dict[str, Any] = self.body.get("member_session") or claims

    @property
    def client_id(self) -> str:
        """The Connected App of the example."""
        (client_id,) = (
            factor[f"{EXCHANGE}_factor"]["client_id"]
            for factor in self.session["authentication_factors"]
            if factor["delivery_method"] == EXCHANGE
        )
        return str(client_id)


def wire_time(moment: datetime) -> str:
    """Return a time in the API's form: UTC, whole seconds, and `Z`."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def moved(value: Any, by: timedelta) -> Any:
    """Return decoded JSON with its times moved. Strings are times if their key ends in `_at`."""
    if isinstance(value, list):
        return [moved(item, by) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: wire_time(datetime.fromisoformat(below) + by)
        if key.endswith("_at")
        else moved(below, by)
        for key, below in value.items()
    }


def _is_a_response(name: str) -> bool:
    try:
        parse_response(load_example(name))
    except StytchExchangeError:
        return False
    return True
