"""`verify_session_jwt`: what is taken, what is refused, and with which error."""

import json
import pickle
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import SecretStr

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    StytchExchangeError,
    load_example,
    load_example_jwks,
    parse_response,
)
from stytch_exchange.jwt import (
    BadSignatureError,
    ExpiredJWTError,
    JWKSCache,
    JWKSError,
    MalformedJWTError,
    NotYetValidJWTError,
    SessionClaims,
    SessionJWTError,
    TooOldJWTError,
    UnknownKeyError,
    WrongAudienceError,
    WrongIssuerError,
    verify_session_jwt,
)
from tests.jwt.signing import (
    NOW,
    ORGANIZATION,
    PROJECT,
    SESSION,
    decoded,
    jwks_of,
    rsa_key,
    sign,
)

SECOND = timedelta(seconds=1)
ISSUED = NOW - timedelta(minutes=1)
ENDS = ISSUED + timedelta(minutes=5)
LOGIN = "https://login.example.com"

Claims = dict[str, Any]


def _verify(jwt: Any, jwks: Any, **options: Any) -> SessionClaims:
    return verify_session_jwt(jwt, **{"project_id": PROJECT, "jwks": jwks, "now": NOW, **options})


def _refusal(jwt: Any, jwks: Any, **options: Any) -> SessionJWTError:
    """Return the error, which has to be of the family, with a sentence and nothing behind it."""
    with pytest.raises(SessionJWTError) as caught:
        _verify(jwt, jwks, **options)
    return caught.value


def _kind(jwt: Any, jwks: Any, **options: Any) -> type[SessionJWTError]:
    return type(_refusal(jwt, jwks, **options))


# What is taken


@pytest.mark.parametrize(
    "given",
    [
        lambda response: response,
        lambda response: response.session_jwt,
        lambda response: response.session_jwt.get_secret_value(),
    ],
    ids=["response", "secret", "text"],
)
def test_a_jwt_is_given_in_any_of_its_forms(
    given: Callable[[ExchangeAccessTokenResponse], Any],
) -> None:
    """The response itself, its masked JWT, and plain text are verified alike."""
    response = parse_response(load_example("connected-app"))

    claims = _verify(given(response), load_example_jwks())

    assert response.member_id == claims.sub


@pytest.mark.parametrize(
    "given",
    [bytes, bytearray, bytes.decode, json.loads],
    ids=["bytes", "bytearray", "text", "decoded"],
)
def test_a_key_set_is_given_in_any_of_its_forms(given: Callable[[bytes], Any]) -> None:
    """JSON as it came, as text, and decoded."""
    response = parse_response(load_example("connected-app"))

    assert response.member_id == _verify(response, given(load_example_jwks())).sub


def test_the_present_is_the_clocks_where_none_is_given(claims: Claims, jwks: Any) -> None:
    """Without `now`, the machine's clock decides."""
    now = int(datetime.now(UTC).timestamp())
    alive = {**claims, "iat": now - 5, "nbf": now - 5, "exp": now + 295}

    assert claims["sub"] == verify_session_jwt(sign(alive), project_id=PROJECT, jwks=jwks).sub
    with pytest.raises(ExpiredJWTError):
        verify_session_jwt(sign(claims), project_id=PROJECT, jwks=jwks)
