"""The whole exchange, step by step, for the page that runs it: what was sent, answered and read.

It runs in the reader's browser, with the sandbox in the same Python. It also runs anywhere else.
"""

import json
from base64 import urlsafe_b64encode
from contextlib import ExitStack
from hashlib import sha256
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    ExchangeRefusedError,
    RevokeResponse,
    load_example,
    parse_response,
    redact,
)
from stytch_exchange.jwt import JWKSCache, verify_session_jwt
from stytch_exchange.sandbox import run_sandbox

_EXCHANGE = "v1/b2b/sessions/exchange_access_token"
_CALLBACK = "http://127.0.0.1:3000/callback"
_SHOWN = ("host", "authorization", "content-type", "location")
"""The headers that are shown."""

Read = dict[str, str]
"""What the package has read, by labels."""


class Flow:
    """One run of the exchange, with a sandbox of its own."""

    def __init__(self) -> None:
        """Start the sandbox."""
        self._running = ExitStack()
        self._sandbox = self._running.enter_context(run_sandbox())
        self._calls: list[dict[str, str]] = []
        project_id, base_url = self._sandbox.project_id, self._sandbox.base_url
        hooks: Any = {"response": [self._note]}
        self._backend, self._app = (
            self._running.enter_context(
                httpx.Client(base_url=base_url, auth=auth, event_hooks=hooks)
            )
            for auth in ((project_id, self._sandbox.secret), None)
        )
        self._keys = JWKSCache(project_id=project_id, base_url=base_url, client=self._app)
        self._steps = {
            "authorize": self._authorize,
            "exchange": self._exchange,
            "verify": self._verify,
            "refuse": self._refuse,
            "revoke": self._revoke,
        }

    def run(self, step: str) -> str:
        """Run a step, and return its `calls` and what was `read`, as JSON.

        Args:
            step: The name of the step. The steps before it must have run.
        """
        self._calls.clear()
        read = self._steps[step]()
        return json.dumps({"calls": self._calls, "read": read}, ensure_ascii=False)

    def stop(self) -> None:
        """Stop the sandbox."""
        self._running.close()

    def _authorize(self) -> Read:
        example = parse_response(load_example("connected-app"))
        session = example.member_session
        assert session is not None  # noqa: S101 - the example has one
        [client_id] = [
            factor.oauth_access_token_exchange_factor.client_id
            for factor in session.authentication_factors
            if factor.oauth_access_token_exchange_factor
        ]
        verifier = token_urlsafe(32)
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        allowed = {
            "client_id": client_id,
            "redirect_uri": _CALLBACK,
            "response_type": "code",
            "scope": "openid full_access",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "member": example.member_id,
            "decision": "allow",
        }
        sent_back = self._app.post("oauth/authorize", data=allowed)
        back = dict(parse_qsl(urlsplit(sent_back.headers["location"]).query))
        form = {
            "grant_type": "authorization_code",
            "client_id": client_id,
            "redirect_uri": _CALLBACK,
            "code": back["code"],
            "code_verifier": verifier,
        }
        token = self._app.post("v1/oauth2/token", data=form).json()
        self._access_token = token["access_token"]
        return {"scope": token["scope"], "lives": f"{token['expires_in'] // 60} minutes"}

    def _exchange(self) -> Read:
        self._response = self._parsed(self._backend.post(_EXCHANGE, json=self._body()))
        session = self._response.member_session
        assert session is not None  # noqa: S101 - the sandbox always starts one
        return {
            "member": self._response.member.name,
            "organization": self._response.organization.organization_name,
            "roles": ", ".join(session.roles),
            "session ends": f"{session.expires_at:%H:%M} UTC",
            "session_token": str(self._response.session_token),
        }

    def _verify(self) -> Read:
        claims = verify_session_jwt(
            self._response, project_id=self._sandbox.project_id, jwks=self._keys
        )
        return {
            "verified": "signed by the project's key",
            "sub": claims.sub,
            "roles": ", ".join(claims.session.roles),
            "JWT ends": f"{claims.exp:%H:%M} UTC",
        }

    def _refuse(self) -> Read:
        try:
            self._parsed(self._backend.post(_EXCHANGE, json=self._body()))
        except ExchangeRefusedError as refusal:
            error = refusal.error
            assert error is not None  # noqa: S101 - the sandbox always explains
            return {
                "raised": type(refusal).__name__,
                "error_type": str(error.error_type),
                "action": str(refusal.action),
            }
        raise AssertionError("a used token was exchanged")

    def _revoke(self) -> Read:
        token = self._response.session_token.get_secret_value()
        answer = self._backend.post("v1/b2b/sessions/revoke", json={"session_token": token})
        parse_response(answer.content, status_code=answer.status_code, model=RevokeResponse)
        again = self._backend.post("v1/b2b/sessions/authenticate", json={"session_token": token})
        claims = verify_session_jwt(
            self._response, project_id=self._sandbox.project_id, jwks=self._keys
        )
        return {
            "session_token": f"refused with {again.status_code}: the session is over",
            "session_jwt": f"still verifies until {claims.exp:%H:%M} UTC, without a call",
        }

    def _body(self) -> dict[str, Any]:
        return {"access_token": self._access_token}

    def _parsed(self, answer: httpx.Response) -> ExchangeAccessTokenResponse:
        return parse_response(answer.content, status_code=answer.status_code)

    def _note(self, answer: httpx.Response) -> None:
        """Keep a request and its answer as text, with the secrets masked."""
        answer.read()
        sent = answer.request
        path = sent.url.raw_path.decode()
        first = f"{sent.method} {path}"
        status = f"{answer.status_code} {HTTPStatus(answer.status_code).phrase}"
        self._calls.append(
            {
                "request": _message(first, sent.headers, sent.content),
                "response": _message(status, answer.headers, answer.content),
            }
        )


def _message(first: str, headers: httpx.Headers, body: bytes) -> str:
    """Return a request or an answer as text: some of its headers, and a body with line breaks."""
    lines = [first, *(f"{name.title()}: {headers[name]}" for name in _SHOWN if name in headers)]
    text = body.decode()
    kind = headers.get("content-type", "")
    if kind == "application/json":
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    elif kind == "application/x-www-form-urlencoded":
        text = text.replace("&", "\n&")
    return redact("\n".join([*lines, "", text]).rstrip())
