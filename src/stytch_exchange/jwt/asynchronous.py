"""Verify JWTs in asynchronous code, without blocking the event loop."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from stytch_exchange.jwt.jwks_cache import JWKSCache, KeysToAwait, StillFetchingError
from stytch_exchange.jwt.verification import verify_session_jwt
from stytch_exchange.tracebacks import hide_frames

_P = ParamSpec("_P")
_R = TypeVar("_R")


def _asynchronous(
    verify: Callable[_P, _R],
) -> Callable[_P, Coroutine[Any, Any, _R]]:
    """Return a coroutine function that awaits the keys when a function would wait for them.

    Verification itself takes well under a millisecond, so it runs on the event loop.
    """

    @hide_frames
    @wraps(verify)
    async def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        keys = kwargs.get("jwks")
        if not isinstance(keys, JWKSCache):
            return verify(*args, **kwargs)
        kwargs["jwks"] = KeysToAwait(keys)
        try:
            return verify(*args, **kwargs)
        except StillFetchingError as fetch:
            await fetch.ended()
        return verify(*args, **kwargs)

    call.__name__ = call.__qualname__ = f"{verify.__name__}_async"
    call.__module__ = __name__
    return call


verify_session_jwt_async = _asynchronous(verify_session_jwt)
"""Verify a session JWT as `verify_session_jwt` does, in asynchronous code.

It takes the same arguments, returns the same claims and raises the same errors. While a
`JWKSCache` fetches keys, it does not block the event loop, and the JWT does not pass through
another thread. The event loop must be that of asyncio, not of Trio.
"""
