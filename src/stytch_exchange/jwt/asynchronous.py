"""Verify JWTs in asynchronous code, without blocking the event loop."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from stytch_exchange.jwt.access_tokens import verify_access_token
from stytch_exchange.jwt.jwks_cache import JWKSCache, KeysToAwait, StillFetchingError
from stytch_exchange.jwt.verification import verify_session_jwt
from stytch_exchange.models._sealed import SealedStr
from stytch_exchange.tracebacks import hide_frames

_P = ParamSpec("_P")
_R = TypeVar("_R")


def _asynchronous(
    verify: Callable[_P, _R],
) -> Callable[_P, Coroutine[Any, Any, _R]]:
    """Return a coroutine function that awaits the keys when a function would wait for them.

    Verification itself takes well under a millisecond, so it runs on the event loop.
    """

    @wraps(verify)
    async def call(jwt: Any, **options: Any) -> Any:
        if isinstance(jwt, str):
            # A waiting task shows the local variables of its frames.
            jwt = SealedStr(jwt)
        verified: Callable[..., _R] = verify
        keys = options.get("jwks")
        if not isinstance(keys, JWKSCache):
            return verified(jwt, **options)
        options["jwks"] = KeysToAwait(keys)
        try:
            return verified(jwt, **options)
        except StillFetchingError as fetch:
            await fetch.ended()
        return verified(jwt, **options)

    call.__name__ = call.__qualname__ = f"{verify.__name__}_async"
    call.__module__ = __name__
    return cast("Callable[_P, Coroutine[Any, Any, _R]]", hide_frames(call))


verify_session_jwt_async = _asynchronous(verify_session_jwt)
"""Verify a session JWT as `verify_session_jwt` does, in asynchronous code.

It takes the same arguments, returns the same claims and raises the same errors. While a
`JWKSCache` fetches keys, it does not block the event loop. The JWT does not pass through another
thread, and no frame of the waiting task shows it. The event loop must be that of asyncio, not of
Trio.
"""

verify_access_token_async = _asynchronous(verify_access_token)
"""Verify an access token as `verify_access_token` does, in asynchronous code.

It takes the same arguments, returns the same claims and raises the same errors, and waits for keys
as `verify_session_jwt_async` does.
"""
