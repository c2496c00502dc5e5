"""The application: its routes, and the answers to any other request."""

import logging
import socket
from collections.abc import Iterator

import httpx
import pytest

from stytch_exchange import ExchangeRefusedError, parse_response
from stytch_exchange.sandbox import Sandbox, run_sandbox
from tests.sandbox.calls import ROUTE, exchange, post
from tests.sandbox.conftest import Clock


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
        "v1/b2b/passwords/authenticate",
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
