"""A person without an account: the sandbox, the example app, and a real browser."""

import re
from collections.abc import Generator
from pathlib import Path

import connected_app
import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from stytch_backend import JWT_COOKIE, SESSION_COOKIE

from stytch_exchange import load_example, parse_response
from stytch_exchange.sandbox import Sandbox, run_sandbox
from tests.apps.serving import served_at_its_address

PAGE = (Path(__file__).parents[2] / "docs/how-to/sign-members-in.md").read_text("utf-8")
SETTINGS = re.findall(r"^\$ export (\w+)=(.*)$", PAGE, re.MULTILINE)

OTHER = parse_response(load_example("mfa"))
"""A member without the role that the report needs."""


@pytest.fixture(name="seeded", scope="module")
def _seeded() -> Generator[Sandbox]:
    """The sandbox as the how-to page starts it, but on a free port."""
    with run_sandbox(seed=7) as sandbox:
        yield sandbox


@pytest.fixture(name="app")
def _app(seeded: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Generator[str]:
    """The address of the application, with the settings on the page, but for the ports."""
    made: list[FastAPI] = []

    def make(address: str) -> FastAPI:
        for name, value in SETTINGS:
            there = value.replace("http://127.0.0.1:8123/", seeded.base_url)
            monkeypatch.setenv(name, there.replace("http://127.0.0.1:8000", address))
        made.append(connected_app.from_environment())
        return made[0]

    with served_at_its_address(make) as address:
        yield address
    made[0].state.stytch.close()


@pytest.fixture(name="page")
def _page(browser: Browser) -> Generator[Page]:
    """A browser window without cookies."""
    with browser.new_context() as context:
        yield context.new_page()


def _sign_in(page: Page, app: str, name: str) -> None:
    """Sign in as a member on the consent page, and come back."""
    page.goto(app)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(f"{app}/")
    expect(page.get_by_text("You are signed in as")).to_be_visible()


def _follow(page: Page, name: str) -> tuple[int, str]:
    """Follow a link, and go back; return the status and the text of its answer."""
    with page.expect_navigation() as arrived:
        page.get_by_role("link", name=name).click()
    answer = arrived.value
    assert answer is not None
    found = answer.status, answer.text()
    page.go_back()
    return found


def _cookies(page: Page) -> dict[str, str]:
    """Return the cookies that the browser keeps; all of them are for HTTPS only."""
    cookies = page.context.cookies()
    assert all(cookie.get("secure") for cookie in cookies)
    return {cookie.get("name", ""): cookie.get("value", "") for cookie in cookies}


def _status_of_session(sandbox: Sandbox, session_token: str) -> int:
    return httpx.post(
        f"{sandbox.base_url}v1/b2b/sessions/authenticate",
        auth=(sandbox.project_id, sandbox.secret),
        json={"session_token": session_token},
    ).status_code


def test_a_person_goes_through_the_life_of_a_session(page: Page, app: str, seeded: Sandbox) -> None:
    """Sign in, call an endpoint, be refused another, refresh, and sign out."""
    _sign_in(page, app, OTHER.member.name)
    signed_in = _cookies(page)
    who, report = _follow(page, "Who am I?"), _follow(page, "Report")
    page.context.clear_cookies(name=JWT_COOKIE)
    page.reload()
    expect(page.get_by_text(OTHER.member_id)).to_be_visible()
    refreshed = _cookies(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()

    assert {SESSION_COOKIE, JWT_COOKIE} == set(signed_in) == set(refreshed)
    assert 200 == who[0]
    assert OTHER.member_id in who[1]
    assert 403 == report[0]
    assert {} == _cookies(page)
    assert 404 == _status_of_session(seeded, signed_in[SESSION_COOKIE])


def test_another_site_cannot_sign_the_person_out(page: Page, app: str, seeded: Sandbox) -> None:
    """Even one that the browser counts as the same site, such as another port or subdomain."""
    _sign_in(page, app, OTHER.member.name)
    page.goto(f"{seeded.base_url}health")
    with page.expect_navigation() as arrived:
        page.evaluate(
            """url => {
                const form = document.createElement('form');
                form.method = 'post';
                form.action = url;
                document.body.append(form);
                form.submit();
            }""",
            f"{app}/sign-out",
        )
    answer = arrived.value

    assert answer is not None
    assert 403 == answer.status
    assert SESSION_COOKIE in answer.request.all_headers()["cookie"]
    assert 200 == _status_of_session(seeded, _cookies(page)[SESSION_COOKIE])


def test_a_sign_in_that_another_browser_began_is_refused(page: Page, app: str) -> None:
    """Otherwise someone could sign the person in to an account that is not theirs."""
    answer = page.goto(f"{app}/callback?code=stolen&state=unknown")

    assert answer is not None
    assert 401 == answer.status
    assert "was not started in this browser" in answer.text()
    assert {} == _cookies(page)
