"""Templates: the examples that a response of the sandbox is made from."""

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from stytch_exchange.errors import StytchExchangeError
from stytch_exchange.examples import example_names, load_example
from stytch_exchange.parsing import parse_response
from stytch_exchange.sandbox.signing import SESSION, claims_in

EXCHANGE = "oauth_access_token_exchange"
"""The delivery method of the factor that the exchange itself is."""


@cache
def template_names() -> tuple[str, ...]:
    """Return the names of the examples that are today's response, sorted."""
    return tuple(name for name in example_names() if _is_a_response(name))


class Template:
    """An example, taken apart. What it returns is the caller's own."""

    def __init__(self, example: str) -> None:
        """Read the example.

        Args:
            example: One of `template_names()`.

        Raises:
            ValueError: It is none of them.
        """
        if example not in template_names():
            names = ", ".join(template_names())
            message = f"no member is named {example!r}; there are {names}"
            raise ValueError(message)
        self.body: dict[str, Any] = json.loads(load_example(example))
        claims = claims_in(self.body["session_jwt"])[SESSION]
        self.attributes: dict[str, Any] = claims["attributes"]
        # Where the body has no session, its JWT has one.
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

    def moved(self, value: Any, now: datetime) -> Any:
        """Return a part of the example with its times moved, as if the exchange were now.

        Args:
            value: Decoded JSON. Its times are the strings below a key that ends in `_at`.
            now: The present moment.
        """
        return _moved(value, now - datetime.fromisoformat(self.session["last_accessed_at"]))


def wire_time(moment: datetime) -> str:
    """Return a moment as the API writes it: in UTC, to the second, with a `Z`.

    Args:
        moment: One in UTC.
    """
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, list):
        return [_moved(item, by) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: wire_time(datetime.fromisoformat(below) + by)
        if key.endswith("_at")
        else _moved(below, by)
        for key, below in value.items()
    }


def _is_a_response(name: str) -> bool:
    try:
        parse_response(load_example(name))
    except StytchExchangeError:
        return False
    return True
