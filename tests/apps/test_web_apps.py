"""The web applications of the how-to page, called over HTTP, with the sandbox behind them."""

import logging
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

import fastapi_app
import flask_app
import httpx
import pytest
from pydantic import SecretStr
from stytch_backend import JWT_COOKIE, SESSION_COOKIE, StytchBackend

from stytch_exchange import load_example, parse_response
from stytch_exchange.sandbox import Sandbox, run_sandbox
from tests.apps.serving import served
from tests.leaks import runs

AGAIN = "the session has ended: sign in again"
MEMBER = parse_response(load_example("connected-app"))
ORGANIZATION_ID = MEMBER.organization.organization_id


class Clock:
    """The sandbox's clock, which a test can set back."""

    behind = timedelta(0)

    def __call__(self) -> datetime:
        """Return the clock's time."""
        return datetime.now(UTC) - self.behind


@pytest.fixture(name="clock", scope="module")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="running", scope="module")
def _running(clock: Clock) -> Generator[Sandbox]:
    """One sandbox for all tests of this file, with a clock that they can set."""
    with run_sandbox(clock=clock) as sandbox:
        yield sandbox


@contextmanager
def _client_of(make: Any, sandbox: Sandbox, secret: str | None = None) -> Generator[httpx.Client]:
    """Serve an application that uses the sandbox, and yield a client for it."""
    own = SecretStr(secret or sandbox.secret)
    backend = StytchBackend(sandbox.project_id, own, sandbox.base_url)
    with (
        closing(backend),
        served(make(backend)) as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client


@pytest.fixture(
    name="make",
    scope="module",
    params=[fastapi_app.create_app, flask_app.create_app],
    ids=["FastAPI", "Flask"],
)
def _make(request: pytest.FixtureRequest) -> Any:
    """The function that creates the application, for each framework."""
    return request.param


@pytest.fixture(name="app", scope="module")
def _app(make: Any, running: Sandbox) -> Generator[httpx.Client]:
    """A client of the application."""
    with _client_of(make, running) as client:
        yield client


def _sign_in(app: httpx.Client, access_token: str) -> httpx.Response:
    return app.post("/session", headers={"Authorization": f"Bearer {access_token}"})


def _cookies(answer: httpx.Response) -> SimpleCookie:
    """Return the cookies of an answer; a client would not send them back over plain HTTP."""
    cookies = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        cookies.load(header)
    return cookies


def _header(cookies: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def _authenticate(sandbox: Sandbox, session_token: str) -> httpx.Response:
    """Ask the sandbox for a new JWT."""
    return httpx.post(
        f"{sandbox.base_url}v1/b2b/sessions/authenticate",
        auth=(sandbox.project_id, sandbox.secret),
        json={"session_token": session_token},
    )


def _signed_in(app: httpx.Client, sandbox: Sandbox, **options: Any) -> dict[str, str]:
    """Sign in, and return the new cookies."""
    cookies = _cookies(_sign_in(app, sandbox.issue_access_token(**options)))
    return {name: morsel.value for name, morsel in cookies.items()}


def test_signing_in_sets_two_cookies_that_scripts_cannot_read(
    app: httpx.Client, sandbox: Sandbox
) -> None:
    """Browsers send them only to this host, over HTTPS, and not with another site's POST."""
    answer = _sign_in(app, sandbox.issue_access_token())
    cookies = _cookies(answer)

    assert (204, b"") == (answer.status_code, answer.content)
    assert ["__Host-stytch_session", "__Host-stytch_session_jwt"] == sorted(cookies)
    for cookie in cookies.values():
        assert not cookie["domain"]
        assert (True, True, "lax", "/") == (
            cookie["httponly"],
            cookie["secure"],
            cookie["samesite"].lower(),
            cookie["path"],
        )


def test_the_cookies_expire_with_their_contents(app: httpx.Client, sandbox: Sandbox) -> None:
    """The session's cookie lasts an hour, and the JWT's five minutes."""
    cookies = _cookies(_sign_in(app, sandbox.issue_access_token()))

    assert 3500 < int(cookies[SESSION_COOKIE]["max-age"]) <= 3600
    assert 300 == int(cookies[JWT_COOKIE]["max-age"])


def test_the_cookies_identify_the_member(app: httpx.Client, sandbox: Sandbox) -> None:
    """The cookies identify the member, through the verified claims of the JWT."""
    cookies = _signed_in(app, sandbox)

    answer = app.get("/me", headers=_header(cookies))

    assert {"member_id": MEMBER.member_id, "roles": ["stytch_member", "analyst"]} == answer.json()
    assert "set-cookie" not in answer.headers


def test_without_a_cookie_nobody_is_signed_in(app: httpx.Client) -> None:
    """The answer says to sign in."""
    answer = app.get("/me")

    assert (401, {"error": "not signed in: sign in first"}) == (answer.status_code, answer.json())


def test_signing_in_needs_an_access_token(app: httpx.Client, sandbox: Sandbox) -> None:
    """It must be a bearer token in the header `Authorization`."""
    another = {"Authorization": f"Token {sandbox.issue_access_token()}"}

    assert 401 == app.post("/session", headers=another).status_code
    assert 401 == app.post("/session").status_code
    assert 401 == app.post("/session", auth=("user", "password")).status_code


@pytest.mark.parametrize(
    "options",
    [
        {"age": timedelta(minutes=6)},
        {"age": timedelta(hours=2)},
    ],
    ids=["too old", "expired"],
)
def test_an_access_token_that_stytch_refuses_signs_nobody_in(
    app: httpx.Client, sandbox: Sandbox, options: dict[str, Any]
) -> None:
    """The answer says to get a new token, and sets no cookie."""
    answer = _sign_in(app, sandbox.issue_access_token(**options))

    assert 401 == answer.status_code
    assert {"error": "the access token was refused: get a new one"} == answer.json()
    assert "set-cookie" not in answer.headers


def test_an_access_token_without_full_access_is_not_sent_for_a_new_one(
    app: httpx.Client, sandbox: Sandbox
) -> None:
    """The next one would lack the scope too, and the app would ask without end."""
    answer = _sign_in(app, sandbox.issue_access_token(scopes=("openid",)))

    assert 503 == answer.status_code
    assert "set-cookie" not in answer.headers


def test_an_access_token_signs_in_once(app: httpx.Client, sandbox: Sandbox) -> None:
    """A stolen token that was already used does not sign anyone in."""
    token = sandbox.issue_access_token()

    assert [204, 401] == [_sign_in(app, token).status_code for _ in range(2)]


def test_a_member_whose_organization_refuses_the_app_is_not_sent_for_a_new_token(
    app: httpx.Client, sandbox: Sandbox
) -> None:
    """A new token would not help."""
    sandbox.fail_next("connected_app_not_allowed_for_org")

    assert 403 == _sign_in(app, sandbox.issue_access_token()).status_code


@pytest.mark.parametrize(
    "error_type", ["too_many_requests", "internal_server_error", "organization_suspended"]
)
def test_a_fault_at_stytch_is_not_the_callers(
    app: httpx.Client, sandbox: Sandbox, error_type: str
) -> None:
    """The answer says to try again later, and the token is then still unused."""
    token = sandbox.issue_access_token()
    sandbox.fail_next(error_type)

    answer = _sign_in(app, token)

    assert (503, "10") == (answer.status_code, answer.headers["retry-after"])
    assert 204 == _sign_in(app, token).status_code


def test_wrong_credentials_of_our_own_are_not_the_callers_fault(
    make: Any, sandbox: Sandbox
) -> None:
    """If Stytch refuses the project's secret, the caller is not asked for a new token."""
    with _client_of(make, sandbox, secret="wrong") as client:  # noqa: S106 - it is wrong
        answer = _sign_in(client, sandbox.issue_access_token())

    assert 503 == answer.status_code


def test_nobody_is_signed_in_while_stytch_cannot_be_reached(make: Any) -> None:
    """The answer says to try again later."""
    with run_sandbox() as gone:
        token = gone.issue_access_token()
    with _client_of(make, gone) as client:
        signing_in = _sign_in(client, token)
        refreshing = client.get("/me", headers=_header({SESSION_COOKIE: "some-token"}))

    assert [503, 503] == [signing_in.status_code, refreshing.status_code]


def test_a_forged_jwt_is_refused(app: httpx.Client, sandbox: Sandbox) -> None:
    """Even with a valid session token, and without saying which check failed."""
    cookies = _signed_in(app, sandbox)
    head, payload, signature = cookies[JWT_COOKIE].split(".")
    forged = cookies | {JWT_COOKIE: f"{head}.{payload}.{signature[::-1]}"}

    answer = app.get("/me", headers=_header(forged))

    assert (401, {"error": AGAIN}) == (answer.status_code, answer.json())


def test_a_jwt_of_another_project_is_refused(app: httpx.Client, sandbox: Sandbox) -> None:
    """Although it is genuine, and whichever session token comes with it."""
    cookies = _signed_in(app, sandbox)
    with run_sandbox() as other, _client_of(flask_app.create_app, other) as elsewhere:
        foreign = _signed_in(elsewhere, other)

    for jwt_and_token in (foreign, cookies | {JWT_COOKIE: foreign[JWT_COOKIE]}):
        assert 401 == app.get("/me", headers=_header(jwt_and_token)).status_code


@pytest.mark.parametrize("token", ["****", "wrong", "\u00ff", "x" * 20_000])
def test_an_invalid_session_token_is_the_callers_fault(app: httpx.Client, token: str) -> None:
    """A made-up cookie does not look like an outage."""
    answer = app.get("/me", headers=[(b"Cookie", f"{SESSION_COOKIE}={token}".encode("latin-1"))])

    assert (401, {"error": AGAIN}) == (answer.status_code, answer.json())


def test_an_expired_jwt_is_replaced(app: httpx.Client, sandbox: Sandbox, clock: Clock) -> None:
    """The session token gets a new JWT from Stytch, which becomes the new cookie."""
    cookies = _signed_in(app, sandbox)
    clock.behind = timedelta(minutes=10)
    over = _authenticate(sandbox, cookies[SESSION_COOKIE]).json()["session_jwt"]
    clock.behind = timedelta(0)

    answer = app.get("/me", headers=_header(cookies | {JWT_COOKIE: over}))
    fresh = _cookies(answer)[JWT_COOKIE].value

    assert MEMBER.member_id == answer.json()["member_id"]
    assert over != fresh
    assert 200 == app.get("/me", headers=_header({JWT_COOKIE: fresh})).status_code
    assert 401 == app.get("/me", headers=_header({JWT_COOKIE: over})).status_code


def test_an_ended_session_is_not_refreshed(app: httpx.Client, sandbox: Sandbox) -> None:
    """If Stytch does not know the session any more, the member must sign in again."""
    cookies = _signed_in(app, sandbox)
    sandbox.reset()

    answer = app.get("/me", headers=_header({SESSION_COOKIE: cookies[SESSION_COOKIE]}))

    assert (401, {"error": AGAIN}) == (answer.status_code, answer.json())


@pytest.mark.parametrize(
    ("member", "organization_id", "status"),
    [
        ("connected-app", ORGANIZATION_ID, 200),
        ("connected-app", "organization-test-0834682c-4fc5-4ee6-9f1e-000000000000", 404),
        ("mfa", None, 403),
    ],
    ids=["an analyst", "another organization", "without the role"],
)
def test_a_report_is_for_analysts_of_its_organization(
    app: httpx.Client, sandbox: Sandbox, member: str, organization_id: str | None, status: int
) -> None:
    """Another organization's analyst does not learn that the report exists."""
    own = parse_response(load_example(member)).organization.organization_id
    cookies = _signed_in(app, sandbox, example=member)

    answer = app.get(f"/organizations/{organization_id or own}/report", headers=_header(cookies))

    assert status == answer.status_code


def test_a_new_jwt_is_kept_although_the_call_is_refused(
    app: httpx.Client, sandbox: Sandbox
) -> None:
    """The refused call has cost a call to Stytch, and the next one does not."""
    cookies = _signed_in(app, sandbox, example="mfa")
    own = parse_response(load_example("mfa")).organization.organization_id

    answer = app.get(
        f"/organizations/{own}/report", headers=_header({SESSION_COOKIE: cookies[SESSION_COOKIE]})
    )

    assert 403 == answer.status_code
    assert [JWT_COOKIE] == list(_cookies(answer))


def test_no_answer_is_kept_by_a_cache(app: httpx.Client, sandbox: Sandbox) -> None:
    """Neither a proxy nor the browser shows one member's answer to the next."""
    cookies = _signed_in(app, sandbox)
    answers = [
        _sign_in(app, sandbox.issue_access_token()),
        app.get("/me", headers=_header(cookies)),
        app.get("/me"),
        app.get("/organizations/another/report", headers=_header(cookies)),
        app.delete("/session"),
    ]

    assert [204, 200, 401, 404, 204] == [answer.status_code for answer in answers]
    assert {"no-store"} == {answer.headers["cache-control"] for answer in answers}


# Requests of other sites


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "{own}"}, 403),
        ({"Origin": "https://another.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "{own}"}, 204),
        ({"Sec-Fetch-Site": "none"}, 204),
        ({"Origin": "{own}"}, 204),
        ({}, 204),
    ],
)
def test_another_site_cannot_sign_anyone_out(
    app: httpx.Client, sandbox: Sandbox, headers: dict[str, str], status: int
) -> None:
    """A subdomain cannot either. Browsers say who asks, and programs do not."""
    own = str(app.base_url).rstrip("/")
    cookies = _signed_in(app, sandbox)

    answer = app.delete(
        "/session",
        headers=_header(cookies) | {name: value.format(own=own) for name, value in headers.items()},
    )

    assert status == answer.status_code
    assert (404 if status == 204 else 200) == _authenticate(
        sandbox, cookies[SESSION_COOKIE]
    ).status_code


def test_another_site_cannot_sign_anyone_in(app: httpx.Client, sandbox: Sandbox) -> None:
    """The access token is not used."""
    token = sandbox.issue_access_token()

    forged = app.post(
        "/session",
        headers={"Authorization": f"Bearer {token}", "Sec-Fetch-Site": "cross-site"},
    )

    assert [403, 204] == [forged.status_code, _sign_in(app, token).status_code]


def test_a_link_on_another_site_works(app: httpx.Client, sandbox: Sandbox) -> None:
    """A GET request changes nothing."""
    headers = _header(_signed_in(app, sandbox)) | {"Sec-Fetch-Site": "cross-site"}

    assert 200 == app.get("/me", headers=headers).status_code


# Signing out


def _are_gone(cookies: SimpleCookie) -> bool:
    """Return whether an answer removes both cookies. Without Secure, a browser would ignore it."""
    found = {(name, each.value, each["max-age"], each["secure"]) for name, each in cookies.items()}
    return found == {(name, "", "0", True) for name in (SESSION_COOKIE, JWT_COOKIE)}


def test_signing_out_ends_the_session_at_stytch(app: httpx.Client, sandbox: Sandbox) -> None:
    """The browser removes the cookies, and a copy of the session token is worth nothing."""
    cookies = _signed_in(app, sandbox)

    answer = app.delete("/session", headers=_header(cookies))

    assert 204 == answer.status_code
    assert _are_gone(_cookies(answer))
    assert 404 == _authenticate(sandbox, cookies[SESSION_COOKIE]).status_code


@pytest.mark.parametrize("cookies", [{}, {SESSION_COOKIE: "unknown"}], ids=["none", "unknown"])
@pytest.mark.usefixtures("sandbox")
def test_without_a_session_signing_out_succeeds(app: httpx.Client, cookies: dict[str, str]) -> None:
    """Nothing is left to end."""
    answer = app.delete("/session", headers=_header(cookies))

    assert 204 == answer.status_code
    assert _are_gone(_cookies(answer))


def test_signing_out_does_not_hide_that_the_session_goes_on(
    app: httpx.Client, sandbox: Sandbox
) -> None:
    """If Stytch does not confirm, the cookies go all the same, and the answer says so."""
    cookies = _signed_in(app, sandbox)
    sandbox.fail_next(path="/v1/b2b/sessions/revoke")

    answer = app.delete("/session", headers=_header(cookies))

    assert 502 == answer.status_code
    assert _are_gone(_cookies(answer))


def test_no_token_is_logged_or_answered(
    app: httpx.Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even eight consecutive characters of a token."""
    # At the level DEBUG, this test's own client logs the cookies that it gets.
    caplog.set_level(logging.INFO)
    token = sandbox.issue_access_token()
    cookies = _cookies(_sign_in(app, token))
    bodies = [
        _sign_in(app, token).text,
        app.get("/me", headers=_header({JWT_COOKIE: token})).text,
        app.get("/me", headers=_header({SESSION_COOKIE: token})).text,
        app.get("/me", headers=_header({SESSION_COOKIE: cookies[SESSION_COOKIE].value})).text,
    ]

    secret = {token, cookies[SESSION_COOKIE].value, sandbox.secret}
    secret |= {cookies[JWT_COOKIE].value.rpartition(".")[2]}
    shown = "".join([*bodies, caplog.text])
    assert "signed in" in shown
    assert [] == [part for text in secret for part in runs(text) if part in shown]
