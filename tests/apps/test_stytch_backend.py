"""The applications' calls to Stytch: unexpected answers, settings, and a clock that is off."""

import json
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import SecretStr
from stytch_backend import NotSignedInError, StytchBackend

from stytch_exchange import load_example
from stytch_exchange.jwt import JWKSCache, JWKSError
from stytch_exchange.sandbox import Sandbox, run_sandbox
from tests.jwt.signing import PROJECT, Claims, decoded, jwks_of, rsa_key, sign

DOMAIN = "https://login.example.com"
TOKEN = SecretStr("some-token")


def _backend_of(sandbox: Sandbox) -> StytchBackend:
    return StytchBackend(sandbox.project_id, SecretStr(sandbox.secret), sandbox.base_url)


@pytest.fixture(name="backend", scope="module")
def _backend() -> Generator[StytchBackend]:
    """A backend with a running sandbox."""
    with (
        run_sandbox() as sandbox,
        closing(_backend_of(sandbox)) as backend,
    ):
        yield backend


def _status_for(
    backend: StytchBackend,
    answer: httpx.Response,
    ask: Callable[[StytchBackend], object] = lambda backend: backend.session(None, TOKEN),
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

    assert 503 == _status_for(backend, answer, lambda backend: backend.exchange(TOKEN))


@pytest.mark.parametrize("status_code", [401, 429, 500])
def test_a_session_that_stytch_does_not_end_is_not_hidden(
    backend: StytchBackend, status_code: int
) -> None:
    """The caller learns that the session may go on."""
    answer = httpx.Response(status_code)

    assert 502 == _status_for(backend, answer, lambda backend: backend.revoke(TOKEN))


def test_an_answer_that_does_not_confirm_the_end_is_not_taken_for_one(
    backend: StytchBackend,
) -> None:
    """A proxy's own page, for example."""
    answer = httpx.Response(200, content=b"<html></html>")

    assert 502 == _status_for(backend, answer, lambda backend: backend.revoke(TOKEN))


# Settings


def test_right_settings_pass_the_trial() -> None:
    """The key set is loaded, and the secret is accepted. No access token is used."""
    with (
        run_sandbox() as sandbox,
        closing(_backend_of(sandbox)) as backend,
    ):
        backend.try_settings()


@pytest.mark.parametrize("wrong", ["project", "address", "secret"])
def test_a_wrong_setting_shows_before_a_token_is_used(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The application does not start."""
    with run_sandbox() as gone:
        pass
    with run_sandbox() as sandbox:
        settings = {
            "STYTCH_PROJECT_ID": gone.project_id if wrong == "project" else sandbox.project_id,
            "STYTCH_BASE_URL": gone.base_url if wrong == "address" else sandbox.base_url,
            "STYTCH_SECRET": gone.secret if wrong == "secret" else sandbox.secret,
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)

        with pytest.raises((JWKSError, ValueError)) as caught:
            StytchBackend.from_environment()
    assert gone.secret not in str(caught.value)


def _at_a_custom_domain(issuer: str) -> Callable[[httpx.Request], httpx.Response]:
    """Return a custom domain that serves the exchange and the key set, with this issuer."""
    body = json.loads(load_example("connected-app"))
    now = int(datetime.now(UTC).timestamp())
    claims: Claims = decoded(body["session_jwt"], 1)
    claims |= {"iss": issuer, "iat": now, "nbf": now, "exp": now + 300}
    body["session_jwt"] = sign(claims)

    def answer(request: httpx.Request) -> httpx.Response:
        assert "login.example.com" == request.url.host
        if "/jwks/" in request.url.path:
            return httpx.Response(200, json=jwks_of(rsa_key()))
        return httpx.Response(200, json=body)

    return answer


def _backend_at(domain: str, answer: Callable[[httpx.Request], httpx.Response]) -> StytchBackend:
    backend = StytchBackend(PROJECT, SecretStr("a secret"), domain)
    client = httpx.Client(transport=httpx.MockTransport(answer), base_url=domain)
    backend._client.close()  # noqa: SLF001 - replaced by the test's
    backend._client = client  # noqa: SLF001
    backend._jwks = JWKSCache(project_id=PROJECT, base_url=domain, client=client)  # noqa: SLF001
    return backend


@pytest.mark.parametrize("issuer", [DOMAIN, f"stytch.com/{PROJECT}"])
@pytest.mark.parametrize("base_url", [DOMAIN, f"{DOMAIN}/"])
def test_a_custom_domain_is_called_for_everything(issuer: str, base_url: str) -> None:
    """The calls and the keys go there, and JWTs that it issued verify, as Stytch's own do."""
    with closing(_backend_at(base_url, _at_a_custom_domain(issuer))) as backend:
        assert PROJECT in backend._jwks.url  # noqa: SLF001 - where the keys come from
        assert backend.exchange(TOKEN).member_session


def test_another_issuer_is_refused() -> None:
    """A JWT of another domain does not sign anyone in."""
    with (
        closing(_backend_at(DOMAIN, _at_a_custom_domain("https://other.example.com"))) as backend,
        pytest.raises(NotSignedInError),
    ):
        backend.exchange(TOKEN)


@pytest.mark.parametrize(("ahead", "signs_in"), [(5, True), (60, False)])
def test_a_clock_that_is_a_little_behind_still_signs_in(ahead: int, *, signs_in: bool) -> None:
    """Otherwise the access token would be used up for nothing."""

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=ahead)

    with (
        run_sandbox(clock=clock) as sandbox,
        closing(_backend_of(sandbox)) as backend,
    ):
        try:
            backend.exchange(SecretStr(sandbox.issue_access_token()))
        except NotSignedInError:
            assert not signs_in
        else:
            assert signs_in
