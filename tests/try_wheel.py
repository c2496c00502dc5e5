"""Try the installed package by itself: read and check every example. `make wheel` runs it."""

import sys

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    ExchangeRefusedError,
    InvalidResponseError,
    check_response,
    example_names,
    load_example,
    parse_response,
)


def outcome(name: str) -> str:
    """Return what reading an example ends with."""
    try:
        return type(parse_response(load_example(name))).__name__
    except (ExchangeRefusedError, InvalidResponseError) as error:
        return type(error).__name__


def expected(name: str) -> str:
    """Return what it should end with."""
    if name.startswith("error-"):
        return ExchangeRefusedError.__name__
    if name == "older-api":
        return InvalidResponseError.__name__
    return ExchangeAccessTokenResponse.__name__


if __name__ == "__main__":
    wrong = [name for name in example_names() if outcome(name) != expected(name)]
    wrong += [
        f"the check of {name}"
        for name in example_names()
        if check_response(load_example(name)).ok
        != (expected(name) == ExchangeAccessTokenResponse.__name__)
    ]
    properties = ExchangeAccessTokenResponse.model_json_schema()["properties"]
    wrong += [name for name, of in properties.items() if "description" not in of]
    sys.stdout.write(f"{len(example_names())} passed, {len(wrong)} failed {wrong or ''}\n")
    sys.exit(bool(wrong))
