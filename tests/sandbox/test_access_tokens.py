"""Access tokens: issue them in this process and over HTTP, and exchange each once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from time import sleep
from typing import Any, TypeVar

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from stytch_exchange.sandbox import Sandbox, run_sandbox
from stytch_exchange.sandbox.access_tokens import AccessTokens, Grant
from stytch_exchange.sandbox.people import example_person
from stytch_exchange.sandbox.refusals import RefusedError
from stytch_exchange.sandbox.signing import claims_in
from tests.sandbox.calls import ROUTE, TLS, exchange, post

_T = TypeVar("_T")

ISSUE = "sandbox/access_tokens"
AT_ONCE = 100
NOW = datetime(2026, 3, 5, tzinfo=UTC)
PERSON = example_person("connected-app")
GRANT = Grant(PERSON, PERSON.client, ("full_access",), NOW)


# Issued


def test_a_token_is_issued_over_http(sandbox: Sandbox) -> None:
    """The request needs the project's credentials, and may be empty."""
    answered = post(sandbox, ISSUE).json()

    assert ["access_token", "request_id", "status_code"] == sorted(answered)
    assert 200 == exchange(sandbox, access_token=answered["access_token"]).status_code


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        ({}, 200),
        ({"scopes": None, "example": None}, 200),
        ({"scopes": ["full_access", "openid"]}, 200),
        ({"scopes": []}, "oauth_access_token_exchange_missing_full_access"),
        ({"age_seconds": 299}, 200),
        ({"age_seconds": 301}, "oauth_access_token_exchange_token_too_old"),
        ({"age_seconds": 3601}, "idp_access_token_expired"),
    ],
)
def test_a_token_is_as_requested(
    sandbox: Sandbox, options: dict[str, Any], outcome: object
) -> None:
    """Scopes and age decide whether the exchange succeeds."""
    token = post(sandbox, ISSUE, json=options).json()["access_token"]

    answered = exchange(sandbox, access_token=token)

    assert outcome == (answered.json().get("error_type") or answered.status_code)


def test_a_token_has_its_member_and_its_app(sandbox: Sandbox) -> None:
    """The request can name any example and any app."""
    options = {"example": "mfa", "client_id": "connected-app-test-mine"}
    token = post(sandbox, ISSUE, json=options).json()["access_token"]

    answered = exchange(sandbox, access_token=token)

    assert "connected-app-test-mine" in answered.text
    assert "totp" in answered.text


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'{"scopes": "full_access"}',
        b'{"age_seconds": -1}',
        b'{"age_seconds": 1e3}',
        b'{"age_seconds": 99999999999}',
        b'{"age_seconds": 9999999999999999}',
        b'{"example": "older-api"}',
        b'{"example": "error-server"}',
        b'{"client_id": 7}',
        b'{"member": "nobody@example.com"}',
    ],
)
def test_invalid_options_are_refused(sandbox: Sandbox, content: bytes) -> None:
    """The refusal has the API's shape."""
    answered = post(sandbox, ISSUE, content=content)

    assert (400, "bad_request") == (answered.status_code, answered.json()["error_type"])


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"scope": ["full_access"]}, "/scope: unknown field"),
        ({"scopes": "full_access"}, "/scopes"),
        ({"scopes": [7]}, "/scopes/0 must be a string"),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, "/c: unknown field, and 1 more"),
    ],
)
def test_a_wrong_option_is_named(sandbox: Sandbox, options: dict[str, Any], named: str) -> None:
    """A mistyped field would otherwise have no effect, so that the token allows too much."""
    answered = post(sandbox, ISSUE, json=options)

    assert 400 == answered.status_code
    assert named in answered.json()["error_message"]
    assert "full_access" not in answered.json()["error_message"]


def test_issuing_needs_the_credentials(sandbox: Sandbox) -> None:
    """Without the credentials, the request is refused."""
    answered = post(sandbox, ISSUE, auth=(sandbox.project_id, "wrong"))

    assert (401, "unauthorized_credentials") == (
        answered.status_code,
        answered.json()["error_type"],
    )


def test_scopes_must_not_be_a_string(sandbox: Sandbox) -> None:
    """A string would be read as a list of its characters."""
    with pytest.raises(TypeError, match=r"not a string: \('full_access',\)"):
        sandbox.issue_access_token(scopes="full_access")


def test_a_token_does_not_come_from_the_future(sandbox: Sandbox) -> None:
    """A negative age is refused."""
    with pytest.raises(ValueError, match="age must not be negative"):
        sandbox.issue_access_token(age=timedelta(seconds=-1))


@pytest.mark.parametrize("example", ["older-api", "error-server", "../mfa", "nobody"])
def test_only_a_healthy_example_signs_in(sandbox: Sandbox, example: str) -> None:
    """The error lists the examples, both for a token and for a sandbox."""
    known = f"{example!r}: use one of connected-app, device, mfa, minimal, sso-scim"

    with pytest.raises(ValueError, match=known):
        sandbox.issue_access_token(example=example)
    with pytest.raises(ValueError, match=known), run_sandbox(example=example):
        pass  # pragma: no cover - not reached


# A JWT


def test_a_token_is_a_jwt_of_the_project_s_key(sandbox: Sandbox) -> None:
    """Its claims are those of Stytch's page, with the project as the audience."""
    token = sandbox.issue_access_token(scopes=("full_access", "openid"))

    keys = KeySet.import_key_set(httpx.get(sandbox.jwks_url).json())
    claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
    assert {
        "aud": [sandbox.project_id],
        "client_id": PERSON.client.client_id,
        "exp": claims["iat"] + 3600,
        "https://stytch.com/organization": {
            "organization_id": PERSON.organization_id,
            "slug": "halden-instruments",
        },
        "iat": claims["iat"],
        "iss": f"stytch.com/{sandbox.project_id}",
        "jti": claims["jti"],
        "nbf": claims["iat"],
        "scope": "full_access openid",
        "sub": PERSON.member_id,
    } == claims


def test_each_token_has_its_own_identifier(still: Sandbox) -> None:
    """Two tokens of the same second differ."""
    assert still.issue_access_token() != still.issue_access_token()


def test_a_token_of_a_member(sandbox: Sandbox) -> None:
    """The member is named by their identifier or their email address."""
    for name in (PERSON.member_id, "ha.nguyen@example.com"):
        token = sandbox.issue_access_token(member=name)

        assert PERSON.member_id == claims_in(token)["sub"]


# Used once


class Hesitant(dict[str, Any]):
    """A dictionary that lets other threads run before it answers, so that a race would show."""

    def pop(self, key: str, *default: Any) -> Any:
        """Return and remove a value, in two steps."""
        value = self.get(key, *default)
        sleep(0)
        super().pop(key, None)
        return value


def _use(tokens: AccessTokens, token: str) -> str | None:
    """Use a token, and return the error type of the refusal, if there is one."""
    try:
        tokens.use(token, now=NOW)
    except RefusedError as error:
        return error.refusal.error_type
    return None


def _at_once(call: Callable[[], _T]) -> Counter[_T]:
    """Return how often each result came from a hundred calls that begin together."""
    barrier = Barrier(AT_ONCE)

    def wait_and_call(_number: int) -> _T:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(wait_and_call, range(AT_ONCE)))


def test_of_many_uses_at_once_one_succeeds() -> None:
    """Of a hundred threads that use one token, one succeeds."""
    tokens = AccessTokens()
    tokens._unused._values = Hesitant()  # noqa: SLF001 - the race is in here
    for token in ("one", "another", "a third"):
        tokens.add(token, GRANT, now=NOW)

        used = _at_once(partial(_use, tokens, token))

        assert {None: 1, "idp_access_token_could_not_be_exchanged": AT_ONCE - 1} == used


def test_of_many_exchanges_at_once_one_succeeds(sandbox: Sandbox) -> None:
    """Of a hundred clients that exchange one token over HTTP, one gets a session."""
    token = sandbox.issue_access_token()
    limits = httpx.Limits(max_connections=AT_ONCE)
    auth = (sandbox.project_id, sandbox.secret)
    with httpx.Client(auth=auth, limits=limits, verify=TLS) as client:
        answered = _at_once(
            lambda: (
                client.post(f"{sandbox.base_url}{ROUTE}", json={"access_token": token}).status_code
            )
        )

    assert {200: 1, 404: AT_ONCE - 1} == answered


def test_fifty_clients_get_their_own_answers(sandbox: Sandbox) -> None:
    """Each client exchanges four tokens while the others do, and gets its own answers."""

    def wrong_answers(client_number: int) -> int:
        name = f"connected-app-test-{client_number}"
        wrong = 0
        credentials = sandbox.project_id, sandbox.secret
        with httpx.Client(auth=credentials, verify=TLS, timeout=60) as client:
            for _ in range(4):
                token = sandbox.issue_access_token(client_id=name)
                answered = client.post(f"{sandbox.base_url}{ROUTE}", json={"access_token": token})
                wrong += not (answered.status_code == 200 and name in answered.text)
        return wrong

    with ThreadPoolExecutor(50) as threads:
        assert [0] * 50 == list(threads.map(wrong_answers, range(50)))


def test_tokens_are_kept_as_hashes() -> None:
    """The stored data does not show a token."""
    tokens = AccessTokens()

    tokens.add("the token", GRANT, now=NOW)
    tokens.use("the token", now=NOW)

    assert "the token" not in repr([vars(store) for store in vars(tokens).values()])


def test_forgotten_tokens_are_unknown() -> None:
    """Both used and unused ones."""
    tokens = AccessTokens()
    tokens.add("used", GRANT, now=NOW)
    tokens.add("unused", GRANT, now=NOW)
    tokens.use("used", now=NOW)

    tokens.forget()

    for token in ("used", "unused"):
        with pytest.raises(RefusedError) as caught:
            tokens.look_up(token, now=NOW)

        assert "idp_access_token_not_found" == caught.value.refusal.error_type
