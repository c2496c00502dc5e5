"""The example's `before_send`: what Sentry's own client sends with it."""

import asyncio
from types import TracebackType
from typing import Annotated, Any

import httpx
import pytest
from error_tracker import before_send
from fastapi import Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr

from stytch_exchange import ExchangeAccessTokenRequest
from tests.leaks import runs, sentry_error, sentry_sends

TOKEN = "P0EJ7rAVJIS4BVuVhhUB4VS8IGGBAJJ9"  # noqa: S105 - invented


@pytest.fixture(name="error")
def _error() -> Exception:
    """An error with a cause, whose frames hold a token."""

    def careless(given: str) -> None:
        # Sentry itself leaves out variables with a name such as `token`.
        try:
            list[str]()[len(given)]
        except IndexError as cause:
            raise LookupError("no session") from cause

    with pytest.raises(LookupError, match="no session") as caught:
        careless(TOKEN)
    return caught.value


def test_local_variables_are_not_sent(error: Exception) -> None:
    """The error and its cause are sent, without the token that their frames hold."""
    frames = error.__traceback__
    sent = sentry_error(error, frames, before_send=before_send)

    assert TOKEN in sentry_error(error, frames)
    assert "no session" in sent
    assert runs(TOKEN).isdisjoint(runs(sent))


api = FastAPI()


async def _member(bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    raise LookupError(bearer.scheme)


@api.get("/bearer")
async def with_bearer(member: Annotated[str, Depends(_member)]) -> str:
    """Fail while FastAPI resolves what the endpoint depends on."""
    return member


@api.post("/body")
async def with_body(request: ExchangeAccessTokenRequest) -> str:
    """Fail with a request of ours."""
    raise LookupError(request)


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", "/bearer", {"headers": {"Authorization": f"Bearer {TOKEN}"}}),
        ("POST", "/body", {"json": {"access_token": TOKEN}}),
    ],
    ids=["HTTPBearer", "body"],
)
def test_the_frames_of_fastapi_hold_a_token(method: str, path: str, sent: dict[str, Any]) -> None:
    """Only the removal of the variables helps: these frames are not the program's own."""

    async def call() -> None:
        transport = httpx.ASGITransport(api)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            await client.request(method, path, **sent)

    with pytest.raises(LookupError) as caught:
        asyncio.run(call())
    fastapis = [entry.frame for entry in caught.traceback if "fastapi" in str(entry.path)]
    frames = caught.value.__traceback__

    assert any(TOKEN in repr(frame.f_locals) for frame in fastapis)
    assert TOKEN in sentry_error(caught.value, frames)
    assert TOKEN not in sentry_error(caught.value, frames, before_send=before_send)


def _fail(_given: object) -> None:
    raise LookupError


@pytest.mark.parametrize(
    ("given", "held"), [(TOKEN, True), (SecretStr(TOKEN), False)], ids=["text", "SecretStr"]
)
def test_the_frames_of_a_thread_hold_its_arguments(given: object, *, held: bool) -> None:
    """A token as text is in frames of `asyncio`; a secret is masked in each frame."""
    with pytest.raises(LookupError) as caught:
        asyncio.run(asyncio.to_thread(_fail, given))
    asyncios = [entry.frame for entry in caught.traceback if "asyncio" in str(entry.path)]

    assert held == any(TOKEN in repr(frame.f_locals) for frame in asyncios)
    assert held == (TOKEN in sentry_error(caught.value, _inner_frames(caught.value)))


def _inner_frames(error: BaseException) -> TracebackType | None:
    """Return the frames of an error, without those of this module, which know the token."""
    frames = error.__traceback__
    while frames and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    return frames


def test_the_credentials_of_a_request_are_not_sent() -> None:
    """Nor is a header that could hold one, such as those of a proxy or the page before."""
    request: dict[str, Any] = {
        "url": "https://example.com/me",
        "cookies": {"stytch_session_jwt": TOKEN},
        "data": {"access_token": TOKEN},
        "query_string": f"token={TOKEN}",
        "headers": {
            "Accept": "text/html",
            "Authorization": f"Bearer {TOKEN}",
            "Cookie": TOKEN,
            "Referer": f"https://example.com/callback?code={TOKEN}",
            "X-Forwarded-Access-Token": TOKEN,
        },
    }

    sent = sentry_sends(
        lambda client: client.capture_event({"message": "failed", "request": request}),
        before_send=before_send,
    )

    assert "text/html" in sent
    assert "https://example.com/me" in sent
    assert runs(TOKEN).isdisjoint(runs(sent))


def _with_queries() -> dict[str, Any]:
    """Return what Sentry's integrations keep of a call to another server, in an event."""
    call = {
        "url": "https://example.com/callback",
        "http.query": f"code={TOKEN}",
        "http.fragment": TOKEN,
        "url.query": f"code={TOKEN}",
        "url.fragment": TOKEN,
        "url.full": f"https://example.com/callback?code={TOKEN}",
        "http.request.header.authorization": TOKEN,
        "http.request.body.data": {"access_token": TOKEN},
    }
    span = {
        "trace_id": "1" * 32,
        "span_id": "2" * 16,
        "start_timestamp": "2026-03-05T09:16:00Z",
        "timestamp": "2026-03-05T09:16:01Z",
        "data": call,
    }
    return {
        "breadcrumbs": {"values": [{"type": "http", "data": call}]},
        "contexts": {"trace": span},
        "spans": [span],
    }


def test_the_queries_of_calls_to_other_servers_are_not_sent() -> None:
    """In the breadcrumbs of an error, and in the spans of a transaction."""
    error: Any = {"message": "failed", **_with_queries()}
    transaction: Any = {"type": "transaction", "transaction": "callback", **_with_queries()}

    sent = [
        sentry_sends(lambda client: client.capture_event(error), before_send=before_send),
        sentry_sends(
            lambda client: client.capture_event(transaction),
            before_send_transaction=before_send,
            traces_sample_rate=1.0,
        ),
    ]

    assert [True, True] == ["https://example.com/callback" in text for text in sent]
    assert [True, True] == [runs(TOKEN).isdisjoint(runs(text)) for text in sent]


@pytest.mark.parametrize(
    "event",
    [
        {"message": f"refused {TOKEN}"},
        {"message": "refused", "extra": {"given": TOKEN}},
        {"message": "refused", "tags": {"given": TOKEN}},
        {"message": "refused", "contexts": {"call": {"given": TOKEN}}},
        {"message": "refused", "request": {"url": f"https://example.com/{TOKEN}"}},
    ],
    ids=["text", "extra", "tag", "context", "path"],
)
def test_what_the_program_itself_passes_on_is_sent(event: Any) -> None:
    """The page names these."""
    sent = sentry_sends(lambda client: client.capture_event(event), before_send=before_send)

    assert TOKEN in sent
