"""The example of each class in the reference."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from hooks.model.examples import ObjectExample, object_examples
from hooks.model.wire_pointers import fields
from stytch_exchange import (
    DeviceInfo,
    ErrorResponse,
    ExchangeAccessTokenResponse,
    Member,
    MemberRoleSource,
    MemberSession,
    Organization,
    SCIMRegistration,
    example_names,
    load_example,
)

EXAMPLES = object_examples()


def _in_the_file(example: ObjectExample) -> Any:
    body = json.loads(load_example(example.name))
    for step in example.steps:
        body = body[step]
    return body


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda one: one.model.__name__)
def test_the_python_form_runs_and_its_comments_are_true(example: ObjectExample) -> None:
    """Each line reads a field, and its comment is the field's value, class or length."""
    names: dict[str, Any] = {}
    exec(example.python, names)  # noqa: S102 - the code that the reference shows
    lines = re.findall(r"^(\w+\.\w+) +# (.+)$", example.python, re.MULTILINE)
    words = {"datetime": datetime, "UTC": UTC}

    assert len(lines) == len(_in_the_file(example))
    for expression, comment in lines:
        value = eval(expression, names)  # noqa: S307
        match value:
            case SecretStr():
                assert "SecretStr('**********')" == comment
            case BaseModel():
                assert type(value).__name__ == comment
            case [BaseModel() as first, *_]:
                assert f"list of {len(value)} {type(first).__name__}" == comment
            case _ if comment.endswith("…"):
                assert repr(value).startswith(comment[:-1])
            case _:
                assert value == eval(comment, words)  # noqa: S307


def test_no_token_is_shown_whole() -> None:
    """The reference shows at most the first twelve characters of a secret."""
    bodies = [json.loads(load_example(name)) for name in example_names()]
    tokens = {
        body[key] for body in bodies for key in ("session_jwt", "session_token") if key in body
    }
    shown = "".join(one.python for one in EXAMPLES.values())

    assert len(tokens) > 10
    assert [] == [token for token in tokens if token[:13] in shown]


def test_each_class_that_occurs_in_a_body_has_an_example() -> None:
    """Every main class has one; only some factors do not occur in any body."""
    main = {
        ExchangeAccessTokenResponse,
        Member,
        Organization,
        MemberSession,
        DeviceInfo,
        SCIMRegistration,
        ErrorResponse,
    }
    response = {field.model for field in fields() if field.document == "response"}
    without = {model for model in response if model not in EXAMPLES}

    assert set() == main - set(EXAMPLES)
    assert {"stytch_exchange.models.factors"} == {model.__module__ for model in without}


def test_the_fullest_object_of_the_usual_case_is_shown() -> None:
    """A role source with details is chosen over one without."""
    example = EXAMPLES[MemberRoleSource]

    assert ("connected-app", ("member", "roles", 1, "sources", 0)) == (example.name, example.steps)
    assert "source = response.member.roles[1].sources[0]" in example.python
