"""No error, report or response shows any part of a token, whatever is wrong with the body."""

import dataclasses
import inspect
import json
import pickle
import re
import shelve
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.reduction import ForkingPickler
from operator import methodcaller
from pathlib import Path
from traceback import walk_stack
from typing import Any

import jsonpickle
import orjson
import pytest
import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from stytch_exchange import (
    ErrorResponse,
    ExchangeAccessTokenRequest,
    ExchangeAccessTokenResponse,
    ExchangeRefusedError,
    InvalidResponseError,
    StytchExchangeError,
    check_response,
    load_example,
    parse_response,
)
from tests.bodies import changed, paths, remove, set_to
from tests.leaks import (
    ERRORS,
    OUR_ERRORS,
    PLAIN,
    REPORTS,
    RESPONSES,
    VALIDATION_ERRORS,
    Runs,
    in_turn,
    inspected,
    inspected_in_full,
    leaks,
    quick,
    runs,
    secrets_of,
    shows,
)

BODY: dict[str, Any] = json.loads(load_example("connected-app"))
SECRETS = BODY["session_token"], BODY["session_jwt"]
BROKEN = json.dumps({**BODY, "member_id": None, "new": 1})
LARGE = "x" * 100_000
"""Makes a body large enough to be read in another way."""


@pytest.fixture(name="secrets", scope="module")
def _secrets() -> Runs:
    """Every part of the session token and of the whole JWT."""
    return secrets_of(BODY) | runs(BODY["session_jwt"])


def _missing() -> Iterator[str]:
    for path in paths(BODY):
        yield json.dumps(changed(BODY, path, remove))


def _wrong_type() -> Iterator[str]:
    for path in paths(BODY):
        yield json.dumps(changed(BODY, path, set_to(0)))
        yield json.dumps(changed(BODY, path, set_to({})))


def _token_in_place_of_a_value() -> Iterator[str]:
    for secret in SECRETS:
        for path in paths(BODY):
            yield json.dumps(changed(BODY, path, set_to(secret)))


def _wrong_type_of_the_token() -> Iterator[str]:
    for name, secret in zip(("session_token", "session_jwt"), SECRETS, strict=True):
        for value in ([secret], {"value": secret}, {secret: 1}, [[secret]], None, 7):
            yield json.dumps({**BODY, name: value})


def _masked_or_empty_token() -> Iterator[str]:
    for value in ("", "*", "**********"):
        yield json.dumps({**BODY, "session_token": value})
        yield json.dumps({**BODY, "session_jwt": value})


def _token_in_an_unknown_field() -> Iterator[str]:
    for secret in SECRETS:
        for value in (secret, [secret], {"a": {"b": secret}}):
            yield json.dumps({**BODY, "new": value, "member_id": None})
            yield json.dumps({**BODY, "member": {**BODY["member"], "new": value, "name": 1}})
            yield json.dumps({**BODY, "new": value})


def _token_as_a_key() -> Iterator[str]:
    for secret in SECRETS:
        for key in (secret, secret[:20], secret[-12:], secret.lower(), f"a_{secret}"):
            yield json.dumps({**BODY, key: 1})
            yield json.dumps({**BODY, key: 1, "request_id": None})
            yield json.dumps({**BODY, "organization": {key: {key: 1}}})
            metadata = {**BODY["member"], "trusted_metadata": {key: {key: float("nan")}}}
            yield json.dumps({**BODY, "member": metadata})
            yield json.dumps(BODY).replace('"theme"', f'"{key}": 1, "{key}"')


def _token_in_escapes() -> Iterator[str]:
    for secret in SECRETS:
        escaped = "".join(f"\\u{ord(character):04x}" for character in secret)
        for text in (
            json.dumps({**BODY, "member_id": None}),
            json.dumps({**BODY, "request_id": [secret], secret: {secret: None}}),
            json.dumps({**BODY, "organization": {secret: 1, "custom_roles": [secret]}}),
            json.dumps({"error_type": secret, "error_message": secret, "request_id": secret}),
        ):
            yield text.replace(secret, escaped)
            yield text.replace(secret, escaped)[: -len(escaped) // 2]


def _duplicate_key() -> Iterator[str]:
    text = json.dumps(BODY)
    for secret in SECRETS:
        yield text.replace('"member_id":', f'"{secret}": 1, "{secret}": 2, "member_id":')
    for name, secret in zip(("session_token", "session_jwt"), SECRETS, strict=True):
        yield text.replace(f'"{name}":', f'"{name}": "{secret}", "{name}":')
        yield text.replace(f'"{name}":', f'"{name}": ["{secret}"], "{name}": "{secret}", "x":')
        yield text[:-1] + f', "{name}": ["{secret}"]}}'


def _error_body_with_a_token() -> Iterator[str]:
    error = json.loads(load_example("error-unauthorized"))
    oauth = json.loads(load_example("error-oauth"))
    for secret in SECRETS:
        for name in [*error, "error_details", "session_token", "new"]:
            yield json.dumps({**error, name: secret})
            yield json.dumps({**error, name: {"a": [secret]}})
        for name in [*oauth, "session_token"]:
            yield json.dumps({**oauth, name: secret})
        yield json.dumps({**BODY, **error, "error_message": secret})


def _only_a_token() -> Iterator[str]:
    for secret in SECRETS:
        yield from (secret, json.dumps(secret), json.dumps([secret]), f'{{"{secret}')


def _not_utf_8() -> Iterator[str | bytes]:
    text = json.dumps(BODY)
    yield text.encode() + b"\xff"
    yield text.encode("utf-16")
    yield text + "\ud800"
    yield "\ufeff" + text


def _contradictory() -> Iterator[str]:
    for name in ("member_id", "request_id"):
        yield json.dumps({**BODY, name: ""})
        yield json.dumps({**BODY, name: "other"})
    yield json.dumps({**BODY, "session_jwt": SECRETS[0]})
    yield json.dumps({**BODY, "session_jwt": SECRETS[1].swapcase()})


PROBLEMS: dict[str, Callable[[], Iterator[str | bytes]]] = {
    "a field is missing": _missing,
    "a value has the wrong type": _wrong_type,
    "the token replaces a value": _token_in_place_of_a_value,
    "the token has the wrong type": _wrong_type_of_the_token,
    "the token is masked or empty": _masked_or_empty_token,
    "the token is in an unknown field": _token_in_an_unknown_field,
    "the token is a key": _token_as_a_key,
    "the token is written with escapes": _token_in_escapes,
    "a key appears twice": _duplicate_key,
    "an error body contains the token": _error_body_with_a_token,
    "there is only a token": _only_a_token,
    "it is not UTF-8": _not_utf_8,
    "its parts contradict each other": _contradictory,
}


@pytest.fixture(name="wrong", params=PROBLEMS.values(), ids=list(PROBLEMS))
def _wrong(request: pytest.FixtureRequest) -> list[str | bytes]:
    """The bodies with one kind of problem."""
    return list(request.param())


def _error_of(read: Callable[..., object], *given: object, **options: Any) -> Exception | None:
    """Return the error that reading raises. Its traceback starts in this frame."""
    try:
        read(*given, **options)
    except (ValueError, TypeError, AttributeError) as error:
        return error
    return None


def test_no_error_of_the_parser_shows_a_token(wrong: list[str | bytes], secrets: Runs) -> None:
    """This includes text, arguments, findings, pickles, logs and tracebacks with locals."""
    shown: set[str] = set()
    for index, body in enumerate(wrong):
        for status_code in (None, 502):
            error = _error_of(parse_response, body, status_code=status_code)
            if error:
                shown.update(leaks(error, in_turn(OUR_ERRORS, index), secrets))

    assert set() == shown


def test_no_report_shows_a_token(wrong: list[str | bytes], secrets: Runs) -> None:
    """This includes findings, tables, JSON, pickles and the errors that the report raises."""
    shown: set[str] = set()
    for index, body in enumerate(wrong):
        for status_code in (None, 502):
            report = check_response(body, status_code=status_code)
            shown.update(leaks(report, in_turn(REPORTS, index), secrets))

    assert set() == shown


def test_no_validation_error_shows_a_token(wrong: list[str | bytes], secrets: Runs) -> None:
    """In whichever way the response is validated: from JSON, from a dictionary, from fields."""
    model = ExchangeAccessTokenResponse
    shown: set[str] = set()
    for index, body in enumerate(wrong):
        errors = [_error_of(model.model_validate_json, body)]
        with suppress(ValueError):
            decoded = json.loads(body)
            errors.append(_error_of(model.model_validate, decoded))
            # These two share their code with `model_validate`, so a few bodies are enough.
            if index % 40 == 0 and isinstance(decoded, dict):
                errors.append(_error_of(model.model_validate_strings, decoded))
                errors.append(_error_of(model, **decoded))
        for error in filter(None, errors):
            shown.update(leaks(error, in_turn(VALIDATION_ERRORS, index), secrets))

    assert set() == shown


def test_a_large_body_shows_no_token(secrets: Runs) -> None:
    """Large bodies are decoded in another way."""
    shown: set[str] = set()
    bodies: list[str | bytes] = [
        json.dumps({**BODY, "new": LARGE, "member_id": None}),
        json.dumps({**BODY, "new": LARGE})[:-1],
        json.dumps({**BODY, "new": LARGE}) + "\ud800",
        json.dumps({**BODY, "new": LARGE}).encode() + b"\xff",
        json.dumps({**BODY, "new": LARGE * 50}),
    ]
    for body in bodies:
        error = _error_of(parse_response, body)

        assert isinstance(error, StytchExchangeError)
        shown.update(leaks(error, OUR_ERRORS, secrets))
        shown.update(leaks(check_response(body), REPORTS, secrets))

    assert set() == shown


def test_a_body_cut_at_any_byte_shows_no_token(secrets: Runs) -> None:
    """The finding for a truncated body has line and column, but none of its text."""
    text = json.dumps(BODY).encode()
    shown: set[str] = set()
    for end in range(len(text)):
        cut = text[:end]
        tried = dict if end % 500 == 0 else quick
        error = _error_of(parse_response, cut)
        invalid = _error_of(ExchangeAccessTokenResponse.model_validate_json, cut)

        assert isinstance(error, StytchExchangeError)
        assert isinstance(invalid, ValidationError)
        shown.update(leaks(error, tried(OUR_ERRORS), secrets))
        shown.update(leaks(invalid, tried(VALIDATION_ERRORS), secrets))
        shown.update(leaks(check_response(cut), tried(REPORTS), secrets))

    assert set() == shown


@pytest.mark.parametrize(
    ("read", "options"),
    [
        (parse_response, {}),
        (check_response, {}),
        (ExchangeAccessTokenResponse.model_validate_json, {}),
    ],
)
def test_a_decoded_body_passed_by_mistake_shows_no_token(
    read: Callable[..., object], options: dict[str, Any], secrets: Runs
) -> None:
    """The traceback of the TypeError does not contain it."""
    error = _error_of(read, BODY, **options)

    assert isinstance(error, TypeError | ValidationError)
    assert [] == leaks(error, ERRORS, secrets)


@pytest.mark.parametrize(
    ("read", "given", "options"),
    [
        (parse_response, json.dumps(BODY), {"status_code": "200"}),
        (check_response, json.dumps(BODY), {"status_code": 200.0}),
        (check_response, json.dumps(BODY), {"status_code": True}),
        (parse_response, json.dumps(BODY), {"status_code": 10**4000}),
        (
            ExchangeAccessTokenResponse.model_validate_json,
            json.dumps(BODY),
            {"status_code": 200},
        ),
        (ExchangeAccessTokenResponse.model_validate, BODY, {"status_code": 200}),
    ],
)
def test_a_wrong_option_shows_no_token(
    read: Callable[..., object], given: object, options: dict[str, Any], secrets: Runs
) -> None:
    """The error about the option has no frame that contains the body."""
    error = _error_of(read, given, **options)

    assert isinstance(error, TypeError | ValueError)
    assert "status_code" in str(error)
    assert [] == leaks(error, ERRORS, secrets)


def _with_room_for(frames: int, read: Callable[..., object], given: object) -> BaseException | None:
    """Return the RecursionError of a call with room for only so many frames, or None."""
    depth = sum(1 for _ in walk_stack(inspect.currentframe()))
    limit = sys.getrecursionlimit()
    # A tracer, such as coverage, would run out of stack too, before a function's first line.
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        sys.setrecursionlimit(depth + frames)
        read(given)
    except RecursionError as error:
        return error
    except (InvalidResponseError, ValidationError):
        return None
    finally:
        sys.setrecursionlimit(limit)
        sys.settrace(tracer)
    return None


@pytest.mark.parametrize(
    ("read", "given"),
    [
        (parse_response, BROKEN),
        (check_response, BROKEN),
        (ExchangeAccessTokenResponse.model_validate_json, BROKEN),
        (ExchangeAccessTokenResponse.model_validate, json.loads(BROKEN)),
        (
            methodcaller("__call__", access_token=SECRETS[0], telemetry_id=7),
            ExchangeAccessTokenRequest,
        ),
        (partial(setattr, parse_response(json.dumps(BODY)), "session_token"), SECRETS[0]),
    ],
    ids=[
        "parse_response",
        "check_response",
        "model_validate_json",
        "model_validate",
        "a request",
        "setattr",
    ],
)
def test_a_call_that_runs_out_of_stack_shows_no_token(
    read: Callable[..., object], given: object, secrets: Runs
) -> None:
    """Python's own RecursionError has no frame of ours, at whatever depth it occurs."""
    errors = [error for frames in range(1, 60) if (error := _with_room_for(frames, read, given))]
    shown: set[str] = set()
    for index, error in enumerate(errors):
        shown.update(leaks(error, in_turn(ERRORS, index), secrets))

    assert 3 < len(errors)
    assert set() == shown


@pytest.mark.parametrize("name", ["session_token", "session_jwt", "member", "new", "__class__"])
def test_an_assignment_is_refused_and_shows_no_token(name: str, secrets: Runs) -> None:
    """A refreshed token cannot be assigned to the response, which does not change."""
    response = parse_response(json.dumps(BODY))
    error = _error_of(setattr, response, name, SECRETS[0])

    assert isinstance(error, ValidationError | TypeError | AttributeError)
    assert [] == leaks(error, ERRORS, secrets)
    assert BODY["session_token"] == response.session_token.get_secret_value()


def test_a_private_attribute_can_be_set() -> None:
    """Pydantic allows a name with an underscore on a frozen model."""
    response = parse_response(json.dumps(BODY))
    name = "_seen"
    setattr(response, name, 1)

    assert 1 == getattr(response, name)


def test_a_wrong_indent_shows_no_token(secrets: Runs) -> None:
    """This includes a body with revealed secrets."""
    response = parse_response(json.dumps(BODY))
    error = _error_of(response.to_json, reveal_secrets=True, indent="x")

    assert isinstance(error, TypeError)
    assert [] == leaks(error, ERRORS, secrets)


def test_an_unknown_field_is_not_kept() -> None:
    """It can be a secret, such as another token."""
    response = parse_response(json.dumps({**BODY, "intermediate_session_token": "a"}))

    assert "intermediate_session_token" not in response.to_json(reveal_secrets=True)


def test_a_valid_response_shows_no_token(response_name: str) -> None:
    """`repr`, f-strings, dumps, notebooks and `to_json()` mask the tokens."""
    body = json.loads(load_example(response_name))

    assert [] == leaks(parse_response(json.dumps(body)), RESPONSES, secrets_of(body))


def test_a_response_inspected_in_full_shows_no_token(secrets: Runs) -> None:
    """Once, because Rich takes seconds to show the schema that each response has."""
    assert not shows(inspected_in_full(parse_response(json.dumps(BODY))), secrets)


def test_the_server_s_text_is_shown_only_on_request() -> None:
    """Only the attribute `error_message` contains it."""
    message = "a text of the server that repeats what was sent"
    error = {**json.loads(load_example("error-unauthorized")), "error_message": message}
    refused = _error_of(parse_response, json.dumps(error))

    assert isinstance(refused, ExchangeRefusedError)
    assert refused.error is not None
    assert message == refused.error.error_message
    assert [] == leaks(refused, OUR_ERRORS, runs(message))
    assert [] == leaks(check_response(json.dumps(error)), REPORTS, runs(message))
    assert [] == leaks(refused.error, {**PLAIN, "pickle": OUR_ERRORS["pickle"]}, runs(message))


def test_these_tests_would_see_a_leak(secrets: Runs) -> None:
    """An error with the body in its text is found on every surface that shows the text."""

    def careless(body: str) -> None:
        raise ValueError(body)

    def careful(token: str) -> None:
        text = f"a local variable holds the token: {token}"
        raise TypeError(len(text))

    in_text, local = None, None
    try:
        careless(json.dumps(BODY))
    except ValueError as error:
        in_text = error
    try:
        careful(SECRETS[0])
    except TypeError as error:
        local = error

    without_text = {"attributes", "cause and context", "findings"}
    frames = {
        "arguments",
        "traceback",
        "rich traceback",
        "notebook traceback",
        "pytest",
        "structlog",
        "loguru",
        "sentry",
    }
    assert set(OUR_ERRORS) - without_text == set(leaks(in_text, OUR_ERRORS, secrets))
    assert frames == set(leaks(local, OUR_ERRORS, secrets))


def test_these_tests_would_see_a_leak_of_a_report_or_a_response(secrets: Runs) -> None:
    """A response that shows a token is found on every surface."""
    response = parse_response(json.dumps(BODY))
    plain = dict(zip(("session_token", "session_jwt"), SECRETS, strict=True))
    careless = response.model_construct(**{**dict(response), **plain})

    assert set(RESPONSES) - {"json of log_fields"} == set(leaks(careless, RESPONSES, secrets))


class Wrapper(BaseModel):
    """A user's own model, with ours inside."""

    answer: ExchangeAccessTokenResponse
    own: str


class Extended(ExchangeAccessTokenResponse, extra="allow"):
    """A subclass that keeps unknown fields."""


def _readable(shown: Any) -> object:
    """Return what a serializer can read of an object that it does not know."""
    return repr(shown) if isinstance(shown, type) else vars(shown) or repr(shown)


def _deprecated(name: str, given: object) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(ExchangeAccessTokenResponse, name)(given)


def _open_doors(body: dict[str, Any]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each open door in docs/explanation/secrets.md, with a call that leaks."""
    broken = {key: value for key, value in body.items() if key != "member_id"}
    healthy = parse_response(json.dumps(body))
    token = body["session_token"]
    adapter: TypeAdapter[Any] = TypeAdapter(ExchangeAccessTokenResponse)
    wrapped = "a model, a list or a union of your own with ours inside"
    several: TypeAdapter[Any] = TypeAdapter(list[ExchangeAccessTokenResponse])
    either: TypeAdapter[Any] = TypeAdapter(ExchangeAccessTokenResponse | int)
    yield wrapped, lambda: Wrapper.model_validate({"answer": body})
    yield wrapped, lambda: several.validate_python(body)
    yield wrapped, lambda: either.validate_python(broken)
    yield "`TypeAdapter(…)`", lambda: adapter.validate_json(json.dumps(broken))
    deprecated = "`parse_raw`, `parse_obj` and pydantic's other deprecated methods"
    yield deprecated, lambda: _deprecated("parse_raw", json.dumps(body)[:-1])
    yield (
        "`model_construct`",
        lambda: ExchangeAccessTokenResponse.model_construct(session_token=token),
    )
    yield "`model_copy(update=…)`", lambda: healthy.model_copy(update={"session_token": token})
    extra = '`extra="allow"`, as an option or in a subclass'
    unknown = {**body, "another_token": token}
    yield extra, lambda: ExchangeAccessTokenResponse.model_validate(unknown, extra="allow")
    yield extra, lambda: Extended.model_validate(unknown)
    error = json.loads(load_example("error-unauthorized"))
    refusing = {**error, "error_message": token}
    repeating = ErrorResponse.model_validate(refusing)
    dumped = "an `ErrorResponse` that you dump, or return from a web framework"
    yield dumped, repeating.model_dump
    yield dumped, lambda: dict(repeating)
    yield dumped, lambda: json.dumps(repeating, default=vars)
    yield dumped, lambda: orjson.dumps(check_response(json.dumps(refusing)), default=_readable)
    elsewhere = json.dumps({**body, "request_id": token})
    misplaced = "a token in a field that is not meant for it, such as a name or metadata"
    yield misplaced, lambda: parse_response(elsewhere)


def test_the_documentation_names_each_open_door(body: dict[str, Any]) -> None:
    """The page lists exactly the open doors that the tests below try."""
    page = Path(__file__).parent.parent / "docs/explanation/secrets.md"
    _, _, table = page.read_text("utf-8").partition("| Unsafe use | What happens | The safe way |")
    rows = re.findall(r"^\| (?!---)(.+?) \|", table, re.MULTILINE)

    assert list(dict.fromkeys(name for name, _ in _open_doors(body))) == rows


def test_each_open_door_leaks(body: dict[str, Any], secrets: Runs) -> None:
    """If pydantic closes a door, remove its line from the page."""
    closed: list[str] = []
    for name, door in _open_doors(body):
        try:
            shown = repr(door())
        except ValidationError as error:
            shown = repr(error.errors())
        if not shows(shown, secrets):
            closed.append(name)

    assert [] == closed


@pytest.mark.parametrize(
    ("name", "validate"),
    [
        ("parse_obj", partial(_deprecated, "parse_obj")),
        ("validate_python", TypeAdapter(ExchangeAccessTokenResponse).validate_python),
        ("__init__", lambda broken: Wrapper(answer=broken, own="")),
    ],
    ids=["a deprecated method", "TypeAdapter", "a model of your own"],
)
def test_a_frame_of_pydantics_has_the_input(
    name: str, validate: Callable[..., object], secrets: Runs
) -> None:
    """The error itself is safe, but its traceback has a frame of pydantic's with the input."""
    with pytest.raises(ValidationError) as caught:
        validate({**BODY, "member_id": None})
    frames = [entry.frame for entry in caught.traceback if entry.name == name]

    assert [True] == [shows(repr(frame.f_locals), secrets) for frame in frames]
    assert not shows(repr(caught.value.errors()), secrets)


def test_each_safe_way_in_the_documentation_is_safe(body: dict[str, Any], secrets: Runs) -> None:
    """The page's advice for each open door does not leak."""
    healthy = parse_response(json.dumps(body))
    fields = {**dict(healthy), "session_token": body["session_token"]}
    error = json.loads(load_example("error-unauthorized"))
    repeating = ErrorResponse.model_validate({**error, "error_message": body["session_token"]})
    shown = [
        repr(Wrapper(answer=healthy, own="")),
        repr(_error_of(Wrapper.model_validate, {"answer": healthy})),
        repr(ExchangeAccessTokenResponse.model_validate(fields)),
        repr(
            ExchangeAccessTokenResponse.model_validate(
                {**body, "another_token": body["session_token"]}
            )
        ),
        repr(pickle.dumps(healthy.log_fields())),
        repr(repeating.log_fields()),
        repr(parse_response(json.dumps({**body, "name": body["session_token"]})).log_fields()),
    ]

    assert [] == [text for text in shown if shows(text, secrets)]


def test_pytest_shows_no_token_of_a_response(secrets: Runs) -> None:
    """The explanation of a failed comparison is masked."""
    response = parse_response(json.dumps(BODY))
    other = ExchangeAccessTokenResponse.model_validate({**BODY, "member_id": "another"})
    told: list[str] = []
    try:
        assert response == other
    except AssertionError as error:
        told.append(str(error))
    try:
        assert response.session_token == response.session_jwt
    except AssertionError as error:
        told.append(str(error))

    assert 2 == len(told)
    assert "SecretStr('**********')" in told[1]
    assert [] == [text for text in told if shows(text, secrets)]


def _in_a_shelf(shown: object) -> None:
    shelf: shelve.Shelf[object] = shelve.Shelf({})
    shelf["shown"] = shown


@pytest.mark.parametrize(
    "store",
    [pickle.dumps, yaml.dump, ForkingPickler.dumps, _in_a_shelf],
    ids=["pickle", "yaml", "multiprocessing", "a cache"],
)
@pytest.mark.parametrize(
    "stored",
    [
        parse_response(json.dumps(BODY)),
        parse_response(json.dumps(BODY)).model_dump(),
        ExchangeAccessTokenRequest.model_validate({"access_token": SECRETS[0]}),
        dataclasses.asdict(check_response(json.dumps(BODY))),
    ],
    ids=["a response", "its model_dump", "a request", "a report's asdict"],
)
def test_pickling_is_refused(store: Callable[[object], object], stored: object) -> None:
    """Whatever tool asks for the pickle: the error says what to store instead."""
    with pytest.raises(TypeError, match=r"cannot pickle a secret: pickle log_fields\(\)"):
        store(stored)


@pytest.mark.parametrize("broken", [{}, {"member_id": None}], ids=["healthy", "broken"])
def test_the_attributes_of_a_report_show_no_token(broken: dict[str, Any], secrets: Runs) -> None:
    """Other tools read `response` and `partial`, in which the tokens are masked."""
    report = check_response(json.dumps({**BODY, **broken}))
    shown = {
        "orjson": orjson.dumps(report, default=_readable).decode(),
        "jsonpickle": repr(jsonpickle.encode(report, keys=True)),
        "asdict": repr(dataclasses.asdict(report)),
        "partial": repr(report.partial),
        "rich": inspected(report),
    }

    assert (report.response is None) == bool(broken)
    assert [] == [name for name, text in shown.items() if shows(text, secrets)]


def test_a_response_does_not_reach_another_process_by_pickle() -> None:
    """A process pool refuses it as an argument and as a result, and says what to pass."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        sent = pool.submit(len, parse_response(json.dumps(BODY)))  # type: ignore[arg-type]
        returned = pool.submit(parse_response, json.dumps(BODY))
        refusals = [sent.exception(60), returned.exception(60)]

    for refusal in refusals:
        assert "cannot pickle a secret: pickle log_fields()" in str(refusal)


@pytest.mark.parametrize("name", ["session_token_of_the_other_kind", "a" * 60])
def test_an_unknown_key_in_the_style_of_the_api_is_shown(name: str) -> None:
    """It can be a new field. One with other characters, or with more of them, is shortened."""
    findings = [
        check_response(json.dumps({**BODY, key: 1})).findings[-1].pointer
        for key in (name, f"{name}0", f"{name}a" * 2, name.upper())
    ]

    assert [f"/{name}", f"/{name[:4]}…", f"/{name[:4]}…", f"/{name[:4].upper()}…"] == findings
