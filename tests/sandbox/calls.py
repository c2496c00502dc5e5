"""Calls of the sandbox over HTTP, as a client makes them."""

from ssl import create_default_context
from typing import Any

import httpx

from stytch_exchange.sandbox import Sandbox

ROUTE = "v1/b2b/sessions/exchange_access_token"

TLS = create_default_context()
"""Not used over plain HTTP. Created once, because that takes longer than a call."""


def exchange(sandbox: Sandbox, /, **body: Any) -> httpx.Response:
    """Post an exchange. A body without an access token gets a new one."""
    if "access_token" not in body:
        body["access_token"] = sandbox.issue_access_token()
    return post(sandbox, ROUTE, json=body)


def post(sandbox: Sandbox, route: str, **options: Any) -> httpx.Response:
    """Post to a route, by default with the sandbox's credentials."""
    options.setdefault("auth", (sandbox.project_id, sandbox.secret))
    return httpx.post(f"{sandbox.base_url}{route}", verify=TLS, **options)
