"""The errors of verification: one family, safe to log, and alive after pickling."""

import pickle

import pytest

import stytch_exchange.jwt
from stytch_exchange import StytchExchangeError
from stytch_exchange.jwt import (
    ExpiredJWTError,
    JWKSError,
    SessionJWTError,
    TooOldJWTError,
)

KINDS: list[type[StytchExchangeError]] = [
    getattr(stytch_exchange.jwt, name)
    for name in stytch_exchange.jwt.__all__
    if name.endswith("Error")
]


def test_one_except_clause_catches_what_is_the_senders_fault() -> None:
    """All but the trouble with the keys, which is ours: 401 on one side, 503 on the other."""
    assert {JWKSError} == {kind for kind in KINDS if not issubclass(kind, SessionJWTError)}


@pytest.mark.parametrize("kind", KINDS)
def test_one_except_clause_catches_them_all(kind: type[StytchExchangeError]) -> None:
    """Every error is a StytchExchangeError, and that is a ValueError."""
    assert issubclass(kind, StytchExchangeError)
    assert issubclass(kind, ValueError)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_pickling(kind: type[StytchExchangeError]) -> None:
    """A worker of another process can hand it on."""
    error = kind("a sentence")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own

    assert (kind, "a sentence") == (type(again), str(again))


def test_a_jwt_that_is_too_old_is_refreshed_like_one_that_is_over() -> None:
    """Whoever handles the one handles the other."""
    assert issubclass(TooOldJWTError, ExpiredJWTError)
