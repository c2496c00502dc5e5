"""The request: the values that it accepts, and its JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from stytch_exchange import ExchangeAccessTokenRequest
from tests.leaks import VALIDATION_ERRORS, leaks, runs

TOKEN = "sMx2u0Jk5dQ7wF1hPz8vLr3eYt6nBc9a"  # noqa: S105 - invented


def _request(**fields: Any) -> ExchangeAccessTokenRequest:
    return ExchangeAccessTokenRequest.model_validate({"access_token": TOKEN, **fields})


def test_a_token_is_enough() -> None:
    """The other fields are unset, and are not in the JSON."""
    request = _request()

    assert (None, None, None) == (
        request.session_duration_minutes,
        request.session_custom_claims,
        request.telemetry_id,
    )
    assert {"access_token": TOKEN} == json.loads(request.to_json(reveal_secrets=True))


def test_a_request_can_be_built_in_python() -> None:
    """Type checkers require a `SecretStr`."""
    request = ExchangeAccessTokenRequest(access_token=SecretStr(TOKEN), telemetry_id="a visit")

    assert _request(telemetry_id="a visit") == request


def test_every_field_is_in_the_json() -> None:
    """A null claim is kept, because it removes a claim. The token is masked unless revealed."""
    fields = {
        "session_duration_minutes": 5,
        "session_custom_claims": {"tier": None, "a": {"b": None}},
        "telemetry_id": "a visit",
    }
    request = _request(**fields)

    assert {"access_token": TOKEN, **fields} == json.loads(request.to_json(reveal_secrets=True))
    assert {"access_token": "**********", **fields} == json.loads(request.to_json())


@pytest.mark.parametrize("minutes", [5, 60, 527_040, None])
def test_a_duration_within_the_bounds_is_accepted(minutes: int | None) -> None:
    """Both bounds are included."""
    assert minutes == _request(session_duration_minutes=minutes).session_duration_minutes


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("session_duration_minutes", 4),
        ("session_duration_minutes", 527_041),
        ("session_duration_minutes", "60"),
        ("session_duration_minutes", 60.0),
        ("session_duration_minutes", True),
        ("session_custom_claims", []),
        ("telemetry_id", 7),
        ("access_token", ""),
        ("access_token", "**********"),
        ("access_token", None),
    ],
)
def test_a_value_that_the_api_would_refuse_is_refused(field: str, value: object) -> None:
    """The error names the field, before anything is sent."""
    with pytest.raises(ValidationError) as raised:
        _request(**{field: value})

    assert [(field,)] == [detail["loc"] for detail in raised.value.errors()]


def test_the_token_is_masked() -> None:
    """Texts and dumps do not show it."""
    request = _request()

    shown = [repr(request), str(request), repr(request.model_dump()), request.model_dump_json()]
    assert runs(TOKEN).isdisjoint(set().union(*(runs(text) for text in shown)))


@pytest.mark.parametrize(
    "wrong", [{"session_duration_minutes": 1}, {"telemetry_id": 7}, {"access_token": [TOKEN]}]
)
def test_no_error_shows_the_token(wrong: dict[str, Any]) -> None:
    """The errors contain no input, however the request is built: fields, dictionary or JSON."""
    body: dict[str, Any] = {"access_token": TOKEN, **wrong}
    text = json.dumps(body)

    with pytest.raises(ValidationError) as from_fields:
        ExchangeAccessTokenRequest(**body)
    with pytest.raises(ValidationError) as from_python:
        ExchangeAccessTokenRequest.model_validate(body)
    with pytest.raises(ValidationError) as from_json:
        ExchangeAccessTokenRequest.model_validate_json(text)

    for raised in (from_fields, from_python, from_json):
        assert [] == leaks(raised.value, VALIDATION_ERRORS, runs(TOKEN))


@pytest.mark.parametrize("held", [7, None, TOKEN.encode(), [TOKEN]])
def test_a_secret_that_does_not_hold_text_is_refused(held: Any) -> None:
    """Python lets a `SecretStr` hold anything; the error says that text is expected."""
    with pytest.raises(ValidationError) as raised:
        ExchangeAccessTokenRequest(access_token=SecretStr(held))

    assert [("string_type", ("access_token",))] == [
        (detail["type"], detail["loc"]) for detail in raised.value.errors()
    ]
    assert [] == leaks(raised.value, VALIDATION_ERRORS, runs(TOKEN))


class _Quoting(Mapping[str, str]):
    """A mapping of a caller's own, with attributes, that fails with the token in its errors."""

    def __getitem__(self, key: str) -> str:
        raise KeyError(TOKEN)

    def __iter__(self) -> Iterator[str]:
        yield "tier"

    def __len__(self) -> int:
        return 1

    @property
    def access_token(self) -> str:
        """The token, if it could be read."""
        raise ValueError(TOKEN)


@pytest.mark.parametrize(
    ("given", "options", "expected"),
    [
        ({"access_token": TOKEN, "session_custom_claims": _Quoting()}, {"strict": False}, "Key"),
        (_Quoting(), {"from_attributes": True}, "Value"),
    ],
    ids=["a mapping", "a property"],
)
def test_the_text_of_a_callers_own_error_is_left_out(
    given: object, options: dict[str, Any], expected: str
) -> None:
    """Pydantic quotes an error that reading an object raises: only its class is kept."""
    with pytest.raises(ValidationError, match=f"{expected}Error") as raised:
        ExchangeAccessTokenRequest.model_validate(given, **options)

    assert [] == leaks(raised.value, VALIDATION_ERRORS, runs(TOKEN))
