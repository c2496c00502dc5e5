"""The sandbox under load: 50 clients at once on loopback, `--seconds 30` for longer.

Clients and server share one process: the figure is of both together.
"""

import asyncio
import sys
from argparse import ArgumentParser
from ssl import create_default_context
from time import perf_counter
from typing import Any

import httpx

from stytch_exchange import StytchExchangeError, check_response, parse_response
from stytch_exchange.sandbox import Sandbox, run_sandbox

CLIENTS = 50
SECONDS = 30
ROUTE = "v1/b2b/sessions/exchange_access_token"
TLS = create_default_context()
"""It is not used over plain HTTP, but each client would create one."""

CHECKED = 20
"""One of this many responses is checked, because a check takes longer than an answer."""


class Load:
    """Counts the answers."""

    def __init__(self, sandbox: Sandbox, seconds: float) -> None:
        """Load a sandbox for some seconds."""
        self.sandbox = sandbox
        self.seconds = seconds
        self.sessions: set[str] = set()
        self.answers = 0
        self.wrong = 0

    async def run(self) -> None:
        """Let all clients exchange until the time is over."""
        end = perf_counter() + self.seconds
        await asyncio.gather(*(self._client(number, end) for number in range(CLIENTS)))

    async def _client(self, number: int, end: float) -> None:
        app = f"connected-app-test-{number}"
        auth = (self.sandbox.project_id, self.sandbox.secret)
        async with httpx.AsyncClient(auth=auth, base_url=self.sandbox.base_url, verify=TLS) as http:
            while perf_counter() < end:
                token = self.sandbox.issue_access_token(client_id=app)
                for expected in (200, 404):
                    answer = await http.post(ROUTE, json={"access_token": token})
                    self.answers += 1
                    self.wrong += not self._is_right(answer, expected, app)

    def _is_right(self, answer: httpx.Response, expected: int, app: str) -> bool:
        """Return whether the first use gives a new session of the app, and the second use fails."""
        if answer.status_code != expected:
            return False
        if expected != 200:  # noqa: PLR2004 - the status of a success
            return bool(answer.json()["error_type"] == "idp_access_token_could_not_be_exchanged")
        if self.answers % CHECKED == 1 and check_response(answer.content).findings:
            return False
        try:
            session = parse_response(answer.content).member_session
        except StytchExchangeError:
            return False
        if session is None or session.member_session_id in self.sessions:
            return False
        self.sessions.add(session.member_session_id)
        (exchanged,) = (
            factor.oauth_access_token_exchange_factor
            for factor in session.authentication_factors
            if factor.delivery_method == "oauth_access_token_exchange"
        )
        return exchanged is not None and exchanged.client_id == app


def measure(seconds: float = SECONDS) -> dict[str, Any]:
    """Return the requests per second, and how many answers were wrong.

    Args:
        seconds: How long to load the sandbox.
    """
    with run_sandbox() as running:
        load = Load(running, seconds)
        start = perf_counter()
        asyncio.run(load.run())
        rate = load.answers / (perf_counter() - start)
    return {"clients": CLIENTS, "seconds": seconds, "rate": rate, "wrong": load.wrong}


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    figures = measure(parser.parse_args().seconds)
    print(figures)
    sys.exit(bool(figures["wrong"]))
