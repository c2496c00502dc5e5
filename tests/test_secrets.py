"""No part of a token comes out of an error, in whatever way it is shown."""

import copy
import io
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError

from stytch_exchange import ExchangeAccessTokenResponse, StytchExchangeError, parse_response

REQUIRED = [
    name for name, field in ExchangeAccessTokenResponse.model_fields.items() if field.is_required()
]

RUN = 8
"""Not even this many consecutive characters of a secret may show."""


def _runs(secret: str) -> set[str]:
    return {secret[start : start + RUN] for start in range(len(secret) - RUN + 1)}


@pytest.fixture(name="secrets")
def _secrets(body: dict[str, Any]) -> set[str]:
    """Every run of characters of the session token and of the JWT's signature."""
    return _runs(body["session_token"]) | _runs(body["session_jwt"].rpartition(".")[2])


def _wrong_bodies(body: dict[str, Any]) -> Iterator[Any]:
    """Yield bodies with a token where it does not belong, and something wrong beside it."""
    token, jwt = body["session_token"], body["session_jwt"]
    for secret in (token, jwt):
        yield {**body, "member": secret}
        yield {**body, "session_token": [secret]}
        yield {**body, "session_jwt": {"value": secret}}
        yield {**body, "status_code": secret}
        yield {**body, "organization": {secret: secret}}
        yield {**body, secret: secret, "request_id": None}
        yield {**body, "member_session": {**body["member_session"], "expires_at": secret}}
        yield {**body, "member": {**body["member"], "roles": [secret]}}
        yield {"error_type": secret, "error_message": secret, "request_id": secret}
        yield {"error": secret, "error_description": secret, "session_token": secret}
        yield secret
        yield [secret]
    for field in REQUIRED:
        yield {key: value for key, value in body.items() if key != field}


def _shown(error: BaseException) -> Iterator[str]:
    """Yield the error in the ways in which errors are shown, logged and kept."""
    yield from (str(error), repr(error), repr(error.args), f"{error}", repr(vars(error)))
    yield repr(copy.copy(error))
    stream = io.StringIO()
    record = logging.makeLogRecord({"exc_info": (type(error), error, error.__traceback__)})
    logging.StreamHandler(stream).emit(record)
    yield stream.getvalue()
    below_the_test = error.__traceback__ and error.__traceback__.tb_next
    yield "".join(
        traceback.TracebackException(
            type(error), error, below_the_test, capture_locals=True
        ).format()
    )


def _error_of(read: Callable[[Any], object], body: object) -> Exception:
    with pytest.raises((StytchExchangeError, ValidationError)) as caught:
        read(body)
    return caught.value


def _leaks(texts: Iterable[str], secrets: set[str]) -> list[str]:
    return [text for text in texts if not secrets.isdisjoint(_runs(text))]


def test_no_error_of_parsing_shows_a_token(body: dict[str, Any], secrets: set[str]) -> None:
    """Text, arguments, log lines and tracebacks with locals are free of it."""
    for wrong in _wrong_bodies(body):
        error = _error_of(parse_response, json.dumps(wrong))

        assert [] == _leaks(_shown(error), secrets)
        assert (None, None) == (error.__cause__, error.__context__)


def test_no_invalid_response_error_holds_a_token_when_pickled(
    body: dict[str, Any], secrets: set[str]
) -> None:
    """A pickle of the findings can be kept anywhere."""
    for field in REQUIRED:
        wrong = {key: value for key, value in body.items() if key != field}
        with pytest.raises(StytchExchangeError) as caught:
            parse_response(json.dumps(wrong))

        assert [] == _leaks([pickle.dumps(caught.value).decode("latin-1")], secrets)


def test_a_body_cut_at_any_byte_shows_no_token(body: dict[str, Any], secrets: set[str]) -> None:
    """A truncated body is one finding with line and column, and nothing of its text."""
    text = json.dumps(body).encode()
    for end in range(len(text)):
        with pytest.raises(StytchExchangeError) as caught:
            parse_response(text[:end])

        assert [] == _leaks([str(caught.value), repr(caught.value)], secrets)


def test_a_wrong_type_of_body_shows_no_token(body: dict[str, Any], secrets: set[str]) -> None:
    """A decoded body that is passed by mistake is not in the traceback of the TypeError."""
    with pytest.raises(TypeError) as caught:
        parse_response(body)  # type: ignore[arg-type]

    assert [] == _leaks(_shown(caught.value), secrets)


def test_no_validation_error_of_the_response_shows_a_token(
    body: dict[str, Any], secrets: set[str]
) -> None:
    """`model_validate_json` and `model_validate` keep the promise too."""
    for wrong in _wrong_bodies(body):
        for validate, given in (
            (ExchangeAccessTokenResponse.model_validate_json, json.dumps(wrong)),
            (ExchangeAccessTokenResponse.model_validate, wrong),
        ):
            error = _error_of(validate, given)

            assert isinstance(error, ValidationError)
            assert [] == _leaks(_shown(error), secrets)
            assert [] == _leaks([repr(error.errors()), error.json()], secrets)


def test_a_healthy_response_shows_no_token(body: dict[str, Any], secrets: set[str]) -> None:
    """`repr`, `str`, f-strings, dumps and `to_json()` are masked."""
    response = parse_response(json.dumps(body))
    shown = [repr(response), str(response), f"{response}", response.to_json()]
    shown += [repr(response.model_dump()), response.model_dump_json(), repr(response.log_fields())]

    assert [] == _leaks(shown, secrets)


def test_the_tests_of_this_file_would_see_a_leak(body: dict[str, Any], secrets: set[str]) -> None:
    """A plain ValueError with the body in it is recognized as a leak, in each way of showing."""
    with pytest.raises(ValueError, match="request_id") as caught:
        raise ValueError(json.dumps(body))

    shown = list(_shown(caught.value))
    # An exception keeps nothing in `vars`, and the traceback is this test's own frame alone.
    assert len(shown) - 1 == len(_leaks(shown, secrets))


class Wrapper(BaseModel):
    """A model of a user's own, with ours inside."""

    answer: ExchangeAccessTokenResponse


def _open_doors(body: dict[str, Any]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what pydantic leaves open, in the order of docs/explanation/secrets.md."""
    broken = {key: value for key, value in body.items() if key != "member_id"}
    healthy = parse_response(json.dumps(body))
    token = body["session_token"]
    yield "TypeAdapter", lambda: TypeAdapter(ExchangeAccessTokenResponse).validate_python(broken)
    yield "own model", lambda: Wrapper.model_validate({"answer": broken})
    yield "constructor", lambda: ExchangeAccessTokenResponse(**broken)
    yield "strings", lambda: ExchangeAccessTokenResponse.model_validate_strings(broken)
    yield "construct", lambda: ExchangeAccessTokenResponse.model_construct(session_token=token)
    yield "copy", lambda: healthy.model_copy(update={"session_token": token})
    yield "pickle", lambda: pickle.dumps(healthy)
    elsewhere = json.dumps({**body, "request_id": token})
    yield "misplaced", lambda: parse_response(elsewhere)


def test_what_the_documentation_calls_open_is_open(body: dict[str, Any], secrets: set[str]) -> None:
    """Each door is tried: when pydantic closes one, its line can go."""
    closed: list[str] = []
    for name, door in _open_doors(body):
        try:
            shown = repr(door())
        except ValidationError as error:
            shown = repr(error.errors())
        if not _leaks([shown], secrets):
            closed.append(name)

    assert [] == closed


def test_the_safe_ways_of_the_documentation_are_safe(
    body: dict[str, Any], secrets: set[str]
) -> None:
    """What the page advises instead shows nothing."""
    healthy = parse_response(json.dumps(body))
    replaced = healthy.model_copy(update={"session_token": SecretStr(body["session_token"])})
    shown = [
        repr(Wrapper(answer=healthy)),
        repr(replaced),
        repr(pickle.dumps(healthy.log_fields())),
        repr(parse_response(json.dumps({**body, "name": body["session_token"]})).log_fields()),
    ]

    assert [] == _leaks(shown, secrets)
