"""The control routes: what a test in another language needs."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from stytch_exchange.sandbox import Sandbox
from stytch_exchange.sandbox.app import create_app
from tests.sandbox.calls import TLS, exchange
from tests.sandbox.conftest import Clock

Control = Callable[..., httpx.Response]


@pytest.fixture(name="control")
def _control(still: Sandbox) -> Iterator[Control]:
    """Calls a control route with the control key. Afterwards the clock follows the test's again."""

    def call(name: str, *, method: str = "POST", **body: Any) -> httpx.Response:
        url = f"{still.base_url}_sandbox/{name}"
        headers = {"Authorization": f"Bearer {still.control_key}"}
        return httpx.request(method, url, headers=headers, json=body, verify=TLS)

    yield call
    call("clock")


def test_a_failure_is_planned(still: Sandbox, control: Control) -> None:
    """For the exchange by default, and then it is over."""
    planned = control("failures", error_type="organization_suspended")

    assert 200 == planned.status_code
    assert [403, 200] == [exchange(still).status_code for _ in range(2)]


def test_a_failure_of_another_route_is_planned(still: Sandbox, control: Control) -> None:
    """Of any route that takes and returns JSON, with any name that has a status."""
    path = "/v1/b2b/rbac/policy"
    control("failures", path=path, error_type="a_test", status_code=503, times=2)
    auth = (still.project_id, still.secret)

    answered = [httpx.get(f"{still.base_url}{path[1:]}", auth=auth) for _ in range(3)]

    assert [503, 503, 200] == [each.status_code for each in answered]
    assert "a_test" == answered[0].json()["error_type"]


def test_the_clock_moves(still: Sandbox, control: Control) -> None:
    """An access token becomes too old without waiting."""
    token = still.issue_access_token()

    moved = control("clock", advance_seconds=301)

    assert "2026-03-05T09:19:32Z" == moved.json()["now"]
    assert (
        "oauth_access_token_exchange_token_too_old"
        == exchange(still, access_token=token).json()["error_type"]
    )


def test_the_clock_stops_and_follows_again(control: Control, clock: Clock) -> None:
    """A stopped clock shows the time that it was given, with any offset."""
    stopped = control("clock", now="2030-01-01T01:00:00+01:00").json()["now"]
    clock.pass_by(hours=1)
    told = control("clock", method="GET").json()["now"]
    later = control("clock", now="2030-01-01T00:00:00Z", advance_seconds=5).json()["now"]
    followed = control("clock").json()["now"]

    assert [
        "2030-01-01T00:00:00Z",
        "2030-01-01T00:00:00Z",
        "2030-01-01T00:00:05Z",
        "2026-03-05T10:14:31Z",
    ] == [stopped, told, later, followed]


def test_a_token_is_issued(still: Sandbox, control: Control) -> None:
    """As over the other route, but without the project's secret."""
    token = control("access_tokens", example="mfa").json()["access_token"]

    assert 200 == exchange(still, access_token=token).status_code


def test_a_reset_forgets_everything(still: Sandbox, control: Control) -> None:
    """Tokens and planned failures are gone."""
    token = still.issue_access_token()
    still.fail_next()

    assert 200 == control("reset").status_code
    assert 404 == exchange(still, access_token=token).status_code


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("failures", {"error": "x"}, "/error: unknown field"),
        ("failures", {"error_type": "a_test"}, "must be a known refusal"),
        ("failures", {"status_code": 200}, "from 400 to 599"),
        ("failures", {"times": 0}, "/times must be at least 1"),
        ("failures", {"times": 10_001}, "at most 10000 failures can be planned"),
        ("failures", {"path": "/" * 201}, "/path"),
        ("reset", {"all": True}, "/all: unknown field"),
        ("clock", {"now": "noon"}, "/now must be an RFC 3339 timestamp"),
        ("clock", {"advance_seconds": 10**12}, "/advance_seconds is too large"),
        ("clock", {"advance_seconds": 10**15}, "/advance_seconds is too large"),
    ],
)
def test_a_wrong_request_is_refused(
    control: Control, name: str, body: dict[str, Any], reason: str
) -> None:
    """With the reason, and the clock stays usable."""
    refused = control(name, **body)

    assert (400, True) == (refused.status_code, reason in refused.json()["error_message"])
    assert 200 == control("clock", method="GET").status_code


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "sandbox/access_tokens"),
        ("GET", "_sandbox/clock"),
        *(("POST", f"_sandbox/{name}") for name in ("access_tokens", "clock", "failures", "reset")),
    ],
)
def test_what_a_route_would_ignore_is_refused(still: Sandbox, method: str, path: str) -> None:
    """A query, a name that appears twice, an unknown field, and JSON that is not an object."""

    def reason(url: str, content: str) -> str:
        headers = {"Authorization": f"Bearer {still.control_key}"}
        auth = (still.project_id, still.secret) if path.startswith("sandbox") else None
        refused = httpx.request(method, url, headers=headers, auth=auth, content=content)
        message: str = refused.json()["error_message"]
        return message if refused.status_code == 400 else ""

    url = f"{still.base_url}{path}"

    assert "in the body, not the URL" in reason(f"{url}?scopes=openid", "{}")
    assert "each name appears once" in reason(url, '{"scopes": ["openid"], "scopes": []}')
    assert "each name appears once" in reason(url, "[]")
    assert "/scope: unknown field" in reason(url, '{"scope": ["openid"]}')


def test_planned_failures_are_bounded(still: Sandbox) -> None:
    """On all paths together, until a reset forgets them."""
    still.fail_next(times=9_999)
    still.fail_next(path="/v1/b2b/rbac/policy")
    with pytest.raises(ValueError, match="at most 10000 failures can be planned"):
        still.fail_next()
    still.reset()

    still.fail_next()
    assert 500 == exchange(still).status_code


@pytest.mark.parametrize("name", ["access_tokens", "clock", "failures", "reset"])
def test_control_needs_its_own_key(still: Sandbox, name: str) -> None:
    """The project's secret is not enough."""
    url = f"{still.base_url}_sandbox/{name}"

    answered = [
        httpx.post(url, json={}),
        httpx.post(url, json={}, auth=(still.project_id, still.secret)),
        httpx.post(url, json={}, headers={"Authorization": "Bearer sandbox-control-"}),
    ]

    assert [401] * 3 == [each.status_code for each in answered]


def test_control_is_for_this_machine_only(still: Sandbox) -> None:
    """Another machine does not even learn that the route exists."""
    app = create_app(still._project, hosts=["*"])  # noqa: SLF001 - called from elsewhere
    headers = {"Authorization": f"Bearer {still.control_key}"}

    async def status_code(address: str) -> int:
        transport = httpx.ASGITransport(app, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.get("/_sandbox/clock", headers=headers)).status_code

    assert [404, 200] == [asyncio.run(status_code(each)) for each in ("192.0.2.7", "127.0.0.1")]
