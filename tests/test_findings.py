"""Findings: the problems of a body and their places, without any of its values."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import stytch_exchange.findings
from stytch_exchange import (
    ExchangeAccessTokenResponse,
    FindingCode,
    InvalidResponseError,
    parse_response,
)
from stytch_exchange.findings import (
    Finding,
    Pointers,
    finding,
    findings_of,
    json_pointer,
    json_type,
)

TIMESTAMP = "must be an RFC 3339 timestamp with an offset, such as 2026-03-05T09:12:00Z"


def _findings(body: Any) -> tuple[Finding, ...]:
    with pytest.raises(ValidationError) as caught:
        ExchangeAccessTokenResponse.model_validate_json(json.dumps(body))
    return findings_of(caught.value)


def test_a_pointer_escapes_what_rfc_6901_escapes() -> None:
    """`~` and `/` in a key become `~0` and `~1`. An index is a number."""
    assert "/a~1b/0/c~0d" == json_pointer(("a/b", 0, "c~d"))


def test_the_pointer_of_the_whole_body_is_empty() -> None:
    """In RFC 6901, the empty pointer is the whole document."""
    assert "" == json_pointer(())
    assert "(body): is wrong [invalid]" == str(Finding("", "invalid", "error", "is wrong"))


@pytest.mark.parametrize(
    ("place", "value", "code", "message"),
    [
        (("request_id",), 7, "wrong_type", "must be a string (found a number)"),
        (("request_id",), None, "wrong_type", "must be a string (found null)"),
        (("request_id",), True, "wrong_type", "must be a string (found true or false)"),
        (("session_token",), None, "wrong_type", "must be a string (found null)"),
        (("status_code",), "200", "wrong_type", "must be an integer (found a string)"),
        (
            ("status_code",),
            200.5,
            "wrong_type",
            "must be an integer (found a number with decimals)",
        ),
        (
            ("status_code",),
            200.0,
            "wrong_type",
            "must be an integer (found a number with decimals)",
        ),
        (("member",), [], "wrong_type", "must be an object (found an array)"),
        (("member", "is_admin"), 0, "wrong_type", "must be true or false (found a number)"),
        (("member", "roles"), {}, "wrong_type", "must be an array (found an object)"),
        (
            ("member", "roles", 0, "role_id"),
            {},
            "wrong_type",
            "must be a string (found an object)",
        ),
        (("member", "trusted_metadata"), [], "wrong_type", "must be an object (found an array)"),
        (("organization", "auth_methods"), 1, "wrong_type", "must be a string (found a number)"),
        (
            ("member_session", "expires_at"),
            "soon",
            "timestamp",
            TIMESTAMP,
        ),
        (
            ("member_session", "expires_at"),
            None,
            "timestamp",
            f"{TIMESTAMP} (found null)",
        ),
        (
            ("session_token",),
            "**********",
            "secret",
            "must be the actual secret, not an empty or masked one",
        ),
    ],
)
def test_a_wrong_value_is_one_finding(
    body: dict[str, Any],
    place: tuple[int | str, ...],
    value: object,
    code: FindingCode,
    message: str,
) -> None:
    """The finding has the place, the code, the expected value, and the type that was found."""
    target: Any = body
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    for padding in (0, 70_000):
        body["padding"] = "x" * padding
        with pytest.raises(InvalidResponseError) as caught:
            parse_response(json.dumps(body))

        assert (Finding(json_pointer(place), code, "error", message),) == caught.value.findings


def test_errors_without_inputs_do_not_name_a_type(body: dict[str, Any]) -> None:
    """The models' own methods keep the input out of their errors: its type is not known."""
    body["member"]["is_admin"] = "no"

    assert (
        Finding("/member/is_admin", "wrong_type", "error", "must be true or false"),
    ) == _findings(body)


def test_a_value_that_is_not_json_has_another_type() -> None:
    """A body that Python code made can have any."""
    assert "another type" == json_type(b"")


def test_a_missing_field_is_reported_at_its_place(body: dict[str, Any]) -> None:
    """The pointer names the place where the field should be."""
    del body["organization"]["custom_roles"]

    assert (
        Finding("/organization/custom_roles", "missing", "error", "is required, but missing"),
    ) == _findings(body)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON: EOF while parsing a value at line 1 column 0"),
        ("{", "is not JSON: EOF while parsing an object at line 1 column 1"),
        ("<html>", "is not JSON: expected value at line 1 column 1"),
        ("[" * 100_000, "is not JSON: recursion limit exceeded at line 1 column 202"),
        ("\ud800", "is not UTF-8 text"),
    ],
)
def test_text_that_is_not_json_is_one_finding(text: str, message: str) -> None:
    """The finding is about the whole body, and gives line and column."""
    with pytest.raises(ValidationError) as caught:
        ExchangeAccessTokenResponse.model_validate_json(text)

    assert (Finding("", "not_json", "error", message),) == findings_of(caught.value)


def test_any_other_error_is_a_finding_too() -> None:
    """Pydantic can add types of errors, and users can add validators."""
    with pytest.raises(ValidationError) as caught:
        ExchangeAccessTokenResponse.model_validate({"surplus": 1}, extra="forbid")

    surplus = [finding for finding in findings_of(caught.value) if finding.code == "invalid"]
    assert [Finding("/surplus", "invalid", "error", "does not match the API contract")] == surplus


@pytest.mark.parametrize("count", [1, 100])
def test_keys_that_pointers_share_are_read_once(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """A thousand findings below a long path would otherwise take more time than all the rest."""
    read: list[str] = []

    def readable_key(key: str) -> str:
        read.append(key)
        return key

    monkeypatch.setattr(stytch_exchange.findings, "readable_key", readable_key)
    outer: tuple[int | str, ...] = tuple(f"key{number}" for number in range(150))
    paths: list[tuple[int | str, ...]] = [(*outer, index, "a") for index in range(count)]
    pointers = Pointers()

    made = [pointers.of(path) for path in paths]

    assert [json_pointer(path) for path in paths] == made
    assert 150 + count == len(read)


@given(st.lists(st.lists(st.sampled_from(["member", "a/b", "~", 0, 1, 500]), max_size=4)))
def test_a_pointer_does_not_depend_on_the_last_one(paths: list[list[int | str]]) -> None:
    """In any order, and with any number of steps that are the same."""
    pointers = Pointers()

    made = [pointers.of(tuple(path)) for path in paths]

    assert [finding("missing", tuple(path), "").pointer for path in paths] == made
