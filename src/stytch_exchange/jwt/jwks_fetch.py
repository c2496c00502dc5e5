"""Fetch a key set over HTTP, with limits on size and time."""

from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from threading import Event, Timer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stytch_exchange.jwt.errors import JWKSError
from stytch_exchange.loopback import is_loopback

if TYPE_CHECKING:
    import httpx

_LARGEST = 256 * 1024
"""Bytes of a key set. A key takes a few thousand at most, certificates included."""

_OK = 200


def check_client(client: object) -> None:
    """Raise an error if a client cannot fetch a key set.

    Args:
        client: The client, or None for a new one with each fetch.

    Raises:
        ModuleNotFoundError: `httpx` is missing.
        TypeError: The client is not an `httpx.Client`.
    """
    try:
        import httpx  # noqa: PLC0415 - not needed by callers who pass a key set themselves
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"JWKSCache needs {error.name}: pip install 'stytch-exchange[jwt]'", name=error.name
        ) from None
    if not isinstance(client, httpx.Client | None):
        raise TypeError(f"client must be httpx.Client, not {type(client).__name__}")


def fetch(
    url: str, client: "httpx.Client | None", timeout: float, clock: Callable[[], float]
) -> bytes:
    """Return the body that a URL answers with.

    Redirects are not followed. A compressed answer is refused, because a few compressed bytes can
    expand to gigabytes. A key set needs neither.

    Args:
        url: The URL.
        client: The client to use, or None to make one for this fetch.
        timeout: Seconds for each read. The whole fetch may take twice as long. A client of your
            own stays open, so with one, headers that arrive slowly can take longer.
        clock: Seconds that never run backwards.

    Raises:
        JWKSError: The fetch failed, or the answer cannot be a key set. The message gives the
            reason.
    """
    try:
        return _answer(url, client, timeout, clock)
    except JWKSError as error:
        reason = str(error)
    except BaseException as error:  # noqa: BLE001 - the fetch has a thread of its own to end
        reason = f"the request failed ({type(error).__name__})"
    raise JWKSError(f"could not load the key set from {url}: {reason}")


def _answer(
    url: str, client: "httpx.Client | None", timeout: float, clock: Callable[[], float]
) -> bytes:
    """Return the body, or raise a `JWKSError` with only the reason."""
    limit = 2 * timeout
    deadline = clock() + limit

    def check_time() -> None:
        if clock() > deadline:
            raise JWKSError("the answer takes too long")

    def trace(event: str, _details: object) -> None:
        # Name lookup, proxies and TLS have taken their time before this event.
        if event.endswith("send_request_headers.started"):
            check_time()

    body = bytearray()
    with (
        nullcontext(client) if client else _client_for(url, limit) as used,
        used.stream(
            "GET",
            url,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            timeout=timeout,
            follow_redirects=False,
            extensions={"trace": trace},
        ) as answer,
    ):
        if answer.status_code != _OK:
            raise JWKSError(f"the answer has the status {answer.status_code}, not 200")
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise JWKSError("the answer is compressed, although the request asked for plain JSON")
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > _LARGEST:
                raise JWKSError("the answer is larger than 256 KiB")
            check_time()
    return bytes(body)


@contextmanager
def _client_for(url: str, limit: float) -> "Generator[httpx.Client]":
    """Yield a client that is closed after so many seconds.

    A timeout of httpx is for a single read, so headers that arrive byte by byte, or one
    provisional answer after another, would keep the fetch running. The next read after the
    client is closed fails.
    """
    import httpx  # noqa: PLC0415 - not needed by callers who pass a key set themselves

    # A proxy cannot reach a loopback address of this machine.
    trusts_environment = not is_loopback(urlsplit(url).hostname or "")
    is_late = Event()
    with httpx.Client(trust_env=trusts_environment) as client:

        def close() -> None:
            is_late.set()
            client.close()

        closing = Timer(limit, close)
        closing.daemon = True
        closing.start()
        try:
            yield client
        except Exception:
            if is_late.is_set():
                raise JWKSError("the answer takes too long") from None
            raise
        finally:
            closing.cancel()
