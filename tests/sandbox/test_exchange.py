"""The exchange: from a request to a response, or to the reason for none."""

import httpx

from stytch_exchange import check_response
from stytch_exchange.sandbox import run_sandbox


def test_a_response_is_healthy(response_name: str) -> None:
    """Whichever example signs in, the check finds nothing."""
    with run_sandbox(example=response_name) as sandbox:
        answered = httpx.post(
            f"{sandbox.base_url}v1/b2b/sessions/exchange_access_token",
            auth=(sandbox.project_id, sandbox.secret),
            json={"access_token": sandbox.issue_access_token()},
        )

    report = check_response(answered.content, status_code=answered.status_code)
    assert () == report.findings
