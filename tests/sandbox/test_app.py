"""The application: its routes, and the answers to any other request."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from functools import partialmethod
from time import sleep
from unittest.mock import Mock

import httpx
import pytest
import uvicorn
from uvicorn.server import ServerState

import stytch_exchange.sandbox.http
import stytch_exchange.sandbox.protocol
from stytch_exchange import ExchangeRefusedError, parse_response
from stytch_exchange.sandbox import Sandbox, run_sandbox
from stytch_exchange.sandbox.not_served import api_paths
from stytch_exchange.sandbox.protocol import ImpatientProtocol
from tests.sandbox.calls import ROUTE, exchange, post
from tests.sandbox.conftest import Clock

LIFE = (
    "/v1/b2b/idp/",
    "/v1/b2b/organizations/{organization_id}/members/{member_id}/connected_apps/{connected_app_id}",
    "/v1/b2b/rbac/",
    "/v1/b2b/sessions",
    "/v1/public/",
)
"""Where the routes of a session's life are."""


def _error_type(answered: httpx.Response) -> str | None:
    with pytest.raises(ExchangeRefusedError) as raised:
        parse_response(answered.content, status_code=answered.status_code)
    return None if raised.value.error is None else raised.value.error.error_type


def test_the_key_set_is_served_to_anyone(sandbox: Sandbox) -> None:
    """Like the API, without credentials."""
    assert sandbox.jwks == httpx.get(sandbox.jwks_url).json()


def test_the_key_set_has_no_private_half(sandbox: Sandbox) -> None:
    """It has one public RSA key, only for RS256."""
    (key,) = sandbox.jwks["keys"]

    assert {"alg", "e", "key_ops", "kid", "kty", "n", "use"} == set(key)
    assert ("RS256", ["verify"], "RSA", "sig") == (
        key["alg"],
        key["key_ops"],
        key["kty"],
        key["use"],
    )


@pytest.mark.parametrize(
    "route",
    [
        "",
        "v1/sessions/jwks/project-test-x",
        "v1/b2b/sessions/jwks/project-test-x",
        "v1/b2b/sessions/jwks/",
        f"{ROUTE}/",
        "sandbox",
    ],
)
def test_any_other_route_is_not_found(sandbox: Sandbox, route: str) -> None:
    """The key set of another project is not found either."""
    answered = httpx.get(f"{sandbox.base_url}{route}")

    assert (404, "route_not_found") == (answered.status_code, _error_type(answered))


def test_each_call_of_the_sdk_is_served_or_named(sandbox: Sandbox) -> None:
    """A path that is not served says so, with its own name."""
    with httpx.Client(base_url=sandbox.base_url) as client:
        answers = {call: client.request(call[0], call[1], json={}) for call in api_paths()}
    named = {
        (method, path): answered.json()["error_message"]
        for (method, path), answered in answers.items()
        if answered.status_code == 404 and "{project_id}" not in path
    }

    assert [] == [path for _, path in answers.keys() - named if not path.startswith(LIFE)]
    for (method, path), message in named.items():
        reason = f"The sandbox does not serve {method} {path}. It plays the life of a session"
        assert reason in message


def test_the_health_needs_no_credentials(sandbox: Sandbox) -> None:
    """So that a script can wait until the sandbox answers."""
    answered = httpx.get(f"{sandbox.base_url}health")

    assert (200, {"status": "ok"}) == (answered.status_code, answered.json())


def test_a_request_with_two_lengths_is_refused(sandbox: Sandbox) -> None:
    """A proxy before the sandbox may believe the other length (request smuggling)."""
    address = httpx.URL(sandbox.base_url)
    with socket.create_connection((address.host, address.port or 80)) as connection:
        connection.sendall(
            f"POST /{ROUTE} HTTP/1.1\r\nHost: {address.host}\r\nContent-Length: 5\r\n"
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode()
        )
        answered = b"".join(iter(lambda: connection.recv(4096), b""))

    assert answered.startswith(b"HTTP/1.1 400 ")
    assert b"not both" in answered


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST /health HTTP/1.1\r\nHost: 127",
        b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /health HTTP/1.1\r\nHost",
        b"POST /v1/oauth2/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n",
    ],
    ids=["nothing", "half a head", "half a second head", "no body"],
)
def test_a_half_sent_request_is_not_kept(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    """The connection ends after a while, so that it does not stay open for ever."""
    monkeypatch.setattr(stytch_exchange.sandbox.http, "PATIENCE", 0.05)
    monkeypatch.setattr(stytch_exchange.sandbox.protocol, "PATIENCE", 0.05)
    begin = partialmethod(uvicorn.Config.__init__, timeout_keep_alive=0.05)
    monkeypatch.setattr(uvicorn.Config, "__init__", begin)
    with run_sandbox() as sandbox:
        address = httpx.URL(sandbox.base_url)
        with socket.create_connection((address.host, address.port or 80), 30) as connection:
            connection.sendall(sent)
            answered = b"".join(iter(lambda: connection.recv(4096), b""))

    assert (b"Content-Length: 9" in sent) == (b"did not arrive" in answered)


def test_two_lengths_end_the_connection_of_any_request(sandbox: Sandbox) -> None:
    """Even if the request is refused for its host: what follows is not read as a request."""
    address = httpx.URL(sandbox.base_url)
    sent = (
        "POST /health HTTP/1.1\r\nHost: example.com\r\nContent-Length: 5\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        f"GET /health HTTP/1.1\r\nHost: {address.host}\r\n\r\n"
    )
    with socket.create_connection((address.host, address.port or 80), 30) as connection:
        connection.sendall(sent.encode())
        answered = b"".join(iter(lambda: connection.recv(4096), b""))

    assert 1 == answered.count(b"HTTP/1.1 ")
    assert answered.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("path", "host"),
    [("health", "127.0.0.1"), ("unknown", "127.0.0.1"), ("health", "example.com")],
)
def test_a_body_that_trickles_does_not_keep_the_connection(
    monkeypatch: pytest.MonkeyPatch, path: str, host: str
) -> None:
    """Not even of a route that does not read the body, and has answered."""
    monkeypatch.setattr(stytch_exchange.sandbox.protocol, "ENDS_AFTER", 0.05)
    with run_sandbox() as sandbox:
        address = httpx.URL(sandbox.base_url)
        with socket.create_connection((address.host, address.port or 80), 30) as connection:
            connection.sendall(
                f"POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 9999\r\n\r\n".encode()
            )

            assert _is_ended(connection, b"x")


def test_an_answer_that_is_not_read_does_not_keep_the_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Requests for more answers than fit on the way to the client."""
    monkeypatch.setattr(stytch_exchange.sandbox.protocol, "ENDS_AFTER", 0.05)
    with run_sandbox() as sandbox:
        address = httpx.URL(sandbox.base_url)
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.settimeout(30)
            connection.connect((address.host, address.port))
            head = (
                f"GET {httpx.URL(sandbox.jwks_url).path} HTTP/1.1\r\nHost: {address.host}\r\n\r\n"
            )

            assert _is_ended(connection, head.encode() * 100)


def test_a_client_that_reads_again_has_as_much_time_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only one that does not read at all loses its connection."""
    monkeypatch.setattr(stytch_exchange.sandbox.protocol, "ENDS_AFTER", 0)

    async def calls_after(*, reads: bool) -> int:
        config = uvicorn.Config(lambda: None, log_config=None)
        protocol = ImpatientProtocol(config, ServerState(), {}, asyncio.get_running_loop())
        transport = Mock()
        transport.get_extra_info.return_value = None
        protocol.connection_made(transport)
        protocol.pause_writing()
        if reads:
            protocol.resume_writing()
        await asyncio.sleep(0.01)
        calls: int = transport.abort.call_count
        protocol.connection_lost(None)
        return calls

    assert [0, 1] == [asyncio.run(calls_after(reads=reads)) for reads in (True, False)]


def _is_ended(connection: socket.socket, sent: bytes) -> bool:
    """Return whether the server ends a connection while bytes are sent on it."""
    try:
        for _ in range(2000):
            connection.sendall(sent)
            sleep(0.005)
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def test_connections_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """One too many is ended, the others go on, and there is room again when one ends."""
    monkeypatch.setattr(stytch_exchange.sandbox.protocol, "MOST_CONNECTIONS", 2)
    with run_sandbox() as sandbox, httpx.Client(base_url=sandbox.base_url) as first:
        assert 200 == first.get("health").status_code
        with httpx.Client(base_url=sandbox.base_url) as second:
            assert 200 == second.get("health").status_code
            with pytest.raises(httpx.TransportError):
                httpx.get(f"{sandbox.base_url}health")
            assert 200 == first.get("health").status_code

        assert any(_is_answered(sandbox) for _ in range(1000))


def _is_answered(sandbox: Sandbox) -> bool:
    try:
        return httpx.get(f"{sandbox.base_url}health").status_code == 200
    except httpx.TransportError:
        return False


def test_another_method_is_refused_in_the_same_shape(sandbox: Sandbox) -> None:
    """The exchange needs POST, and the key set needs GET."""
    for answered in (
        httpx.get(f"{sandbox.base_url}{ROUTE}"),
        httpx.post(sandbox.jwks_url),
        httpx.delete(f"{sandbox.base_url}sandbox/access_tokens"),
    ):
        assert (405, "route_not_found") == (answered.status_code, _error_type(answered))


def test_a_large_body_is_not_read_to_its_end(sandbox: Sandbox) -> None:
    """A body of more than 64 KiB is refused, whatever its `Content-Length` is."""

    def chunks(count: int) -> Iterator[bytes]:
        yield from [b" " * 1024] * count

    small, large = (post(sandbox, ROUTE, content=chunks(count)) for count in (64, 65))
    announced = post(sandbox, ROUTE, content=b" " * 10**6, auth=None)

    assert (400, "bad_request") == (small.status_code, _error_type(small))
    assert (400, "bad_request") == (large.status_code, _error_type(large))
    assert (400, "bad_request") == (announced.status_code, _error_type(announced))


def test_the_largest_body_is_read(sandbox: Sandbox) -> None:
    """White space after the JSON is ignored."""
    text = f'{{"access_token": "{sandbox.issue_access_token()}"}}'.ljust(64 * 1024)

    assert 200 == post(sandbox, ROUTE, content=text).status_code
    assert 400 == post(sandbox, ROUTE, content=f"{text} ").status_code


def test_a_disconnected_client_does_no_harm(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """If a client announces a body and disconnects, the log shows no traceback."""
    address = httpx.URL(sandbox.base_url)
    with socket.create_connection((address.host, address.port or 80)) as connection:
        connection.sendall(
            f"POST /{ROUTE} HTTP/1.1\r\nHost: {address.host}\r\nContent-Length: 9\r\n\r\n".encode()
        )

    assert 200 == exchange(sandbox).status_code
    assert "" == caplog.text


def test_a_foreign_host_is_refused(sandbox: Sandbox) -> None:
    """A web page on a foreign name that resolves to this machine cannot read answers."""
    url = httpx.URL(sandbox.base_url)
    for host in ("sandbox.example", "sandbox.example:80", "127.0.0.1.sandbox.example", ""):
        answered = httpx.get(sandbox.jwks_url, headers={"Host": host})

        assert 400 == answered.status_code
        assert _error_type(answered) is None
    for host in (f"localhost:{url.port}", "127.0.0.1", f"[::1]:{url.port}"):
        assert 200 == httpx.get(sandbox.jwks_url, headers={"Host": host}).status_code


def test_no_other_origin_is_allowed_in(sandbox: Sandbox) -> None:
    """Without CORS headers, browsers hide the answer from web pages."""
    answered = httpx.get(sandbox.jwks_url, headers={"Origin": "https://sandbox.example"})

    assert [] == [name for name in answered.headers if name.startswith("access-control-")]


def test_a_fault_has_the_same_shape(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """A bug of the sandbox gives a 500, and the log shows no token."""
    broken = False

    def breaking() -> object:
        return 1 / 0 if broken else clock()

    with run_sandbox(clock=breaking) as sandbox:  # type: ignore[arg-type] # it breaks
        token = sandbox.issue_access_token()
        broken = True
        answered = exchange(sandbox, access_token=token)

    assert (500, "internal_server_error") == (answered.status_code, _error_type(answered))
    assert "ZeroDivisionError" in caplog.text
    assert token not in caplog.text


def test_the_log_shows_no_secret(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    """Not even at the level DEBUG: tokens, the secret and JWTs are in bodies and headers."""
    caplog.set_level(logging.DEBUG)
    token = sandbox.issue_access_token()

    body = exchange(sandbox, access_token=token).json()
    exchange(sandbox, access_token=token)
    post(sandbox, "sandbox/access_tokens")

    assert "exchange_access_token" in caplog.text
    for secret in (token, sandbox.secret, body["session_token"], body["session_jwt"]):
        assert secret not in caplog.text
