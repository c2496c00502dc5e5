"""The exchange: from a request to a response, or to the reason for none."""

import base64
import binascii
from contextlib import suppress
from datetime import datetime, timedelta
from secrets import compare_digest
from typing import Any

from pydantic import ValidationError

from stytch_exchange.models.request import ExchangeAccessTokenRequest
from stytch_exchange.sandbox.claims import merged_claims
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import Refusal, refusal
from stytch_exchange.sandbox.sessions import Session
from stytch_exchange.sandbox.signing import session_claims
from stytch_exchange.sandbox.templates import EXCHANGE, Template, wire_time
from stytch_exchange.sandbox.tokens import Grant

_MINUTES = 60
"""How long a session lasts where the request does not say."""

_DEVICE = "device"
"""The example whose device is every member's."""


def exchange(project: Project, *, authorization: str | None, body: bytes) -> dict[str, Any]:
    """Return the body that answers a request: a response, or an error.

    Args:
        project: Whose access tokens are exchanged.
        authorization: The header of that name, where there is one.
        body: The body as it came.
    """
    request_id = project.identifiers.identifier("request-id")
    outcome = _exchanged(project, authorization, body)
    if isinstance(outcome, Refusal):
        return outcome.body(request_id)
    return {**outcome, "request_id": request_id}


def credentials_refusal(project: Project, authorization: str | None) -> Refusal | None:
    """Return the refusal of wrong credentials, or None where they are the project's.

    Args:
        project: The project.
        authorization: The header of that name, where there is one: HTTP's basic authentication
            (RFC 7617) with the project's id and secret.
    """
    expected = f"{project.project_id}:{project.secret}".encode()
    if compare_digest(_credentials(authorization or ""), expected):
        return None
    return refusal("unauthorized_credentials")


def _credentials(authorization: str) -> bytes:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _exchanged(
    project: Project, authorization: str | None, body: bytes
) -> dict[str, Any] | Refusal:
    now = project.now()
    if refused := _refused_unread(project, authorization, now):
        return refused
    request = _read(body)
    if isinstance(request, Refusal):
        return request
    token = request.access_token.get_secret_value()
    grant = project.tokens.look_up(token, now=now)
    if isinstance(grant, Refusal):
        return grant
    template = Template(grant.example)
    claims = merged_claims(template.session.get("custom_claims", {}), request.session_custom_claims)
    if isinstance(claims, Refusal):
        return claims
    # Last of all: a request that is refused for another reason leaves the token good.
    return project.tokens.use(token) or _response(project, grant, request, claims, now)


def _refused_unread(project: Project, authorization: str | None, now: datetime) -> Refusal | None:
    """Return the refusal that does not depend on the body, or None."""
    with suppress(IndexError):
        return project.failures.popleft()
    if not project.rate.allows(now=now):
        return refusal("too_many_requests")
    return credentials_refusal(project, authorization)


def _read(body: bytes) -> ExchangeAccessTokenRequest | Refusal:
    try:
        return ExchangeAccessTokenRequest.model_validate_json(body)
    except ValidationError as error:
        kinds = {(detail["loc"], detail["type"]) for detail in error.errors()}
    if kinds <= _WRONG_DURATION:
        return refusal("invalid_session_duration_minutes")
    return refusal("bad_request")


_WRONG_DURATION = {
    (("session_duration_minutes",), kind) for kind in ("greater_than_equal", "less_than_equal")
}


def _response(
    project: Project,
    grant: Grant,
    request: ExchangeAccessTokenRequest,
    claims: dict[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """Return the example of a grant with a new session, as if its member had just signed in."""
    template = Template(grant.example)
    body = template.body
    session = template.moved(template.session, now)
    body["member_session"] = {
        "authentication_factors": _factors(session["authentication_factors"], grant.client_id),
        "custom_claims": claims,
        "expires_at": wire_time(
            now + timedelta(minutes=request.session_duration_minutes or _MINUTES)
        ),
        "last_accessed_at": wire_time(now),
        "member_id": body["member_id"],
        "member_session_id": project.identifiers.identifier("member-session"),
        "organization_id": body["organization"]["organization_id"],
        "organization_slug": body["organization"]["organization_slug"],
        "roles": session["roles"],
        "started_at": session["started_at"],
    }
    body["member_device"] = _device(now) if request.telemetry_id else None
    body["session_token"] = project.identifiers.token()
    body["session_jwt"] = project.key.sign(
        session_claims(body, project_id=project.project_id, attributes=template.attributes)
    )
    project.sessions.add(Session(body, template.attributes))
    return body


def _factors(factors: list[dict[str, Any]], client_id: str) -> list[dict[str, Any]]:
    """Return the factors with the exchange's own naming the app."""
    return [
        {**factor, f"{EXCHANGE}_factor": {"client_id": client_id}}
        if factor["delivery_method"] == EXCHANGE
        else factor
        for factor in factors
    ]


def _device(now: datetime) -> Any:
    template = Template(_DEVICE)
    return template.moved(template.body["member_device"], now)
