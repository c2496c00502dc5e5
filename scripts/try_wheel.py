"""Try the installed package with pydantic alone: every example, and what each extra asks for.

`make wheel` runs it.
"""

import sys
from importlib import import_module

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


def hint(module: str) -> str:
    """Return what importing a part says whose extra is not installed."""
    try:
        import_module(module)
    except (ModuleNotFoundError, SystemExit) as error:
        return str(error)
    return ""


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
    wrong += [
        f"what {extra} says of its extra"
        for extra in ("cli", "jwt", "sandbox")
        if f"pip install 'stytch-exchange[{extra}]'" not in hint(f"stytch_exchange.{extra}")
    ]
    sys.stdout.write(f"{len(example_names())} passed, {len(wrong)} failed {wrong or ''}\n")
    sys.exit(bool(wrong))
