"""A JWT to its session: ours against the SDK's own check, each with its cache of keys."""

import httpx
from stytch import B2BClient

from benchmarks.parsing import BODIES_A_ROUND, ROUNDS, ratio
from stytch_exchange import parse_response
from stytch_exchange.jwt import JWKSCache, verify_session_jwt
from stytch_exchange.sandbox import Sandbox, run_sandbox


def distinct_jwts(sandbox: Sandbox, count: int) -> list[str]:
    """Return the JWTs of as many new sessions."""
    route = "v1/b2b/sessions/exchange_access_token"
    auth = (sandbox.project_id, sandbox.secret)
    with httpx.Client(auth=auth, base_url=sandbox.base_url) as client:
        answers = [
            client.post(route, json={"access_token": sandbox.issue_access_token()})
            for _ in range(count)
        ]
    return [parse_response(answer.content).session_jwt.get_secret_value() for answer in answers]


if __name__ == "__main__":
    with run_sandbox() as running:
        keys = JWKSCache(project_id=running.project_id, base_url=running.base_url)
        sdk = B2BClient(running.project_id, running.secret, environment=running.base_url)
        measured = ratio(
            lambda jwt: verify_session_jwt(
                jwt, project_id=running.project_id, jwks=keys
            ).to_member_session(),
            sdk.sessions.authenticate_jwt_local,
            distinct_jwts(running, ROUNDS * BODIES_A_ROUND),
        )
    print(f"JWT to session: {measured:.2f}")
