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
    SCIMAttributes,
    SCIMRegistration,
    example_names,
    load_example,
)

EXAMPLES = object_examples()
COMMENT = re.compile(r"/\*.*?\*/")


def _is_part(shown: Any, whole: Any) -> bool:
    """Return whether everything shown is in the body, and only what is marked is left out."""
    match shown, whole:
        case dict(), dict():
            return not shown or (
                list(shown) == list(whole)
                and all(_is_part(value, whole[key]) for key, value in shown.items())
            )
        case list(), list():
            return len(shown) <= len(whole) and all(map(_is_part, shown, whole))
        case str(), str() if shown.endswith("…"):
            return whole.startswith(shown[:-1])
        case _:
            return bool(type(shown) is type(whole) and shown == whole)


def _in_the_file(example: ObjectExample) -> Any:
    body = json.loads(load_example(example.name))
    for step in example.steps:
        body = body[step]
    return body


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda one: one.model.__name__)
def test_the_json_is_a_part_of_the_example_s_file(example: ObjectExample) -> None:
    """Without comments it is JSON, and each value is the file's value or its beginning."""
    shown = json.loads(COMMENT.sub("", example.json))

    assert _is_part(shown, _in_the_file(example))
    assert list(shown) == list(_in_the_file(example))


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda one: one.model.__name__)
def test_a_comment_says_what_is_left_out(example: ObjectExample) -> None:
    """A comment counts the rest of a list or names a class; nothing else is missing."""
    text, body = example.json, _in_the_file(example)
    shown = json.loads(COMMENT.sub("", text))
    counted = sum(int(number) for number in re.findall(r"/\* and (\d+) more \*/", text))
    named = len(re.findall(r"\{ /\* \w+ \*/ \}", text))

    def left_out(shown: Any, whole: Any) -> tuple[int, int]:
        if isinstance(shown, dict):
            if whole and not shown:
                return 0, 1
            below = [left_out(value, whole[key]) for key, value in shown.items()]
        elif isinstance(shown, list):
            below = [(len(whole) - len(shown), 0), *map(left_out, shown, whole)]
        else:
            return 0, 0
        return sum(one for one, _ in below), sum(other for _, other in below)

    assert (counted, named) == left_out(shown, body)


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
    shown = "".join(one.markdown for one in EXAMPLES.values())

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


def test_a_large_object_is_cut_for_reading() -> None:
    """Of a long list, only the first item is shown, and the others are counted."""
    text = EXAMPLES[SCIMAttributes].json

    assert "/* and 25 more */" in text
    assert text.count("\n") < 125
