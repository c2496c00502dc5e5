"""A JWT to its session: ours against the SDK's own check, each with its cache of keys."""

from typing import Any

import httpx
from stytch import B2BClient

from benchmarks.timing import Task, ratios
from stytch_exchange import parse_response
from stytch_exchange.jwt import JWKSCache, verify_session_jwt
from stytch_exchange.sandbox import Sandbox, run_sandbox

ROUNDS = 60
JWTS = 400


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the time of our check, divided by that of the SDK's.

    Args:
        rounds: How often to repeat.
    """
    with run_sandbox() as running:
        keys = JWKSCache(project_id=running.project_id, base_url=running.base_url)
        sdk = B2BClient(running.project_id, running.secret, environment=running.base_url)

        def ours(jwt: str) -> object:
            claims = verify_session_jwt(jwt, project_id=running.project_id, jwks=keys)
            return claims.to_member_session()

        tasks: dict[str, Task] = {
            "sdk": sdk.sessions.authenticate_jwt_local,
            "ours": ours,
        }
        return {"ours": ratios(tasks, distinct_jwts(running, JWTS), rounds)["ours"]}


def distinct_jwts(sandbox: Sandbox, count: int) -> list[str]:
    """Return the JWTs of as many new sessions.

    Args:
        sandbox: The sandbox that is running.
        count: How many to return.
    """
    route = "v1/b2b/sessions/exchange_access_token"
    auth = (sandbox.project_id, sandbox.secret)
    with httpx.Client(auth=auth, base_url=sandbox.base_url) as client:
        answers = [
            client.post(route, json={"access_token": sandbox.issue_access_token()})
            for _ in range(count)
        ]
    return [parse_response(answer.content).session_jwt.get_secret_value() for answer in answers]
