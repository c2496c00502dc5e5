"""The server: its address, its lifetime, and the `Sandbox` object."""

import logging
import re
import signal
import socket
import sys
import threading
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import httpx
import pytest

from stytch_exchange.sandbox import Sandbox, run_sandbox
from stytch_exchange.sandbox.templates import template_names
from tests.sandbox.calls import exchange
from tests.sandbox.conftest import Clock

EVERYWHERE = "0.0.0.0"  # noqa: S104 - some tests listen there, others are refused


def _has_version_6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def _listens(sandbox: Sandbox) -> bool:
    url = httpx.URL(sandbox.base_url)
    with socket.socket() as probe:
        return probe.connect_ex((url.host, url.port)) == 0


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "stytch-sandbox"]


def test_it_answers_as_soon_as_the_block_begins() -> None:
    """The first request is answered without a retry."""
    with run_sandbox() as sandbox:
        assert 200 == exchange(sandbox).status_code


def test_it_stops_when_the_block_ends() -> None:
    """The port is free and the thread has ended, even without a request."""
    before = _threads()
    with run_sandbox() as sandbox:
        assert len(before) + 1 == len(_threads())
        assert _listens(sandbox)

    assert not _listens(sandbox)
    assert before == _threads()


def test_it_stops_when_the_block_raises() -> None:
    """The caller's exception passes through."""
    before = _threads()
    seen: list[Sandbox] = []

    def fail() -> None:
        with run_sandbox() as sandbox:
            seen.append(sandbox)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert not _listens(seen[0])
    assert before == _threads()


def test_it_ends_though_a_client_keeps_its_connection() -> None:
    """Clients keep connections open for a next request."""
    with httpx.Client() as client:
        with run_sandbox() as sandbox:
            assert 200 == client.get(sandbox.jwks_url).status_code

        assert not _listens(sandbox)


def test_many_run_at_once() -> None:
    """Each has its own port, project and key, and does not know the tokens of others."""
    with run_sandbox() as one, run_sandbox() as other:
        answered = exchange(other, access_token=one.issue_access_token())

        assert 404 == answered.status_code
        for name in ("base_url", "project_id", "secret", "jwks_url", "jwks"):
            assert getattr(one, name) != getattr(other, name)


def test_the_port_can_be_chosen() -> None:
    """The same port can be used again as soon as it is free."""
    with run_sandbox() as sandbox:
        port = httpx.URL(sandbox.base_url).port or 0
    with run_sandbox(port=port) as again:
        assert sandbox.base_url == again.base_url
        with pytest.raises(OSError, match="already in use"), run_sandbox(port=port):
            pass  # pragma: no cover - not reached


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_its_address_is_one_to_call(host: str) -> None:
    """The base URL has the given host, and ends in a slash."""
    with run_sandbox(host=host) as sandbox:
        assert sandbox.base_url.startswith(f"http://{host}:")
        assert sandbox.base_url.endswith("/")
        assert 200 == exchange(sandbox).status_code


@pytest.mark.skipif(not _has_version_6(), reason="this machine has no loopback of IPv6")
def test_an_ipv6_loopback_works() -> None:
    """The base URL puts the address in brackets."""
    with run_sandbox(host="::1") as sandbox:
        assert sandbox.base_url.startswith("http://[::1]:")
        assert 200 == exchange(sandbox).status_code


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.0.2.1", "sandbox.example", ""])
def test_other_machines_are_refused_by_default(host: str) -> None:
    """A host that other machines can reach needs `allow_remote`."""
    with pytest.raises(ValueError, match="allow_remote"), run_sandbox(host=host):
        pass  # pragma: no cover - not reached


def test_allow_remote_listens_on_all_addresses() -> None:
    """It listens on all addresses and answers any name; the base URL has a loopback address."""
    with run_sandbox(host=EVERYWHERE, allow_remote=True) as sandbox:
        answered = httpx.get(sandbox.jwks_url, headers={"Host": "sandbox.example"})

        assert sandbox.base_url.startswith("http://127.0.0.1:")
        assert 200 == answered.status_code


def test_allow_remote_does_not_change_a_loopback_host() -> None:
    """At a loopback address, foreign names are refused even with `allow_remote`."""
    with run_sandbox(allow_remote=True) as sandbox:
        answered = httpx.get(sandbox.jwks_url, headers={"Host": "sandbox.example"})

    assert 400 == answered.status_code


def test_the_documentation_lists_the_examples() -> None:
    """The documentation of `run_sandbox` lists exactly the available examples."""
    text = (run_sandbox.__doc__ or "").partition("example: ")[2].partition("rate_limit: ")[0]

    assert list(template_names()) == re.findall(r"`([^`]+)`", text)


def test_a_seed_repeats_all_but_the_key(clock: Clock) -> None:
    """With a seed and a stopped clock, two runs differ only in the key and the signature."""

    def run() -> tuple[dict[str, Any], dict[str, Any], list[str]]:
        with run_sandbox(seed=7, clock=clock) as sandbox:
            body = exchange(sandbox).json()
            (key,) = sandbox.jwks["keys"]
            body["session_jwt"] = body["session_jwt"].rpartition(".")[0]
            token = sandbox.issue_access_token().rpartition(".")[0]
            return body, key, [sandbox.project_id, sandbox.secret, token]

    (body, key, own), (body_again, key_again, own_again) = run(), run()

    assert body == body_again
    assert own == own_again
    assert (key["kid"], True) == (key_again["kid"], key["n"] != key_again["n"])


def test_the_clock_is_the_system_s_by_default(sandbox: Sandbox) -> None:
    """Clients that verify by the system's clock depend on this."""
    before = datetime.now(UTC).replace(microsecond=0)
    body = exchange(sandbox).json()

    moment = datetime.fromisoformat(body["member_session"]["last_accessed_at"])
    assert before <= moment <= datetime.now(UTC)


def test_its_repr_shows_no_secret(sandbox: Sandbox) -> None:
    """The `repr` appears in test failures."""
    shown = repr(sandbox) + repr(vars(sandbox))

    assert f"base_url={sandbox.base_url!r}" in shown
    assert sandbox.secret not in shown
    assert sandbox.secret.removeprefix("sandbox-secret-")[:8] not in shown


def test_a_failure_that_is_not_known_needs_a_status(sandbox: Sandbox) -> None:
    """The status must be an error status."""
    with pytest.raises(ValueError, match="'captcha_required' is not a known refusal"):
        sandbox.fail_next("captcha_required")
    for status_code in (200, 399, 600):
        with pytest.raises(ValueError, match="from 400 to 599"):
            sandbox.fail_next(status_code=status_code)


def test_a_reset_forgets_all_but_the_project(still: Sandbox) -> None:
    """Tokens, failures and counts are gone; the address, secret and key stay."""
    own = still.base_url, still.project_id, still.secret, still.jwks
    token = still.issue_access_token()
    for _ in range(3):
        exchange(still)
    still.fail_next()

    still.reset()

    assert 404 == exchange(still, access_token=token).status_code
    assert 200 == exchange(still).status_code
    assert own == (still.base_url, still.project_id, still.secret, still.jwks)


def test_the_loggers_of_the_process_stay_as_they_are() -> None:
    """The sandbox runs inside other tests, so uvicorn must not change their logging."""

    def settings() -> list[object]:
        names = ("", "uvicorn", "uvicorn.access", "uvicorn.error", "uvicorn.asgi")
        loggers = [logging.getLogger(name) for name in names]
        return [(each.level, list(each.handlers), each.propagate) for each in loggers]

    before = settings()
    with run_sandbox():
        assert before == settings()


def test_signals_stay_as_they_are() -> None:
    """Ctrl+C belongs to the program that runs the sandbox."""
    before = signal.getsignal(signal.SIGINT)
    with run_sandbox() as sandbox:
        exchange(sandbox)

        assert before is signal.getsignal(signal.SIGINT)


@pytest.mark.parametrize("missing", ["joserfc", "starlette", "uvicorn"])
def test_without_the_extra_an_import_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """In one sentence."""
    ours = [name for name in sys.modules if name.startswith("stytch_exchange.sandbox")]
    theirs = [name for name in sys.modules if name.partition(".")[0] == missing]
    for name in (*ours, *theirs):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)

    with pytest.raises(ModuleNotFoundError) as raised:
        import_module("stytch_exchange.sandbox")

    assert f"the sandbox needs {missing}: pip install 'stytch-exchange[sandbox]'" == str(
        raised.value
    )
    assert raised.value.__suppress_context__
