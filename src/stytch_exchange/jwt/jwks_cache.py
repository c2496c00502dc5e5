"""A cache of a project's keys: fetched when needed, and kept during an outage."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from logging import getLogger
from threading import Event, Lock
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class _Fetch:
    """A fetch that is running."""

    started: float
    done: Event


class JWKSCache:
    """The keys of one project, fetched over HTTPS, for `verify_session_jwt`.

    Create one cache when the program starts, and share it between all threads.
    The first JWT triggers a fetch. The cache fetches again when its keys are older than `max_age`,
    and when a JWT names an unknown key, which happens after Stytch rotates its keys. It never
    fetches more often than `min_refetch_interval`, so forged JWTs cannot flood the endpoint. A key
    that Stytch has removed stops verifying with the next fetch. During a fetch, other threads use
    the cached keys. They wait, at most twice the timeout, only if the cache does not have the key
    that they need.

    During an outage of the endpoint, the cached keys stay in use for `max_outage`. A JWT with an
    unknown key then raises `JWKSError`, because the key could be a new one. Each failed fetch logs
    a warning to the logger `stytch_exchange.jwt`.

    The cache and the verification are synchronous. In asynchronous code, call
    `verify_session_jwt` through `asyncio.to_thread`, or from a plain `def` in FastAPI, because a
    fetch would block the event loop.
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
            timeout: The limit for connecting, and for each part of the answer. The whole body may
                take twice as long. Slow headers are not limited, and block the thread that
                fetches.
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
        self._clock = clock
        self._lock = Lock()
        self._cached: _Cached | None = None
        self._running: _Fetch | None = None
        self._rests_until = clock()
        self._failure: str | None = None

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
        own, other = self._turn(kid)
        if own is not None:
            self._run(own)
        elif other is not None:
            other.done.wait(2 * self._timeout)
        return self._found(kid)

    def _turn(self, kid: str) -> tuple[_Fetch | None, _Fetch | None]:
        """Return the fetch that this thread must run, and the fetch that it must wait for."""
        now = self._clock()
        with self._lock:
            cached = self._usable(now)
            known = cached is not None and kid in cached.keys
            if cached is not None and known and now - cached.since < self._max_age:
                return None, None
            if now < self._rests_until:
                return None, None if known else self._running
            self._running = _Fetch(now, Event())
            # After this time another thread may try, even if this fetch never ends.
            self._rests_until = now + max(self._interval, 2 * self._timeout)
            return self._running, None

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
            with self._lock:
                self._store(own, keys, failure)
            own.done.set()

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
