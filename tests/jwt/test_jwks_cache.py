"""The cache of keys: what it fetches, how often, and what it does during an outage."""

import logging
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Event, Thread
from threading import enumerate as enumerate_threads
from typing import Any

import httpx
import pytest

from stytch_exchange import StytchExchangeError
from stytch_exchange.jwt import (
    JWKSCache,
    JWKSError,
    SessionJWTError,
    UnknownKeyError,
)
from stytch_exchange.jwt.jwks_cache import _after_fork
from tests.jwt.endpoint import (
    Answer,
    Endpoint,
    Held,
    content,
    cut,
    key_set,
    nothing,
    serving,
    status,
)
from tests.jwt.signing import PROJECT, Claims, jwks_of, kind_of_refusal, rsa_key, sign, verify

MAX_AGE, INTERVAL, OUTAGE = 300, 30, 86_400


class Clock:
    """A clock that stops until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.seconds

    def move(self, seconds: float) -> None:
        """Move the clock forward."""
        self.seconds += seconds


@pytest.fixture(name="endpoint")
def _endpoint() -> Iterator[Endpoint]:
    """An endpoint with the first key."""
    with serving() as endpoint:
        endpoint.answer = key_set(jwks_of(rsa_key()))
        yield endpoint


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="cache")
def _cache(endpoint: Endpoint, clock: Clock) -> JWKSCache:
    """A cache for that endpoint, with the test's clock."""
    return JWKSCache(project_id=PROJECT, base_url=endpoint.base_url, clock=clock)


@pytest.fixture(name="first")
def _first(claims: Claims) -> str:
    """A JWT of the first key."""
    return sign(claims)


@pytest.fixture(name="second")
def _second(claims: Claims) -> str:
    """A JWT of a key that appears later."""
    return sign(claims, rsa_key("second"))


def _unknown(claims: Claims, number: int) -> str:
    return sign(claims, kid=f"jwk-test-{number}")


# Fetches


def test_the_address_is_that_of_b2b_sessions(
    endpoint: Endpoint, cache: JWKSCache, first: str
) -> None:
    """It fetches the B2B key set, only when the first JWT comes, and sends nothing about it."""
    assert 0 == endpoint.asked
    assert verify(first, cache)
    assert [f"/v1/b2b/sessions/jwks/{PROJECT}"] == endpoint.paths
    assert ("application/json", "identity") == tuple(
        endpoint.headers[0][name] for name in ("accept", "accept-encoding")
    )
    assert f"JWKSCache(url='{endpoint.base_url}{endpoint.paths[0]}')" == repr(cache)


def test_keys_are_fetched_once_while_they_are_fresh(
    endpoint: Endpoint, cache: JWKSCache, clock: Clock, first: str
) -> None:
    """They are fetched again after `max_age`."""
    for _ in range(3):
        verify(first, cache)
        clock.move(MAX_AGE / 3 - 0.1)
    assert 1 == endpoint.asked

    clock.move(0.3)
    verify(first, cache)
    verify(first, cache)
    assert 2 == endpoint.asked


def test_a_rotation_shows_with_the_first_jwt_of_the_new_key(
    endpoint: Endpoint, cache: JWKSCache, clock: Clock, first: str, second: str
) -> None:
    """An unknown key triggers a fetch before `max_age` has passed."""
    verify(first, cache)
    clock.move(INTERVAL)
    endpoint.answer = key_set(jwks_of(rsa_key(), rsa_key("second")))

    assert verify(second, cache)
    assert verify(first, cache)
    assert 2 == endpoint.asked


def test_a_removed_key_stops_verifying_with_the_next_fetch(
    endpoint: Endpoint, cache: JWKSCache, clock: Clock, first: str, second: str
) -> None:
    """A withdrawn key is used for at most `max_age`."""
    verify(first, cache)
    endpoint.answer = key_set(jwks_of(rsa_key("second")))
    clock.move(MAX_AGE - 1)
    assert verify(first, cache)

    clock.move(1)
    assert UnknownKeyError is kind_of_refusal(first, cache)
    assert verify(second, cache)
    assert 2 == endpoint.asked


def test_made_up_keys_do_not_flood_the_endpoint(
    endpoint: Endpoint, cache: JWKSCache, clock: Clock, claims: Claims, first: str
) -> None:
    """Whatever key names an attacker sends, there is only one fetch per interval."""
    verify(first, cache)
    for number in range(100):
        assert UnknownKeyError is kind_of_refusal(_unknown(claims, number), cache)
    assert 1 == endpoint.asked

    clock.move(INTERVAL)
    for number in range(100):
        assert UnknownKeyError is kind_of_refusal(_unknown(claims, number), cache)
    assert 2 == endpoint.asked


def test_a_malformed_jwt_causes_no_fetch(endpoint: Endpoint, cache: JWKSCache) -> None:
    """The form and the header are checked before the key lookup."""
    for jwt in ("", "a.b.c", sign({}, alg="none"), sign({}, kid=None)):
        with pytest.raises(SessionJWTError):
            verify(jwt, cache)

    assert 0 == endpoint.asked


# During an outage


def _too_large() -> Answer:
    return content(b'{"keys": []}' + b" " * 256 * 1024)


OUTAGES: dict[str, tuple[Answer, str]] = {
    "an error": (status(500), "the status 500"),
    "not there": (status(404), "the status 404"),
    "no content": (content(b"", 204), "the status 204"),
    "a redirect": (status(302, Location="/elsewhere"), "the status 302"),
    "a permanent redirect": (status(308, Location="http://127.0.0.1:9/"), "the status 308"),
    "a page": (content(b"<html></html>"), "expected a JSON Web Key Set"),
    "nothing": (content(b""), "expected a JSON Web Key Set"),
    "another object": (content(b'{"error": "x"}'), "expected a JSON Web Key Set"),
    "not UTF-8": (content(b'{"keys": "\xff"}'), "expected a JSON Web Key Set"),
    "nesting": (content(b"[" * 100_000), "expected a JSON Web Key Set"),
    "no keys": (key_set({"keys": []}), "no RSA key of at least 2048 bits"),
    "compressed": (content(b"\x1f\x8b", Content_Encoding="gzip"), "the answer is compressed"),
    "huge": (_too_large(), "larger than 256 KiB"),
    "cut": (cut, "RemoteProtocolError"),
    "silent": (nothing, "RemoteProtocolError"),
}


@pytest.mark.parametrize("outage", OUTAGES)
def test_cached_keys_verify_during_an_outage(  # noqa: PLR0913, PLR0917 - each is a fixture
    endpoint: Endpoint,
    cache: JWKSCache,
    clock: Clock,
    first: str,
    second: str,
    outage: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Cached keys keep verifying, unknown keys raise `JWKSError`, and the cache recovers."""
    verify(first, cache)
    endpoint.answer, reason = OUTAGES[outage]
    clock.move(MAX_AGE)
    for _ in range(3):
        assert verify(first, cache)
        with pytest.raises(JWKSError, match=reason):
            verify(second, cache)
    assert (2, 1) == (endpoint.asked, len(caplog.records))
    assert reason in caplog.text

    endpoint.answer = key_set(jwks_of(rsa_key("second")))
    clock.move(INTERVAL)
    assert verify(second, cache)
    assert UnknownKeyError is kind_of_refusal(first, cache)
    assert 3 == endpoint.asked


@pytest.mark.parametrize("outage", OUTAGES)
def test_without_cached_keys_an_outage_is_a_jwks_error(
    endpoint: Endpoint, cache: JWKSCache, clock: Clock, first: str, outage: str
) -> None:
    """The error does not blame the JWT, fetches stay limited, and the cache recovers."""
    healthy = endpoint.answer
    endpoint.answer, reason = OUTAGES[outage]
    for _ in range(3):
        with pytest.raises(JWKSError, match=reason):
            verify(first, cache)
    assert 1 == endpoint.asked

    endpoint.answer = healthy
    clock.move(INTERVAL)
    assert verify(first, cache)


def test_cached_keys_verify_for_at_most_max_outage(
    endpoint: Endpoint, cache: JWKSCache, clock: Clock, first: str
) -> None:
    """By blocking the endpoint, an attacker keeps a withdrawn key for at most `max_outage`."""
    verify(first, cache)
    endpoint.answer = status(503)
    clock.move(OUTAGE - 1)
    assert verify(first, cache)

    clock.move(1)
    with pytest.raises(JWKSError, match="the status 503"):
        verify(first, cache)


def test_an_endpoint_that_is_down_is_a_jwks_error(clock: Clock, first: str) -> None:
    """The connection is refused."""
    with serving() as endpoint:
        base_url = endpoint.base_url
    cache = JWKSCache(project_id=PROJECT, base_url=base_url, clock=clock)

    with pytest.raises(JWKSError) as caught:
        verify(first, cache)
    assert (
        f"could not load the key set from {cache.url}: the request failed (ConnectError)"
    ) == str(caught.value)
    assert not isinstance(caught.value, SessionJWTError)
    assert isinstance(caught.value, StytchExchangeError)
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)


def test_an_answer_without_an_end_is_cut_off(endpoint: Endpoint, first: str) -> None:
    """Each part arrives in time, but the whole body does not."""
    clock = iter(range(10**9))
    endpoint.answer = content(b" " * 200_000)
    cache = JWKSCache(
        project_id=PROJECT,
        base_url=endpoint.base_url,
        timeout=timedelta(seconds=0.25),
        clock=lambda: float(next(clock)),
    )

    with pytest.raises(JWKSError, match="the answer takes too long"):
        verify(first, cache)


class Slow:
    """An endpoint that takes eight seconds of a test's clock."""

    def __init__(self, clock: Clock, code: int = 200) -> None:
        self.asked = 0
        self._clock, self._code = clock, code

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        """Answer after eight seconds."""
        self.asked += 1
        self._clock.move(8)
        return httpx.Response(self._code, json=jwks_of(rsa_key()))


def test_a_failed_fetch_is_followed_by_a_rest(clock: Clock, first: str) -> None:
    """The interval counts from the end of the fetch, so a slow endpoint gets a full rest."""
    slow = Slow(clock, 500)
    with httpx.Client(transport=httpx.MockTransport(slow)) as client:
        cache = JWKSCache(project_id=PROJECT, client=client, clock=clock)
        for seconds, asked in ((0, 1), (INTERVAL - 1, 1), (1, 2)):
            clock.move(seconds)
            with pytest.raises(JWKSError, match="the status 500"):
                verify(first, cache)

            assert asked == slow.asked


def test_the_age_of_keys_counts_from_the_request(clock: Clock, first: str) -> None:
    """A key that is withdrawn while the answer is on its way is not kept for longer."""
    slow = Slow(clock)
    with httpx.Client(transport=httpx.MockTransport(slow)) as client:
        cache = JWKSCache(project_id=PROJECT, client=client, clock=clock)
        for seconds, asked in ((0, 1), (MAX_AGE - 9, 1), (1, 2)):
            clock.move(seconds)
            verify(first, cache)

            assert asked == slow.asked


# Many threads


def test_a_slow_fetch_does_not_block_known_keys(
    endpoint: Endpoint, cache: JWKSCache, clock: Clock, first: str, second: str
) -> None:
    """One thread waits for the endpoint; the others use the cached keys."""
    verify(first, cache)
    slow = endpoint.answer = Held(key_set(jwks_of(rsa_key(), rsa_key("second"))))
    clock.move(MAX_AGE)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(verify, second, cache)
        assert slow.asked.wait(30)
        served = [verify(first, cache) for _ in range(10)]

        assert not waiting.done()
        slow.free.set()
        assert served[0].sub == waiting.result(30).sub
    assert 2 == endpoint.asked


def test_a_slow_endpoint_times_out(endpoint: Endpoint, clock: Clock, first: str) -> None:
    """The fetch ends after `timeout`, and no other thread waits until the next interval."""
    slow = endpoint.answer = Held(status(500))
    cache = JWKSCache(
        project_id=PROJECT,
        base_url=endpoint.base_url,
        timeout=timedelta(milliseconds=50),
        clock=clock,
    )
    with pytest.raises(JWKSError):
        verify(first, cache)
    assert slow.asked.wait(30)
    _joined()
    for _ in range(3):
        # Of the two limits, the one for the whole fetch can be noticed first.
        with pytest.raises(JWKSError, match=r"ReadTimeout|takes too long"):
            verify(first, cache)
    slow.free.set()

    assert 1 == endpoint.asked


def test_waiting_for_another_threads_fetch_is_bounded(
    endpoint: Endpoint, clock: Clock, first: str, second: str
) -> None:
    """The fetching client may wait longer than the other threads, which get an error.

    This is also so if keys are cached: until the fetch ends, an unknown key could be new.
    """
    slow = endpoint.answer = Held(key_set(jwks_of(rsa_key())))
    patient = httpx.Client(transport=_Patient())
    cache = JWKSCache(
        project_id=PROJECT,
        base_url=endpoint.base_url,
        client=patient,
        timeout=timedelta(milliseconds=10),
        clock=clock,
    )
    with ThreadPoolExecutor() as pool, patient:
        waiting = pool.submit(verify, first, cache)
        assert slow.asked.wait(30)
        with pytest.raises(JWKSError, match="still loading the key set"):
            verify(first, cache)

        with pytest.raises(JWKSError, match="still loading the key set"):
            waiting.result(30)

        slow.free.set()
        _joined()
        assert verify(first, cache)

        again = endpoint.answer = Held(key_set(jwks_of(rsa_key())))
        clock.move(INTERVAL)
        deciding = pool.submit(verify, second, cache)
        assert again.asked.wait(30)
        with pytest.raises(JWKSError, match="still loading the key set"):
            verify(second, cache)

        with pytest.raises(JWKSError, match="still loading the key set"):
            deciding.result(30)

        again.free.set()
        _joined()
        assert UnknownKeyError is kind_of_refusal(second, cache)


class _Patient(httpx.HTTPTransport):
    """A transport without a timeout."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request without its timeout."""
        request.extensions["timeout"] = {}
        return super().handle_request(request)


def test_a_fetch_that_never_ends_does_not_keep_others_from_trying(
    endpoint: Endpoint, clock: Clock, first: str, second: str
) -> None:
    """A later fetch replaces it, and its late result is dropped."""
    stuck = endpoint.answer = Held(key_set(jwks_of(rsa_key("second"))))
    with httpx.Client(transport=_Patient()) as patient, ThreadPoolExecutor() as pool:
        cache = JWKSCache(
            project_id=PROJECT, base_url=endpoint.base_url, client=patient, clock=clock
        )
        waiting = pool.submit(kind_of_refusal, second, cache)
        assert stuck.asked.wait(30)
        endpoint.answer = key_set(jwks_of(rsa_key()))
        clock.move(INTERVAL)
        assert verify(first, cache)

        stuck.free.set()
        assert UnknownKeyError is waiting.result(30)
    assert verify(first, cache)
    assert 2 == endpoint.asked


def test_one_fetch_at_a_time_has_twice_its_timeout(
    endpoint: Endpoint, clock: Clock, first: str, second: str
) -> None:
    """Even with a short interval, no second fetch starts before that."""
    with httpx.Client(transport=_Patient()) as patient, ThreadPoolExecutor() as pool:
        cache = JWKSCache(
            project_id=PROJECT,
            base_url=endpoint.base_url,
            client=patient,
            timeout=timedelta(seconds=INTERVAL),
            clock=clock,
        )
        verify(first, cache)
        clock.move(MAX_AGE)
        slow = endpoint.answer = Held(key_set(jwks_of(rsa_key())))
        waiting = pool.submit(kind_of_refusal, second, cache)
        assert slow.asked.wait(30)
        endpoint.answer = key_set(jwks_of(rsa_key()))
        for seconds, asked in ((2 * INTERVAL - 1, 2), (1, 3)):
            clock.move(seconds)
            verify(first, cache)

            assert asked == endpoint.asked
        slow.free.set()
        assert UnknownKeyError is waiting.result(30)


@pytest.mark.parametrize("listed", [True, False])
def test_fifty_threads_with_an_unknown_key_cause_one_fetch(
    endpoint: Endpoint,
    clock: Clock,
    claims: Claims,
    listed: bool,  # noqa: FBT001 - a parameter of pytest's
) -> None:
    """One thread fetches, and all of them continue with its answer."""
    cache = JWKSCache(
        project_id=PROJECT, base_url=endpoint.base_url, timeout=timedelta(hours=1), clock=clock
    )
    verify(sign(claims), cache)
    clock.move(2 * 3600)
    keys = [rsa_key(), rsa_key("second")] if listed else [rsa_key()]
    slow = endpoint.answer = Held(key_set(jwks_of(*keys)))
    jwt = sign(claims, rsa_key("second"))
    barrier = Barrier(51)
    answers: list[str] = []

    def ask() -> None:
        barrier.wait(30)
        try:
            answers.append(verify(jwt, cache).sub)
        except SessionJWTError as error:
            answers.append(type(error).__name__)

    threads = [Thread(target=ask, daemon=True) for _ in range(50)]
    for thread in threads:
        thread.start()
    barrier.wait(30)
    assert slow.asked.wait(30)
    slow.free.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()

    assert [claims["sub"] if listed else "UnknownKeyError"] * 50 == answers
    assert 2 == endpoint.asked


def test_rotations_never_refuse_a_listed_key(
    endpoint: Endpoint, claims: Claims, clock: Clock
) -> None:
    """While keys come and go, a JWT with a listed key is never refused."""
    cache = JWKSCache(project_id=PROJECT, base_url=endpoint.base_url, clock=clock)
    keys = [rsa_key(), rsa_key("second"), rsa_key("attacker")]
    jwts = [sign(claims, key) for key in keys]

    def ask(step: int) -> list[str]:
        return [verify(jwts[step % 3], cache).sub for _ in range(20)]

    with ThreadPoolExecutor(8) as pool:
        for step in range(12):
            endpoint.answer = key_set(jwks_of(keys[step % 3], keys[(step + 1) % 3]))
            clock.move(MAX_AGE)
            answers = [each for asked in pool.map(ask, [step] * 8) for each in asked]
            assert {claims["sub"]} == set(answers)
    assert 12 == endpoint.asked


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interrupted_caller_leaves_the_fetch_running(
    endpoint: Endpoint,
    cache: JWKSCache,
    first: str,
    interruption: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its thread stores the keys for the next caller."""

    def interrupt(*_arguments: object) -> None:
        raise interruption

    with monkeypatch.context() as patched:
        patched.setattr("stytch_exchange.jwt.jwks_cache.wait", interrupt)
        with pytest.raises(interruption):
            verify(first, cache)
    _joined()

    assert verify(first, cache)
    assert 1 == endpoint.asked


class _Interrupting(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """End the thread before there is an answer."""
        raise SystemExit(request.method)


def test_an_interrupted_fetch_leaves_the_cache_usable(clock: Clock, first: str) -> None:
    """It counts as a failed fetch: the next interval tries again."""
    with httpx.Client(transport=_Interrupting()) as client:
        cache = JWKSCache(project_id=PROJECT, client=client, clock=clock)
        for seconds in (0, 1, INTERVAL):
            clock.move(seconds)
            with pytest.raises(JWKSError, match=r"the request failed \(SystemExit\)"):
                verify(first, cache)


def test_a_thread_that_cannot_start_is_a_failed_fetch(
    cache: JWKSCache, clock: Clock, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a process that is about to end, or that has no threads at all."""

    def refuse(_thread: Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", refuse)
        with pytest.raises(JWKSError, match="could not start a thread to load"):
            verify(first, cache)

    clock.move(INTERVAL)
    assert verify(first, cache)


# A total deadline


def _joined() -> None:
    """Wait for the end of every fetch."""
    for thread in enumerate_threads():
        if thread.name == "JWKSCache":
            thread.join(30)
            assert not thread.is_alive()


def _sends(start: bytes, again: bytes) -> Answer:
    """Answer with a beginning, and then with the same bytes for as long as somebody listens."""

    def answer(handler: Any) -> None:
        handler.close_connection = True
        with suppress(OSError):
            handler.wfile.write(start)
            while True:
                handler.wfile.write(again)
                handler.wfile.flush()
                Event().wait(0.01)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        _sends(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        _sends(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
        _sends(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
    ],
    ids=["headers", "provisional answers", "body"],
)
def test_an_answer_that_trickles_holds_nobody(
    endpoint: Endpoint, first: str, answer: Answer
) -> None:
    """Each read is in time, but after twice the timeout the caller goes on, and the thread ends."""
    endpoint.answer = answer
    cache = JWKSCache(
        project_id=PROJECT, base_url=endpoint.base_url, timeout=timedelta(seconds=0.25)
    )

    with pytest.raises(JWKSError):
        verify(first, cache)
    _joined()
    with pytest.raises(JWKSError, match="could not load the key set"):
        verify(first, cache)


# Forked processes


def _exit_code_of_child(act: Callable[[], object]) -> int:
    """Return 0 if a forked child can act, without waiting for more than half a minute."""
    with warnings.catch_warnings():
        # Forking while threads run is the case.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:  # pragma: no cover - the child is not measured
        code = 1
        signal.alarm(30)
        with suppress(BaseException):
            act()
            code = 0
        os._exit(code)
    _, outcome = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(outcome)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_a_child_does_not_wait_for_its_parents_lock(cache: JWKSCache, first: str) -> None:
    """Another thread of the parent holds the lock while it forks."""
    verify(first, cache)
    with cache._lock:  # noqa: SLF001 - another thread would hold it
        code = _exit_code_of_child(lambda: verify(first, cache))

    assert 0 == code


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_a_child_does_not_wait_for_its_parents_fetch(
    endpoint: Endpoint, cache: JWKSCache, first: str
) -> None:
    """The fetching thread is not in the child, which fetches on its own."""
    slow = endpoint.answer = Held(key_set(jwks_of(rsa_key())))
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(verify, first, cache)
        assert slow.asked.wait(30)
        endpoint.answer = key_set(jwks_of(rsa_key()))
        code = _exit_code_of_child(lambda: verify(first, cache))
        slow.free.set()

        assert waiting.result(30)
    assert 0 == code
    assert 2 == endpoint.asked


def test_what_a_child_does_is_done_for_every_cache(
    endpoint: Endpoint, cache: JWKSCache, first: str
) -> None:
    """The keys stay, and the lock and the rest after a fetch are new."""
    verify(first, cache)
    lock = cache._lock  # noqa: SLF001 - replaced, not released
    _after_fork()

    assert lock is not cache._lock  # noqa: SLF001
    assert verify(first, cache)
    assert 1 == endpoint.asked


# Settings


def test_a_given_client_is_used_and_stays_open(
    endpoint: Endpoint, clock: Clock, first: str
) -> None:
    """The cache does not follow redirects, even if the client usually does."""
    endpoint.answer = status(302, Location="/elsewhere")
    with httpx.Client(headers={"X-Mine": "yes"}, follow_redirects=True) as client:
        cache = JWKSCache(
            project_id=PROJECT, base_url=endpoint.base_url, client=client, clock=clock
        )
        with pytest.raises(JWKSError, match="the status 302"):
            verify(first, cache)
        assert "yes" == endpoint.headers[0]["x-mine"]
        assert not client.is_closed
    assert 1 == endpoint.asked


def test_a_loopback_url_ignores_proxies(
    cache: JWKSCache, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sandbox can be reached whatever proxies the environment sets."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    assert verify(first, cache)


def test_a_cache_can_be_tried_without_a_server(clock: Clock, first: str) -> None:
    """A mock transport of httpx replaces the endpoint."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=jwks_of(rsa_key())))
    with httpx.Client(transport=transport) as client:
        cache = JWKSCache(project_id=PROJECT, client=client, clock=clock)

        assert verify(first, cache)


def test_a_closed_client_is_a_jwks_error(clock: Clock, first: str) -> None:
    """Any exception of a client becomes a `JWKSError`."""
    client = httpx.Client()
    client.close()
    cache = JWKSCache(project_id=PROJECT, client=client, clock=clock)

    with pytest.raises(JWKSError, match="RuntimeError"):
        verify(first, cache)


def _made(**options: Any) -> JWKSCache:
    options.setdefault("project_id", PROJECT)
    return JWKSCache(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_age": 300}, "max_age must be timedelta, not int"),
        ({"min_refetch_interval": 30.0}, "min_refetch_interval must be timedelta, not float"),
        ({"max_outage": None}, "max_outage must be timedelta, not NoneType"),
        ({"timeout": 5}, "timeout must be timedelta, not int"),
        ({"client": object()}, "client must be httpx.Client, not object"),
        ({"client": httpx.AsyncClient()}, "client must be httpx.Client, not AsyncClient"),
        ({"project_id": 7}, "project_id must be str, not int"),
        ({"base_url": b"https://x"}, "base_url must be str, not bytes"),
    ],
)
def test_a_setting_has_its_type(options: dict[str, Any], message: str) -> None:
    """A number is not taken for seconds."""
    with pytest.raises(TypeError) as caught:
        _made(**options)

    assert message == str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": timedelta(0)},
        {"min_refetch_interval": timedelta(0)},
        {"max_age": timedelta(seconds=29)},
        {"max_outage": timedelta(seconds=299)},
    ],
)
def test_an_invalid_setting_is_a_value_error(options: dict[str, Any]) -> None:
    """An interval of zero would flood the endpoint, and contradictory times cannot be kept."""
    with pytest.raises(ValueError, match=r"must be positive|expected 0 < "):
        _made(**options)


def test_a_failed_fetch_is_a_warning_without_the_jwt(
    endpoint: Endpoint, cache: JWKSCache, first: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Operators learn of an outage before the keys are too old."""
    endpoint.answer = status(500)
    with pytest.raises(JWKSError):
        verify(first, cache)

    (record,) = caplog.records
    assert ("stytch_exchange.jwt", logging.WARNING) == (record.name, record.levelno)
    assert f"could not load the key set from {cache.url}" in record.getMessage()
    assert first.rpartition(".")[2] not in record.getMessage()
