"""Properties of every body: changed examples, any JSON, and any bytes."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
from hypothesis import example, given
from hypothesis import strategies as st

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    FindingCode,
    StytchExchangeError,
    check_response,
    load_example,
    parse_response,
)
from tests.bodies import paths, value_at
from tests.conftest import RESPONSES

MODELS_OWN: set[FindingCode] = {
    "not_json",
    "too_large",
    "refused",
    "missing",
    "null",
    "wrong_type",
    "timestamp",
    "secret",
    "status_code",
    "invalid",
}
"""The error codes for values that the models refuse. The other errors are contradictions."""

BODIES: list[dict[str, Any]] = [json.loads(load_example(name)) for name in RESPONSES]
YEAR_0 = "0000-01-01T00:00:00Z"
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["", "*****", "200", 200, 200.0, "\ud800", YEAR_0])
    | st.sampled_from(["2026-02-30T09:12:00Z", "2026-06-30T23:59:60Z", "2026-03-05"])
    | st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
)
VALUES = st.recursive(
    LEAVES,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=12,
)


def _break(draw: st.DrawFn, body: Any) -> None:
    """Change one place of a body."""
    *above, step = draw(st.sampled_from(list(paths(body))))
    owner = value_at(body, tuple(above))
    match draw(st.sampled_from(["drop", "null", "retype", "rename", "add", "nest"])):
        case "drop":
            del owner[step]
        case "null":
            owner[step] = None
        case "retype":
            owner[step] = draw(VALUES)
        case "rename" if isinstance(owner, dict):
            owner[draw(st.text() | st.sampled_from(["member", "new", step]))] = owner.pop(step)
        case "nest":
            for _ in range(draw(st.integers(1, 300))):
                owner[step] = [owner[step]]
        case _ if isinstance(owner, dict):
            owner[draw(st.text())] = draw(VALUES)
        case _:
            owner.append(draw(VALUES))


@st.composite
def broken_bodies(draw: st.DrawFn) -> Any:
    """An example with up to four changes."""
    body = json.loads(json.dumps(draw(st.sampled_from(BODIES))))
    for _ in range(draw(st.integers(0, 4))):
        if body:
            _break(draw, body)
    return body


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A changed example or any JSON as bytes, with duplicate keys and damaged bytes."""
    text = json.dumps(draw(broken_bodies() | VALUES), ensure_ascii=draw(st.booleans()))
    for _ in range(draw(st.integers(0, 2))):
        found = [index for index, character in enumerate(text) if character == ","]
        if found:
            index = found[draw(st.integers(0, len(found) - 1))]
            text = text[:index] + ',"member_id": null, "new": 1' + text[index:]
    raw = text.encode("utf-8", "surrogatepass")
    cut = draw(st.integers(0, len(raw)) | st.just(len(raw)))
    spoiled = draw(st.binary(max_size=2) | st.just(b""))
    return draw(st.sampled_from([raw, raw, raw[:cut] + spoiled + raw[cut:], raw[:cut]]))


def _parsed(body: bytes, status_code: int | None) -> ExchangeAccessTokenResponse | None:
    """Return the response, or None if the parser refuses the body."""
    try:
        return parse_response(body, status_code=status_code)
    except StytchExchangeError:
        return None


@given(body=texts() | st.binary(), status_code=st.none() | st.integers(100, 599))
@example(body=b"[" * 5000, status_code=None)
@example(body=b'{"a":' * 5000, status_code=200)
@example(body=b"1" * 5000, status_code=None)
def test_parser_and_check_agree(body: bytes, status_code: int | None) -> None:
    """The parser raises only its own errors, the check never raises, and both agree."""
    response = _parsed(body, status_code)
    report = check_response(body, status_code=status_code)
    errors = {finding.code for finding in report.findings if finding.severity == "error"}

    assert (response is None) == bool(errors & MODELS_OWN)
    assert report.ok == (errors == set())
    if response is not None:
        # `repr`, because NaN in metadata does not equal itself.
        assert repr(response) == repr(report.response)
    elif report.response is not None:
        assert errors & MODELS_OWN <= {"missing", "null", "status_code"}


@given(body=broken_bodies())
def test_revealed_json_parses_to_an_equal_object(body: Any) -> None:
    """NaN and infinity become null, because JSON does not allow them."""
    response = _parsed(json.dumps(body).encode(), None)
    if response is None:
        return
    written = response.to_json(reveal_secrets=True)
    finite = json.loads(json.dumps(body), parse_constant=lambda _: None)

    assert parse_response(json.dumps(finite)) == parse_response(written)


VALIDATOR = jsonschema_rs.validator_for(
    ExchangeAccessTokenResponse.model_json_schema(), validate_formats=True
)


def _valid(body: Any) -> bool:
    """Return whether the schema accepts a body. Its validator cannot read a lone surrogate."""
    try:
        return VALIDATOR.is_valid(body)
    except UnicodeEncodeError:
        return True


def _depth(body: Any) -> int:
    """Return how deeply a value is nested."""
    depth, level = 0, [body]
    while level := [
        child
        for owner in level
        if isinstance(owner, dict | list)
        for child in (owner.values() if isinstance(owner, dict) else owner)
    ]:
        depth += 1
    return depth


DIFFERENCES: dict[str, Callable[[Any], bool]] = {
    "200.0 is an integer to JSON Schema": lambda body: (
        isinstance(body, dict) and isinstance(body.get("status_code"), float)
    ),
    "pydantic's parser goes no deeper than 200 levels": lambda body: _depth(body) > 190,
    "Python's dates begin with the year 1": lambda body: '"0000-' in json.dumps(body),
    "a lone surrogate is not text for pydantic": lambda body: "\\ud" in json.dumps(body),
}
"""The bodies that the schema accepts, but the models refuse."""


@given(body=broken_bodies() | VALUES)
def test_models_and_schema_agree(body: Any) -> None:
    """The exported schema and the models accept the same bodies, except for known differences.

    The models never accept a body that the schema refuses.
    """
    text = json.dumps(json.loads(json.dumps(body), parse_constant=lambda _: None))
    try:
        ExchangeAccessTokenResponse.model_validate_json(text)
        taken = True
    except ValueError:
        taken = False
    valid = _valid(json.loads(text))
    differs = any(differs(body) for differs in DIFFERENCES.values())

    assert valid == taken or (valid and differs)


def test_known_differences_are_differences(body: dict[str, Any]) -> None:
    """Each known difference still exists. If one disappears, remove it from the list."""
    deep: Any = {}
    for _ in range(250):
        deep = [deep]
    examples = [
        {**body, "status_code": 200.0},
        {**body, "new": deep},
        {**body, "member": {**body["member"], "updated_at": YEAR_0}},
        {**body, "request_id": "\ud800"},
    ]
    for name, broken in zip(DIFFERENCES, examples, strict=True):
        assert not DIFFERENCES[name](body)
        assert DIFFERENCES[name](broken)
        assert _valid(broken)
        assert not check_response(json.dumps(broken)).ok
