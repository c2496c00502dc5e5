"""The applications' calls to Stytch, when Stytch gives unexpected answers."""

from collections.abc import Callable, Generator
from contextlib import closing

import httpx
import pytest
from stytch_backend import NotSignedInError, StytchBackend

from stytch_exchange import load_example
from stytch_exchange.sandbox import run_sandbox


@pytest.fixture(name="backend", scope="module")
def _backend() -> Generator[StytchBackend]:
    """A backend with a running sandbox."""
    with (
        run_sandbox() as sandbox,
        closing(
            StytchBackend(sandbox.project_id, sandbox.secret, sandbox.base_url),
        ) as backend,
    ):
        yield backend


def _status_for(
    backend: StytchBackend,
    answer: httpx.Response,
    ask: Callable[[StytchBackend], object] = lambda backend: backend.session(None, "some-token"),
) -> int:
    """Return the status that the caller gets if Stytch gives this answer."""
    transport = httpx.MockTransport(lambda _: answer)
    with httpx.Client(transport=transport, base_url="https://test.stytch.com") as client:
        backend._client.close()  # noqa: SLF001 - replaced by the test's
        backend._client = client  # noqa: SLF001
        with pytest.raises(NotSignedInError) as caught:
            ask(backend)
    return caught.value.status_code


@pytest.mark.parametrize("status_code", [400, 404])
def test_a_session_that_stytch_does_not_know_is_the_callers(
    backend: StytchBackend, status_code: int
) -> None:
    """The session has ended, or never existed."""
    assert 401 == _status_for(backend, httpx.Response(status_code))


@pytest.mark.parametrize("status_code", [302, 401, 403, 429, 500, 503])
def test_a_refusal_of_our_own_request_is_not_the_callers(
    backend: StytchBackend, status_code: int
) -> None:
    """The caller is not asked to sign in again, because that would not help."""
    assert 503 == _status_for(backend, httpx.Response(status_code))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"\xff",
        b"[]",
        b"{}",
        b'{"session_jwt": null}',
        b'{"session_jwt": ""}',
        b'{"session_jwt": "a.b.c"}',
    ],
)
def test_an_answer_that_cannot_be_used_is_not_the_callers(
    backend: StytchBackend, body: bytes
) -> None:
    """A new JWT that does not verify means that the project or the keys are set wrongly."""
    assert 503 == _status_for(backend, httpx.Response(200, content=body))


def test_a_response_whose_jwt_does_not_verify_signs_nobody_in(backend: StytchBackend) -> None:
    """The JWT is another project's, so the access token is not the cause."""
    answer = httpx.Response(200, content=load_example("connected-app"))

    assert 503 == _status_for(backend, answer, lambda backend: backend.exchange("some-token"))
