"""The errors of verification: one family, safe to log and to pickle."""

import pickle

import pytest

import stytch_exchange.jwt
from stytch_exchange import StytchExchangeError
from stytch_exchange.jwt import (
    ExpiredJWTError,
    JWKSError,
    JWTError,
    SessionJWTError,
    TooOldJWTError,
)

KINDS: list[type[StytchExchangeError]] = [
    getattr(stytch_exchange.jwt, name)
    for name in stytch_exchange.jwt.__all__
    if name.endswith("Error") and name != "SessionJWTError"
]


def test_the_earlier_name_still_catches_everything() -> None:
    """Code from before access tokens could be verified needs no change."""
    assert SessionJWTError is JWTError


def test_one_except_clause_catches_the_senders_faults() -> None:
    """All errors except `JWKSError` call for 401. `JWKSError` is our own problem: 503."""
    assert {JWKSError} == {kind for kind in KINDS if not issubclass(kind, JWTError)}


@pytest.mark.parametrize("kind", KINDS)
def test_one_except_clause_catches_them_all(kind: type[StytchExchangeError]) -> None:
    """Every error is a StytchExchangeError, and that is a ValueError."""
    assert issubclass(kind, StytchExchangeError)
    assert issubclass(kind, ValueError)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_pickling(kind: type[StytchExchangeError]) -> None:
    """A worker process can pass it on."""
    error = kind("a sentence")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own

    assert (kind, "a sentence") == (type(again), str(again))


def test_a_jwt_that_is_too_old_counts_as_expired() -> None:
    """Code that handles an expired JWT also handles one that is too old."""
    assert issubclass(TooOldJWTError, ExpiredJWTError)
