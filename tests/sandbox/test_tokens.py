"""Access tokens: one use each, whoever is first."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Barrier
from time import sleep
from typing import TypeVar

import httpx

from stytch_exchange.sandbox import Sandbox
from stytch_exchange.sandbox.tokens import AccessTokens, Grant
from tests.sandbox.calls import ROUTE, TLS

_T = TypeVar("_T")

AT_ONCE = 100
NOW = datetime(2026, 3, 5, tzinfo=UTC)
GRANT = Grant("connected-app", "connected-app-test-x", frozenset({"full_access"}), NOW)


class Hesitant(set[bytes]):
    """A set that lets other threads go on before it says what is in it: races are lost."""

    def __contains__(self, item: object) -> bool:
        there = super().__contains__(item)
        sleep(0)
        return there


def _at_once(call: Callable[[], _T]) -> Counter[_T]:
    """Return how often each result came, of a hundred calls that begin together."""
    barrier = Barrier(AT_ONCE)

    def wait_and_call(_number: int) -> _T:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(wait_and_call, range(AT_ONCE)))


def test_of_many_uses_at_once_one_succeeds() -> None:
    """A hundred threads use one token up: one is told that it was the first."""
    tokens = AccessTokens()
    tokens._used = Hesitant()  # noqa: SLF001 - where the race is
    for token in ("one", "another", "a third"):
        tokens.add(token, GRANT)

        used = _at_once(partial(tokens.use, token))

        assert [1, AT_ONCE - 1] == sorted(used.values())
        assert 1 == used[None]


def test_of_many_exchanges_at_once_one_succeeds(sandbox: Sandbox) -> None:
    """A hundred clients exchange one token over HTTP: one gets a session."""
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


def test_of_fifty_clients_each_gets_what_it_asked_for(sandbox: Sandbox) -> None:
    """They exchange at the same time, four times each, and no answer is another one's."""

    def wrong_answers(client_number: int) -> int:
        name = f"connected-app-test-{client_number}"
        wrong = 0
        with httpx.Client(auth=(sandbox.project_id, sandbox.secret), verify=TLS) as client:
            for _ in range(4):
                token = sandbox.issue_access_token(client_id=name)
                answered = client.post(f"{sandbox.base_url}{ROUTE}", json={"access_token": token})
                wrong += not (answered.status_code == 200 and name in answered.text)
        return wrong

    with ThreadPoolExecutor(50) as threads:
        assert [0] * 50 == list(threads.map(wrong_answers, range(50)))


def test_tokens_are_kept_as_hashes() -> None:
    """Nothing that the sandbox holds shows a token."""
    tokens = AccessTokens()

    tokens.add("the token", GRANT)
    tokens.use("the token")

    assert "the token" not in repr(vars(tokens))


def test_forgotten_tokens_are_unknown() -> None:
    """Used or not."""
    tokens = AccessTokens()
    tokens.add("used", GRANT)
    tokens.add("unused", GRANT)
    tokens.use("used")

    tokens.forget()

    for token in ("used", "unused"):
        found = tokens.look_up(token, now=NOW)
        assert "idp_access_token_not_found" == getattr(found, "error_type", None)
