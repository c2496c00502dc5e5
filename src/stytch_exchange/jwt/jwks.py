"""The cache of a project's keys: fetched when they are needed, kept through an outage."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from logging import getLogger
from threading import Event, Lock
from typing import TYPE_CHECKING

from joserfc.jwk import RSAKey

from stytch_exchange.jwt.address import jwks_address
from stytch_exchange.jwt.errors import JWKSError
from stytch_exchange.jwt.fetching import check_client, fetch
from stytch_exchange.jwt.keys import key_named, verification_keys

if TYPE_CHECKING:
    import httpx

_LOG = getLogger("stytch_exchange.jwt")


@dataclass(frozen=True, slots=True)
class _Held:
    """The keys that are there."""

    keys: Mapping[str, RSAKey]
    since: float
    """When they were asked for."""


@dataclass(frozen=True, slots=True)
class _Fetch:
    """A fetch that has begun."""

    started: float
    done: Event


class JWKSCache:
    """The keys of one project, fetched over HTTPS, for `verify_session_jwt`.

    Make one when the program starts, and use it from every thread.
    Keys are fetched when the first JWT comes, again once they are older than `max_age`, and again
    for a key that is not among them, which is how a rotation shows; never more often than
    `min_refetch_interval` allows, whatever JWTs are sent. While one thread fetches, the others go
    on with the keys that are there. A key that is gone from the set stops verifying with the next
    fetch.

    While the endpoint is down, slow, or answers with something else, the last keys go on
    verifying for `max_outage`, and a JWT with another key ends in `JWKSError`: whether that key
    is a new one, nobody can say. Each failed fetch is a warning of the logger
    `stytch_exchange.jwt`. Only a first fetch, and one for a key that is not there, makes others
    wait: twice the timeout at most.

    It is synchronous, as verification is. In an asynchronous program call `verify_session_jwt`
    through `asyncio.to_thread`, or from a plain `def` of FastAPI: a fetch would hold up all
    others otherwise.
    """

    project_id: str
    """The project whose keys these are."""

    url: str
    """Where the keys come from: `{base_url}/v1/b2b/sessions/jwks/{project_id}`."""

    def __init__(  # noqa: PLR0913 - each is named, and has a default that suits most
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
        """Prepare the cache: nothing is fetched yet.

        Args:
            project_id: Your project, `project-<test|live>-<uuid>`.
            base_url: Where the API is: `https://test.stytch.com` or `https://api.stytch.com` by
                the project's id where it is left out. A custom domain or a sandbox is named here.
                Plain HTTP is taken for this very machine alone.
            client: An `httpx.Client` of yours, for a proxy or certificates; closing it is yours,
                too. One of its own for each fetch where it is left out.
            max_age: How old keys may be before they are fetched anew. A key that Stytch withdraws
                goes on verifying that long.
            min_refetch_interval: The least time between two fetches, failed ones included.
            max_outage: How old keys may be at most, where they cannot be fetched anew. It bounds
                how long somebody who can block the endpoint can keep a withdrawn key alive.
            timeout: How long connecting, and each part of the answer, may take; the body as a
                whole twice as long. Headers that trickle in hold the one thread up that asks.
            clock: Seconds that never run backwards, for tests.

        Raises:
            ModuleNotFoundError: `httpx` is missing: `pip install 'stytch-exchange[jwt]'`.
            TypeError: An argument has the wrong type.
            ValueError: An argument's value cannot be meant, such as an address without HTTPS.
        """
        times = {
            "max_age": max_age,
            "min_refetch_interval": min_refetch_interval,
            "max_outage": max_outage,
            "timeout": timeout,
        }
        for name, given in times.items():
            if not isinstance(given, timedelta):
                message = f"{name} must be timedelta, not {type(given).__name__}"
                raise TypeError(message)
        if not timedelta(0) < min_refetch_interval <= max_age <= max_outage:
            message = "0 < min_refetch_interval <= max_age <= max_outage does not hold"
            raise ValueError(message)
        if timeout <= timedelta(0):
            message = "timeout must be positive"
            raise ValueError(message)
        self.project_id = project_id
        self.url = jwks_address(project_id, base_url)
        check_client(client)
        self._client = client
        self._max_age = max_age.total_seconds()
        self._interval = min_refetch_interval.total_seconds()
        self._max_outage = max_outage.total_seconds()
        self._timeout = timeout.total_seconds()
        self._clock = clock
        self._lock = Lock()
        self._held: _Held | None = None
        self._running: _Fetch | None = None
        self._rests_until = clock()
        self._failure: str | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(url={self.url!r})"

    def key_for(self, kid: str) -> RSAKey:
        """Return the key of this name; `verify_session_jwt` asks for it.

        Args:
            kid: The name of the key in the header of a JWT. Anybody can have written it.

        Raises:
            UnknownKeyError: The project has no such key.
            JWKSError: The keys cannot be had, or those that are there do not tell.
        """
        mine, of_another = self._turn(kid)
        if mine is not None:
            self._run(mine)
        elif of_another is not None:
            of_another.done.wait(2 * self._timeout)
        return self._found(kid)

    def _turn(self, kid: str) -> tuple[_Fetch | None, _Fetch | None]:
        """Return the fetch that this thread has to run, and the one that it has to wait for."""
        now = self._clock()
        with self._lock:
            held = self._usable(now)
            known = held is not None and kid in held.keys
            if held is not None and known and now - held.since < self._max_age:
                return None, None
            if now < self._rests_until:
                return None, None if known else self._running
            self._running = _Fetch(now, Event())
            # One that never ends does not keep others from trying.
            self._rests_until = now + max(self._interval, 2 * self._timeout)
            return self._running, None

    def _usable(self, now: float) -> _Held | None:
        """Return the keys that are there, unless they are too old by any measure."""
        held = self._held
        return None if held is None or now - held.since >= self._max_outage else held

    def _run(self, mine: _Fetch) -> None:
        """Fetch the keys, and keep them, or why they are not to be had."""
        keys: Mapping[str, RSAKey] | None = None
        failure = "the fetch of the key set was interrupted"
        try:
            keys = verification_keys(fetch(self.url, self._client, self._timeout, self._clock))
        except JWKSError as error:
            failure = str(error)
            _LOG.warning("%s", failure)
        finally:
            with self._lock:
                self._keep(mine, keys, failure)
            mine.done.set()

    def _keep(self, mine: _Fetch, keys: Mapping[str, RSAKey] | None, failure: str) -> None:
        """Keep what a fetch has brought, unless it was given up on and another took its place."""
        if self._running is not mine:
            return
        self._running = None
        self._rests_until = self._clock() + self._interval
        if keys is None:
            self._failure = failure
        else:
            self._held, self._failure = _Held(keys, mine.started), None

    def _found(self, kid: str) -> RSAKey:
        """Return the key, or raise: after this thread's turn no more is known."""
        with self._lock:
            held = self._usable(self._clock())
            failure = self._failure
            running = self._running is not None
        if held is not None and kid in held.keys:
            return held.keys[kid]
        if held is None or failure is not None or running:
            raise JWKSError(failure or f"the key set at {self.url} has not come yet")
        return key_named(kid, held.keys)
