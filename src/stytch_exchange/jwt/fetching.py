"""Fetching: one key set over HTTP, within bounds of size and time."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING

from stytch_exchange.jwt.address import is_loopback
from stytch_exchange.jwt.errors import JWKSError

if TYPE_CHECKING:
    import httpx

_LARGEST = 256 * 1024
"""Bytes of a key set: one key takes at most a few thousand, certificates included."""

_OK = 200


def check_client(client: object) -> None:
    """Raise where nothing can be fetched with a client; None stands for one of our own.

    Raises:
        ModuleNotFoundError: `httpx` is missing.
        TypeError: It is no synchronous client.
    """
    try:
        import httpx  # noqa: PLC0415 - whoever has a key set needs none
    except ModuleNotFoundError as error:
        message = f"JWKSCache needs {error.name}: pip install 'stytch-exchange[jwt]'"
        raise ModuleNotFoundError(message, name=error.name) from None
    if not isinstance(client, httpx.Client | None):
        message = f"client must be httpx.Client, not {type(client).__name__}"
        raise TypeError(message)


def fetch(
    url: str, client: "httpx.Client | None", timeout: float, clock: Callable[[], float]
) -> bytes:
    """Return what an address answers.

    Redirects are not followed, and nothing that is compressed is unpacked, since a little of it
    can become gigabytes: a key set needs neither.

    Args:
        url: The address.
        client: Who asks; None makes a client for this once.
        timeout: Seconds for each read; twice as long for the body as a whole. The head of an
            answer has no bound but its size, which the client sets.
        clock: Seconds that never run backwards.

    Raises:
        JWKSError: There is no answer, or none that can be a key set. It says why.
    """
    try:
        return _answer(url, client, timeout, clock)
    except JWKSError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - whatever fails, the keys that are there go on
        reason = f"it could not be fetched ({type(error).__name__})"
    message = f"the key set at {url} is not to be had: {reason}"
    raise JWKSError(message)


def _answer(
    url: str, client: "httpx.Client | None", timeout: float, clock: Callable[[], float]
) -> bytes:
    """Return what an address answers, or raise a `JWKSError` with the reason alone."""
    import httpx  # noqa: PLC0415 - whoever has a key set needs none

    deadline = clock() + 2 * timeout
    # A proxy has nothing to do with what is on this very machine.
    ours = httpx.Client(trust_env=not is_loopback(url)) if client is None else nullcontext(client)
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    body = bytearray()
    with (
        ours as asking,
        asking.stream(
            "GET", url, headers=headers, timeout=timeout, follow_redirects=False
        ) as answer,
    ):
        if answer.status_code != _OK:
            reason = f"it was answered with the status {answer.status_code}"
            raise JWKSError(reason)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            reason = "the answer is compressed, which was not asked for"
            raise JWKSError(reason)
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > _LARGEST:
                reason = "the answer is larger than 256 KiB"
                raise JWKSError(reason)
            if clock() > deadline:
                reason = "the answer does not end"
                raise JWKSError(reason)
    return bytes(body)
