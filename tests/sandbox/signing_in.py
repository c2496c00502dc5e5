"""Sign in through the sandbox's consent page, as a person's browser and an app would."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from bs4 import BeautifulSoup

from stytch_exchange.sandbox import Sandbox
from tests.sandbox.calls import TLS

CALLBACK = "http://127.0.0.1:3000/callback"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
EXAMPLE_CLIENT = "connected-app-test-6916870e-8ae2-467f-abd9-6af38401f549"


def authorization(**changes: str | None) -> dict[str, str]:
    """Return the parameters of an authorization request. None leaves one out."""
    parameters = {
        "client_id": EXAMPLE_CLIENT,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid full_access",
        "state": "a state",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in parameters.items() if value is not None}


def open_page(sandbox: Sandbox, **changes: str | None) -> httpx.Response:
    """Open the authorization URL."""
    url = f"{sandbox.base_url}oauth/authorize"
    return httpx.get(url, params=authorization(**changes), verify=TLS)


def submit(
    sandbox: Sandbox, page: str, *, decision: str = "allow", **changes: str
) -> httpx.Response:
    """Send the form of the page, as the browser does."""
    fields = {
        str(field["name"]): str(field["value"])
        for field in BeautifulSoup(page, "html.parser").select("input[type=hidden], input[checked]")
    }
    data = {**fields, "decision": decision, **changes}
    return httpx.post(f"{sandbox.base_url}oauth/authorize", data=data, verify=TLS)


def sent_back(response: httpx.Response) -> dict[str, str]:
    """Return the parameters with which the browser is sent back to the app."""
    assert 302 == response.status_code, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def authorize(sandbox: Sandbox, **changes: str | None) -> str:
    """Return an authorization code."""
    return sent_back(submit(sandbox, open_page(sandbox, **changes).text))["code"]


def token(sandbox: Sandbox, path: str = "v1/oauth2/token", **fields: Any) -> httpx.Response:
    """Call the token endpoint."""
    form = {
        "grant_type": "authorization_code",
        "client_id": EXAMPLE_CLIENT,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **fields,
    }
    given = {name: value for name, value in form.items() if value is not None}
    return httpx.post(f"{sandbox.base_url}{path}", data=given, verify=TLS)


def register(sandbox: Sandbox, **metadata: Any) -> httpx.Response:
    """Register a client."""
    body = {"client_name": "An agent", "redirect_uris": [CALLBACK], **metadata}
    return httpx.post(f"{sandbox.base_url}v1/oauth2/register", json=body, verify=TLS)
