"""The other B2B responses of the SDK: which of our models read them, and what the page says."""

import json
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import stytch.b2b.models
from pydantic import BaseModel
from stytch.b2b.models.organizations import Member, Organization
from stytch.b2b.models.sessions import MemberSession
from stytch.core.response_base import ResponseBase
from stytch.version import __version__

import stytch_exchange
from stytch_exchange import (
    ExchangeAccessTokenResponse,
    SessionAuthenticateResponse,
    check_response,
    load_example,
    parse_response,
)
from tests.schema_diff import differences, properties

PAGE = (Path(__file__).parents[1] / "docs/how-to/read-other-responses.md").read_text("utf-8")

OBJECTS: dict[Any, type[BaseModel]] = {
    Member: stytch_exchange.Member,
    Organization: stytch_exchange.Organization,
    MemberSession: stytch_exchange.MemberSession,
}
"""The objects that other responses have, in the SDK and here."""

MODELS: list[type[BaseModel]] = [ExchangeAccessTokenResponse, SessionAuthenticateResponse]


def _responses() -> dict[str, type[BaseModel]]:
    """Return the SDK's B2B responses by module and class."""
    found: dict[str, type[BaseModel]] = {}
    for module in pkgutil.iter_modules(stytch.b2b.models.__path__):
        imported = import_module(f"stytch.b2b.models.{module.name}")
        for name, item in vars(imported).items():
            is_own = getattr(item, "__module__", None) == imported.__name__
            if is_own and isinstance(item, type) and issubclass(item, ResponseBase):
                found[f"{module.name}.{name}"] = item
    return found


RESPONSES = _responses()

HOLDING = {
    name: [field for field, found in properties(response).items() if found.target in OBJECTS]
    for name, response in RESPONSES.items()
    if any(found.target in OBJECTS for found in properties(response).values())
}
"""The responses that have such an object, and its fields."""

INCOMPLETE = {
    name for name in HOLDING if "intermediate_session_token" in RESPONSES[name].model_fields
}
"""The sign-ins that can ask for another factor."""


def _model_for(response: type[BaseModel]) -> type[BaseModel] | None:
    """Return our first model that requires only what the response requires too."""
    theirs = properties(response)
    for model in MODELS:
        required = {name for name, own in properties(model).items() if own.presence == "required"}
        if required <= {name for name, own in theirs.items() if own.presence == "required"}:
            return model
    return None


WHOLE = {
    name: model
    for name in HOLDING.keys() - INCOMPLETE
    if (model := _model_for(RESPONSES[name])) is not None
}
"""The responses that parse as they are, and the model of each."""


def _rows(heading: str) -> list[tuple[str, ...]]:
    """Return the rows of the table below a heading of the page."""
    section = PAGE.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `.+\|$", section, re.MULTILINE)
    return [tuple(re.findall(r"`([\w.]+)`", row)) for row in rows]


def test_the_page_counts_what_the_sdk_has() -> None:
    """How many responses there are, how many have an object, and in which version."""
    assert (
        f"Of the {len(RESPONSES)} responses in Stytch's Python SDK, {len(HOLDING)} contain" in PAGE
    )
    assert f"version {__version__} of the SDK" in PAGE


def test_the_page_lists_the_responses_with_objects() -> None:
    """Each with its fields; those that parse whole or can be incomplete are listed elsewhere."""
    expected = [
        (name, *fields)
        for name, fields in sorted(HOLDING.items())
        if name not in WHOLE and name not in INCOMPLETE
    ]

    assert expected == _rows("Read one object")


def test_the_page_lists_the_responses_that_parse_whole() -> None:
    """Each with its model."""
    expected = [(name, model.__name__) for name, model in sorted(WHOLE.items())]

    assert expected == _rows("Parse a whole response")


def test_the_page_lists_the_sign_ins_that_can_be_incomplete() -> None:
    """No more and no fewer."""
    assert [(name,) for name in sorted(INCOMPLETE)] == _rows("Sign-ins that can be incomplete")


@pytest.mark.parametrize(("theirs", "ours"), OBJECTS.items(), ids=lambda item: item.__name__)
def test_the_objects_are_the_same_everywhere(theirs: Any, ours: type[BaseModel]) -> None:
    """The SDK has one class for each, whichever response it is in, and ours has its fields."""
    assert [] == differences(theirs, ours)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_what_the_sdk_s_model_writes_is_parsed(name: str) -> None:
    """A body that the SDK's own model accepts and writes again has nothing to find here."""
    model: Any = WHOLE[name]
    example = "refreshed" if model is SessionAuthenticateResponse else "connected-app"
    body = {**json.loads(load_example(example)), "recovery_codes_remaining": 3}
    written = RESPONSES[name].model_validate(body).model_dump_json()

    report = check_response(written, model=model)

    assert parse_response(written, model=model) == report.response
    assert {"/recovery_codes_remaining"} >= {found.pointer for found in report.findings}


@pytest.mark.parametrize("name", sorted(INCOMPLETE))
def test_an_incomplete_sign_in_is_refused(name: str) -> None:
    """Its tokens are empty, so that it never passes for a session."""
    body = json.loads(load_example("connected-app"))
    body |= {"session_token": "", "session_jwt": "", "member_session": None}

    report = check_response(json.dumps(body))

    assert _model_for(RESPONSES[name]) is ExchangeAccessTokenResponse
    assert [("/session_jwt", "secret"), ("/session_token", "secret")] == [
        (found.pointer, found.code) for found in report.findings if found.severity == "error"
    ]
