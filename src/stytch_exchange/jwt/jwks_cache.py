"""A cache of a project's keys: fetched when needed, and kept during an outage."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from logging import getLogger
from threading import Lock, Thread
from typing import TYPE_CHECKING
from weakref import WeakSet

from joserfc.jwk import RSAKey

from stytch_exchange.jwt.errors import JWKSError
from stytch_exchange.jwt.jwks_fetch import check_client, fetch
from stytch_exchange.jwt.jwks_url import build_jwks_url
from stytch_exchange.jwt.keys import key_named, verification_keys

if TYPE_CHECKING:
    import httpx

_LOG = getLogger("stytch_exchange.jwt")


@dataclass(frozen=True, slots=True)
class _Cached:
    """The keys of the last fetch that succeeded."""

    keys: Mapping[str, RSAKey]
    since: float
    """When that fetch began."""


@dataclass(frozen=True, slots=True, eq=False)
class _Fetch:
    """A fetch that is running, in a thread of its own."""

    started: float
    done: Future[None]


class JWKSCache:
    """The keys of one project, fetched over HTTPS, for `verify_session_jwt`.

    Create one cache when the program starts, and share it between all threads.
    The first JWT triggers a fetch. The cache fetches again when its keys are older than `max_age`,
    and when a JWT names an unknown key, which happens after Stytch rotates its keys. JWTs cannot
    force fetches more often than `min_refetch_interval`. A key that Stytch has removed stops
    verifying with the next fetch. A fetch runs in a thread of its own, which does not see the JWT.
    The caller that triggers it waits for it, at most twice the timeout. Other callers use the
    cached keys meanwhile, and wait only if the cache does not have the key that they need.

    During an outage of the endpoint, the cached keys stay in use for `max_outage`. A JWT with an
    unknown key then raises `JWKSError`, because the key could be a new one. Each failed fetch logs
    a warning to the logger `stytch_exchange.jwt`.

    The same cache serves `verify_session_jwt_async`, which waits without blocking the event loop.
    A forked process keeps the cached keys, and fetches on its own.
    """

    project_id: str
    """The project that the keys belong to."""

    url: str
    """The URL of the key set: `{base_url}/v1/b2b/sessions/jwks/{project_id}`."""

    def __init__(  # noqa: PLR0913 - keyword-only, each with a good default
        self,
        *,
        project_id: str,
        base_url: str | None = None,
        client: "httpx.Client | None" = None,
        max_age: timedelta = timedelta(minutes=5),
        min_refetch_interval: timedelta = timedelta(seconds=30),
        max_outage: timedelta = timedelta(days=1),
        timeout: timedelta = timedelta(seconds=5),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Create an empty cache, without a fetch.

        Args:
            project_id: Your project, `project-<test|live>-<uuid>`.
            base_url: The address of the API, such as your custom domain or a sandbox. The default
                is `https://test.stytch.com` or `https://api.stytch.com`, depending on
                `project_id`. Plain HTTP works only for loopback hosts.
            client: Your own `httpx.Client`, for example with a proxy or certificates. You close
                it. By default each fetch makes a new client.
            max_age: The age at which keys are fetched again. A key that Stytch withdraws keeps
                verifying until then.
            min_refetch_interval: The shortest time between two fetches, including failed ones.
            max_outage: The age at which keys stop verifying if they cannot be fetched again. An
                attacker who blocks the endpoint can keep a withdrawn key in use until then.
            timeout: The limit for connecting, and for each part of the answer. No caller waits
                longer than twice this time. Then the fetch is ended, unless it uses a client of
                your own.
            clock: A function that returns seconds and never runs backwards. For tests.

        Raises:
            ModuleNotFoundError: `httpx` is missing: `pip install 'stytch-exchange[jwt]'`.
            TypeError: An argument has the wrong type.
            ValueError: An argument is invalid, such as a `base_url` without HTTPS.
        """
        times = {
            "max_age": max_age,
            "min_refetch_interval": min_refetch_interval,
            "max_outage": max_outage,
            "timeout": timeout,
        }
        for name, given in times.items():
            if not isinstance(given, timedelta):
                raise TypeError(f"{name} must be timedelta, not {type(given).__name__}")
        if not timedelta(0) < min_refetch_interval <= max_age <= max_outage:
            raise ValueError("expected 0 < min_refetch_interval <= max_age <= max_outage")
        if timeout <= timedelta(0):
            raise ValueError("timeout must be positive")
        self.project_id = project_id
        self.url = build_jwks_url(project_id, base_url)
        check_client(client)
        self._client = client
        self._max_age = max_age.total_seconds()
        self._interval = min_refetch_interval.total_seconds()
        self._max_outage = max_outage.total_seconds()
        self._timeout = timeout.total_seconds()
        self._limit = 2 * self._timeout
        self._clock = clock
        self._lock = Lock()
        self._cached: _Cached | None = None
        self._running: _Fetch | None = None
        self._rests_until = clock()
        self._failure: str | None = None
        _CACHES.add(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(url={self.url!r})"

    def key_for(self, kid: str) -> RSAKey:
        """Return the key with this name. `verify_session_jwt` calls this method.

        Args:
            kid: The name of the key in the header of a JWT. It can be forged.

        Raises:
            UnknownKeyError: The project does not have this key.
            JWKSError: The keys cannot be loaded, or may be out of date and lack this key.
        """
        fetch = self._fetch_for(kid)
        if fetch is not None:
            wait([fetch.done], self._limit)
        return self._found(kid)

    def _fetch_for(self, kid: str) -> _Fetch | None:
        """Return the fetch to wait for, after starting it if that is this caller's turn."""
        fetch, is_new = self._turn(kid)
        if fetch is not None and is_new:
            try:
                Thread(target=self._run, args=(fetch,), name="JWKSCache", daemon=True).start()
            except RuntimeError:
                self._end(fetch, None, f"could not start a thread to load {self.url}")
        return fetch

    def _turn(self, kid: str) -> tuple[_Fetch | None, bool]:
        """Return the fetch that this caller must wait for, and whether it must start it."""
        now = self._clock()
        with self._lock:
            cached = self._usable(now)
            known = cached is not None and kid in cached.keys
            if cached is not None and known and now - cached.since < self._max_age:
                return None, False
            if now < self._rests_until:
                return None if known else self._running, False
            done: Future[None] = Future()
            # A caller that stops waiting must not cancel it for the others.
            done.set_running_or_notify_cancel()
            self._running = _Fetch(now, done)
            # After this time another caller may try, even if this fetch never ends.
            self._rests_until = now + max(self._interval, self._limit)
            return self._running, True

    def _usable(self, now: float) -> _Cached | None:
        """Return the cached keys, unless they are older than `max_outage`."""
        cached = self._cached
        return None if cached is None or now - cached.since >= self._max_outage else cached

    def _run(self, own: _Fetch) -> None:
        """Fetch the keys, and store them or the reason for the failure."""
        keys: Mapping[str, RSAKey] | None = None
        failure = "the fetch of the key set was interrupted"
        try:
            keys = verification_keys(fetch(self.url, self._client, self._timeout, self._clock))
        except JWKSError as error:
            failure = str(error)
            _LOG.warning("%s", failure)
        finally:
            self._end(own, keys, failure)

    def _end(self, own: _Fetch, keys: Mapping[str, RSAKey] | None, failure: str) -> None:
        """Store the result of a fetch, and wake those who wait for it."""
        with self._lock:
            self._store(own, keys, failure)
        own.done.set_result(None)

    def _begin_anew(self) -> None:
        """Forget the lock and the fetch of the parent process, whose threads a fork leaves out."""
        self._lock = Lock()
        self._running = None
        self._rests_until = self._clock()

    def _store(self, own: _Fetch, keys: Mapping[str, RSAKey] | None, failure: str) -> None:
        """Store the result of a fetch, unless a later fetch has replaced it."""
        if self._running is not own:
            return
        self._running = None
        self._rests_until = self._clock() + self._interval
        if keys is None:
            self._failure = failure
        else:
            self._cached, self._failure = _Cached(keys, own.started), None

    def _found(self, kid: str) -> RSAKey:
        """Return the key from the cache, or raise an error."""
        with self._lock:
            cached = self._usable(self._clock())
            failure = self._failure
            running = self._running is not None
        if cached is not None and kid in cached.keys:
            return cached.keys[kid]
        if cached is None or failure is not None or running:
            raise JWKSError(failure or f"still loading the key set from {self.url}: try again")
        return key_named(kid, cached.keys)


class StillFetchingError(Exception):
    """The keys are being fetched: await `ended`, and ask again."""

    def __init__(self, fetch: _Fetch, limit: float) -> None:
        """Keep the fetch.

        Args:
            fetch: The fetch.
            limit: How many seconds to wait for it.
        """
        self._fetch = fetch
        self._limit = limit
        super().__init__()

    async def ended(self) -> None:
        """Wait for the end of the fetch, but no longer than any other caller would."""
        import asyncio  # noqa: PLC0415 - an asynchronous program has imported it already

        with suppress(TimeoutError):
            async with asyncio.timeout(self._limit):
                await asyncio.wrap_future(self._fetch.done)


class KeysToAwait(JWKSCache):
    """A cache's keys, for one asynchronous verification, which asks twice instead of waiting."""

    def __init__(self, cache: JWKSCache) -> None:
        self.project_id, self.url = cache.project_id, cache.url
        self._cache = cache
        self._asked = False

    def key_for(self, kid: str) -> RSAKey:
        """Return the key with this name, from the cache.

        Args:
            kid: The name of the key in the header of a JWT.

        Raises:
            StillFetchingError: A fetch has to end first. Not raised the second time.
            UnknownKeyError: The project does not have this key.
            JWKSError: The keys cannot be loaded, or may be out of date and lack this key.
        """
        cache = self._cache
        fetch = None if self._asked else cache._fetch_for(kid)  # noqa: SLF001 - the same file
        self._asked = True
        if fetch is not None:
            raise StillFetchingError(fetch, cache._limit)  # noqa: SLF001
        return cache._found(kid)  # noqa: SLF001


_CACHES: WeakSet[JWKSCache] = WeakSet()


def _after_fork() -> None:
    for cache in _CACHES:
        cache._begin_anew()  # noqa: SLF001 - our own


if sys.platform != "win32":  # pragma: no branch - Windows does not fork
    os.register_at_fork(after_in_child=_after_fork)
