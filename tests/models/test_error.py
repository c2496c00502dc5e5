"""Error bodies, in both shapes, valid and malformed."""

import pytest
from pydantic import ValidationError

from stytch_exchange import ErrorResponse

STYTCH = {
    "status_code": 404,
    "request_id": "request-id-test-8a4a5c0e-93a6-4f6f-8f39-3ed2f8a1c111",
    "error_type": "idp_access_token_not_found",
    "error_message": "free text",
    "error_url": "https://example.com/errors",
    "error_details": {"more": 1},
}
OAUTH = {
    "error": "invalid_grant",
    "error_description": "free text",
    "error_uri": "https://example.com/errors",
}


def test_stytch_s_shape_is_read_completely() -> None:
    """Every field of the API's error body has an attribute."""
    error = ErrorResponse.model_validate(STYTCH)

    assert STYTCH == error.model_dump()


def test_oauth_s_shape_fills_the_same_attributes() -> None:
    """Code that handles an error does not need to know its shape."""
    error = ErrorResponse.model_validate(OAUTH)

    assert ("invalid_grant", "free text", "https://example.com/errors") == (
        error.error_type,
        error.error_message,
        error.error_url,
    )
    assert (None, None, None) == (error.status_code, error.request_id, error.error_details)


STYTCH_401 = "unauthorized_credentials"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status_code", "404"),
        ("status_code", 99),
        ("status_code", 600),
        ("request_id", 7),
        ("error_message", 7),
    ],
)
def test_a_flaw_in_an_error_body_does_not_hide_the_error(field: str, value: object) -> None:
    """A wrong field becomes None, unless it is the type."""
    error = ErrorResponse.model_validate({**STYTCH, field: value})

    assert getattr(error, field) is None


def test_an_error_has_a_type() -> None:
    """A body without one is not an error object."""
    with pytest.raises(ValidationError):
        ErrorResponse.model_validate({**STYTCH, "error_type": None})


@pytest.mark.parametrize(
    ("body", "error_type"),
    [
        ({"error_type": "unauthorized_credentials", "error_message": None}, STYTCH_401),
        ({"error_type": "unauthorized_credentials", "error_message": 7}, STYTCH_401),
        ({"error_type": "unauthorized_credentials"}, STYTCH_401),
        ({"error": "invalid_grant"}, "invalid_grant"),
        ({"error": "Not A Type", "error_description": ""}, "Not A Type"),
    ],
)
def test_a_missing_message_does_not_hide_the_type(body: object, error_type: str) -> None:
    """RFC 6749 makes the description optional, and a server can send null."""
    assert error_type == ErrorResponse.model_validate(body).error_type


@pytest.mark.parametrize(
    "error", ["Internal Server Error", "Bad Gateway.", '{"error": 1}', "a" * 101]
)
def test_without_a_message_the_type_must_look_like_one(error: str) -> None:
    """Otherwise many errors of gateways and frameworks would pass for OAuth's."""
    with pytest.raises(ValidationError, match="a message, or a type"):
        ErrorResponse.model_validate({"error": error})


def test_the_log_fields_leave_out_the_server_s_text() -> None:
    """They have the status code, type and request id, but no message or URL."""
    error = ErrorResponse.model_validate(STYTCH)

    assert {
        "status_code": 404,
        "error_type": "idp_access_token_not_found",
        "request_id": STYTCH["request_id"],
    } == error.log_fields()
    assert "free text" not in repr(error)


@pytest.mark.parametrize(
    "value",
    ["Zq3vX8rT1mN6bK4w", "zq3vx8rt1mn6bk4w", "9f86d081884c7d659a2feaa0c55ad015", "1741737120999"],
)
def test_the_log_fields_leave_out_malformed_values(value: str) -> None:
    """A broken server can put a token in place of the type or the request id."""
    error = ErrorResponse.model_validate(
        {"error_type": value, "request_id": value, "error_message": ""}
    )

    assert {} == error.log_fields()
    assert "ErrorResponse()" == repr(error)


@pytest.mark.parametrize("known", ["invalid_oauth2_code", "auth0_import_failed", "sha_256", "2fa"])
def test_a_type_can_have_a_number(known: str) -> None:
    """A few digits in a word do not make a token."""
    error = ErrorResponse.model_validate({"error_type": known, "error_message": ""})

    assert {"error_type": known} == error.log_fields()


def test_the_schema_of_an_error_describes_each_property() -> None:
    """The JSON Schema of the error body has Stytch's shape."""
    schema = ErrorResponse.model_json_schema()

    assert set(STYTCH) == set(schema["properties"])
    assert [] == [name for name, of in schema["properties"].items() if not of.get("description")]
