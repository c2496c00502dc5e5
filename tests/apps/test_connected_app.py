"""The Connected App of the how-to page: sign-ins that do not succeed. A browser tests the rest."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from connected_app import LOGIN_COOKIE, Client, create_app
from fastapi import FastAPI
from pydantic import SecretStr
from stytch_backend import SESSION_COOKIE, StytchBackend

from stytch_exchange.sandbox import Sandbox
from tests.apps.serving import served_by_uvicorn
from tests.sandbox.signing_in import CALLBACK, EXAMPLE_CLIENT, sent_back, submit


@pytest.fixture(name="app", scope="module")
def _app(running: Sandbox) -> Generator[FastAPI]:
    """The application, with the sandbox behind it."""
    base = running.base_url
    client = Client(EXAMPLE_CLIENT, f"{base}oauth/authorize", f"{base}v1/oauth2/token", CALLBACK)
    backend = StytchBackend(running.project_id, SecretStr(running.secret), base)
    with closing(backend):
        yield create_app(backend, client)


@pytest.fixture(name="browser", scope="module")
def _browser(app: FastAPI) -> Generator[httpx.Client]:
    """A client of the application that does not follow redirects."""
    with served_by_uvicorn(app) as address, httpx.Client(base_url=address) as client:
        yield client


def _begin(browser: httpx.Client) -> tuple[str, dict[str, str], dict[str, str]]:
    """Begin to sign in: return the authorization URL, its query, and the cookie as a header."""
    answer = browser.get("/login")
    location = answer.headers["location"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    morsel = SimpleCookie(answer.headers["set-cookie"])[LOGIN_COOKIE]
    return location, query, {"Cookie": f"{LOGIN_COOKIE}={morsel.value}"}


def _come_back(browser: httpx.Client, cookie: dict[str, str], **query: str) -> httpx.Response:
    return browser.get("/callback", params=query, headers=cookie)


def test_the_verifier_stays_in_the_browser(browser: httpx.Client) -> None:
    """The authorization request has only its hash (PKCE)."""
    _, query, cookie = _begin(browser)
    state, _, verifier = cookie["Cookie"].partition("=")[2].partition(".")

    assert state == query["state"]
    assert "S256" == query["code_challenge_method"]
    assert verifier not in query.values()


def test_a_denied_sign_in_signs_nobody_in(browser: httpx.Client, sandbox: Sandbox) -> None:
    """The member clicked on Deny."""
    location, _, cookie = _begin(browser)
    page = httpx.get(location).text

    back = sent_back(submit(sandbox, page, decision="deny"))
    answer = _come_back(browser, cookie, **back)

    assert "access_denied" == back["error"]
    assert (401, {"error": "the sign-in was denied"}) == (answer.status_code, answer.json())


@pytest.mark.usefixtures("sandbox")
def test_an_unknown_code_signs_nobody_in(browser: httpx.Client) -> None:
    """It can also be used already, or too old."""
    _, query, cookie = _begin(browser)

    answer = _come_back(browser, cookie, state=query["state"], code="unknown")

    assert 401 == answer.status_code
    assert SESSION_COOKIE not in answer.headers["set-cookie"]


@pytest.mark.parametrize("state", ["", "another"])
def test_a_code_for_another_browser_is_not_used(
    browser: httpx.Client, sandbox: Sandbox, state: str
) -> None:
    """Even with a state, if the cookie has another one."""
    location, query, cookie = _begin(browser)
    back = sent_back(submit(sandbox, httpx.get(location).text))

    without_cookie = _come_back(browser, {}, state=state, code=back["code"])
    wrong = _come_back(browser, cookie, state=state, code=back["code"])
    right = _come_back(browser, cookie, state=query["state"], code=back["code"])

    refused = "this sign-in was not started in this browser: start again"
    assert [{"error": refused}] * 2 == [without_cookie.json(), wrong.json()]
    assert [401, 401, 303] == [answer.status_code for answer in (without_cookie, wrong, right)]


@pytest.mark.parametrize("path", ["health", "v1/b2b/rbac/policy"], ids=["no token", "refused"])
def test_a_fault_at_stytch_is_not_the_members(
    app: FastAPI,
    browser: httpx.Client,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    """The answer says to try again later."""
    own: Any = app.state.client
    failing = replace(own, token_url=f"{sandbox.base_url}{path}")
    monkeypatch.setitem(app.state._state, "client", failing)  # noqa: SLF001 - put back at the end
    _, query, cookie = _begin(browser)

    answer = _come_back(browser, cookie, state=query["state"], code="some-code")

    assert (503, "10") == (answer.status_code, answer.headers["retry-after"])
