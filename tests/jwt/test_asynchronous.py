"""Verification in asynchronous code: the same outcome, and the event loop is never blocked."""

import asyncio
import inspect
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr

from stytch_exchange.jwt import (
    JWKSCache,
    JWKSError,
    UnknownKeyError,
    verify_access_token,
    verify_access_token_async,
    verify_session_jwt,
    verify_session_jwt_async,
)
from tests.jwt.endpoint import Endpoint, Held, key_set, serving, status
from tests.jwt.signing import NOW, PROJECT, Claims, jwks_of, rsa_key, sign
from tests.jwt.test_access_tokens import CLAIMS as ACCESS_CLAIMS
from tests.leaks import ERRORS, leaks, runs


@pytest.fixture(name="endpoint")
def _endpoint() -> Iterator[Endpoint]:
    """An endpoint with the first key."""
    with serving() as endpoint:
        endpoint.answer = key_set(jwks_of(rsa_key()))
        yield endpoint


@pytest.fixture(name="cache")
def _cache(endpoint: Endpoint) -> JWKSCache:
    return JWKSCache(project_id=PROJECT, base_url=endpoint.base_url)


@pytest.fixture(name="jwt")
def _jwt(claims: Claims) -> str:
    return sign(claims)


async def _verify(jwt: Any, jwks: Any, **options: Any) -> str:
    """Return the member of a JWT."""
    options = {"project_id": PROJECT, "now": NOW, **options}
    return (await verify_session_jwt_async(jwt, jwks=jwks, **options)).sub


def test_the_claims_are_the_same(cache: JWKSCache, jwt: str, claims: Claims, jwks: Claims) -> None:
    """With a cache that fetches, with one that has the keys, and with a key set."""

    async def ask() -> list[str]:
        return [
            await _verify(given, keys) for given in (jwt, SecretStr(jwt)) for keys in (cache, jwks)
        ]

    assert [claims["sub"]] * 4 == asyncio.run(ask())


def test_it_takes_the_same_arguments() -> None:
    """It is made from the function, so that the two cannot differ."""
    assert inspect.iscoroutinefunction(verify_session_jwt_async)
    assert inspect.signature(verify_session_jwt) == inspect.signature(verify_session_jwt_async)
    assert "verify_session_jwt_async" == verify_session_jwt_async.__name__


def test_the_event_loop_goes_on_during_a_fetch(
    endpoint: Endpoint, cache: JWKSCache, jwt: str, claims: Claims
) -> None:
    """The loop itself releases the endpoint's answer, which a blocked loop could not."""
    slow = endpoint.answer = Held(endpoint.answer)

    async def ask() -> list[str]:
        waiting = [asyncio.create_task(_verify(jwt, cache)) for _ in range(20)]
        while not slow.asked.is_set():  # noqa: ASYNC110 - set by a thread
            await asyncio.sleep(0)
        slow.free.set()
        return await asyncio.gather(*waiting)

    assert [claims["sub"]] * 20 == asyncio.run(ask())
    assert 1 == endpoint.asked


def test_an_unknown_key_is_refused(cache: JWKSCache, claims: Claims) -> None:
    """After a fetch that could have brought it."""
    with pytest.raises(UnknownKeyError):
        asyncio.run(_verify(sign(claims, rsa_key("second")), cache))


def test_an_outage_is_our_trouble(endpoint: Endpoint, cache: JWKSCache, jwt: str) -> None:
    """As for a thread."""
    endpoint.answer = status(500)

    with pytest.raises(JWKSError, match="the status 500"):
        asyncio.run(_verify(jwt, cache))


def test_it_waits_within_bounds(endpoint: Endpoint, jwt: str) -> None:
    """An endpoint that does not answer is given up on."""
    slow = endpoint.answer = Held(endpoint.answer)
    cache = JWKSCache(
        project_id=PROJECT,
        base_url=endpoint.base_url,
        timeout=timedelta(hours=1),
    )
    cache._limit = 0.01  # noqa: SLF001 - the client itself waits for longer

    with pytest.raises(JWKSError, match="still loading the key set"):
        asyncio.run(_verify(jwt, cache))
    slow.free.set()


def test_a_cancelled_caller_does_not_end_the_fetch(
    endpoint: Endpoint, cache: JWKSCache, jwt: str, claims: Claims
) -> None:
    """Its client has gone, but others wait for the same keys."""
    slow = endpoint.answer = Held(endpoint.answer)

    async def ask() -> str:
        gone, staying = (asyncio.create_task(_verify(jwt, cache)) for _ in range(2))
        while not slow.asked.is_set():  # noqa: ASYNC110 - set by a thread
            await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        slow.free.set()
        return await staying

    assert claims["sub"] == asyncio.run(ask())
    assert 1 == endpoint.asked


@pytest.mark.parametrize("wrong", ["signature", "key", "time", "type"])
def test_no_error_shows_a_part_of_a_jwt(
    cache: JWKSCache, jwt: str, claims: Claims, wrong: str
) -> None:
    """As with the function, including the frames."""
    jwts: dict[str, Any] = {
        "signature": jwt[:-4] + "AAAA",
        "key": sign(claims, rsa_key("second")),
        "time": jwt,
        "type": [jwt],
    }
    options: dict[str, Any] = {"max_age": timedelta(0)} if wrong == "time" else {}

    with pytest.raises((ValueError, TypeError)) as caught:
        asyncio.run(
            verify_session_jwt_async(
                jwts[wrong], jwks=cache, project_id=PROJECT, now=NOW, **options
            )
        )

    frames = [entry.frame for entry in caught.traceback if entry.name == "call"]
    error = caught.value.with_traceback(None)
    assert frames
    assert runs(jwt).isdisjoint(runs(repr([frame.f_locals for frame in frames])))
    assert [] == leaks(error, ERRORS, runs(jwt))
    assert (None, None) == (error.__cause__, error.__context__)


def _waiting_frames(task: asyncio.Task[Any]) -> Iterator[dict[str, Any]]:
    """Yield the local variables of a waiting task, from its coroutine to the innermost one."""
    coroutine: Any = task.get_coro()
    while inspect.iscoroutine(coroutine):
        if coroutine.cr_frame is not None:
            yield dict(coroutine.cr_frame.f_locals)
        coroutine = coroutine.cr_await


def test_neither_a_task_nor_a_thread_holds_the_jwt(
    endpoint: Endpoint, cache: JWKSCache, jwt: str
) -> None:
    """The text of a waiting task, its frames, and the arguments of the fetching thread."""
    slow = endpoint.answer = Held(endpoint.answer)
    started: list[Thread] = []
    start = Thread.start

    def recorded(thread: Thread) -> None:
        started.append(thread)
        start(thread)

    async def ask() -> tuple[str, list[dict[str, Any]]]:
        coroutine = verify_session_jwt_async(jwt, jwks=cache, project_id=PROJECT, now=NOW)
        task = asyncio.create_task(coroutine)
        while not endpoint.asked:  # noqa: ASYNC110 - set by a thread
            await asyncio.sleep(0)
        frames = list(_waiting_frames(task))
        shown = repr([task, task.get_stack(), asyncio.all_tasks(), frames])
        shown += repr([vars(thread) for thread in started])
        slow.free.set()
        await task
        return shown + repr(task), frames

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Thread, "start", recorded)
        shown, frames = asyncio.run(ask())

    assert started
    assert any("jwt" in frame for frame in frames)
    assert runs(jwt).isdisjoint(runs(shown))


def test_what_ends_a_waiting_call_shows_no_part_of_a_jwt(
    endpoint: Endpoint, cache: JWKSCache, jwt: str
) -> None:
    """A cancellation, a timeout, and another task of the same group that fails."""
    slow = endpoint.answer = Held(endpoint.answer)

    def verify() -> Any:
        return verify_session_jwt_async(jwt, jwks=cache, project_id=PROJECT, now=NOW)

    async def fail() -> None:
        while not slow.asked.is_set():  # noqa: ASYNC110 - set by a thread
            await asyncio.sleep(0)
        raise LookupError("another task")

    async def cancelled() -> None:
        task = asyncio.create_task(verify())
        await asyncio.sleep(0)
        task.cancel()
        await task

    async def grouped() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(verify())
            group.create_task(fail())

    async def in_time() -> None:
        async with asyncio.timeout(0):
            await verify()

    ended = [_end_of(way()) for way in (cancelled, grouped, in_time)]
    slow.free.set()

    assert [asyncio.CancelledError, ExceptionGroup, TimeoutError] == list(map(type, ended))
    assert [] == [found for error in ended for found in leaks(error, ERRORS, runs(jwt))]


def _end_of(coroutine: Any) -> BaseException:
    """Return the error of a coroutine, without this module's frames, which know the JWT."""
    try:
        asyncio.run(coroutine)
    except BaseException as error:  # noqa: BLE001 - a cancellation is none of the ordinary ones
        frames = error.__traceback__
        while frames and frames.tb_frame.f_code.co_filename != __file__:
            frames = frames.tb_next
        return error.with_traceback(frames)
    raise AssertionError


def test_an_access_token_is_verified_too(cache: JWKSCache, jwks: Claims) -> None:
    """In the same way, with the same arguments."""
    access_token = sign(ACCESS_CLAIMS)

    async def ask() -> list[str]:
        return [
            (
                await verify_access_token_async(
                    given, project_id=PROJECT, jwks=keys, client_ids=None, now=NOW
                )
            ).sub
            for given in (access_token, SecretStr(access_token))
            for keys in (cache, jwks)
        ]

    assert [ACCESS_CLAIMS["sub"]] * 4 == asyncio.run(ask())
    assert inspect.iscoroutinefunction(verify_access_token_async)
    assert inspect.signature(verify_access_token) == inspect.signature(verify_access_token_async)
    assert "verify_access_token_async" == verify_access_token_async.__name__
