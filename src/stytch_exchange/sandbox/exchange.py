"""The exchange of an access token for a session."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from stytch_exchange.models.request import ExchangeAccessTokenRequest
from stytch_exchange.sandbox.access_tokens import Grant
from stytch_exchange.sandbox.claims import merged_claims
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import Refusal, refusal
from stytch_exchange.sandbox.sessions import Session
from stytch_exchange.sandbox.signing import session_claims
from stytch_exchange.sandbox.templates import EXCHANGE, Template, wire_time

_MINUTES = 60
"""The length of a session if the request does not set it."""

_DEVICE = "device"
"""The example with the device that every member uses."""

_WRONG_DURATION = {
    (("session_duration_minutes",), kind) for kind in ("greater_than_equal", "less_than_equal")
}


def exchange(project: Project, *, authorization: str | None, body: bytes) -> dict[str, Any]:
    """Answer a request to exchange: return the body of a response or an error.

    Args:
        project: The project that issued the access token.
        authorization: The header `Authorization`, if the request has one.
        body: The raw body of the request.
    """
    request_id = project.identifiers.identifier("request-id")
    outcome = _exchanged(project, authorization, body)
    if isinstance(outcome, Refusal):
        return outcome.body(request_id)
    return {**outcome, "request_id": request_id}


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
    # Use the token last: a request that is refused for another reason does not use it.
    return project.tokens.use(token) or _response(project, grant, request, claims, now)


def _refused_unread(project: Project, authorization: str | None, now: datetime) -> Refusal | None:
    """Return a refusal that does not depend on the body, or None."""
    with suppress(IndexError):
        return project.failures.popleft()
    if not project.rate.allows(now=now):
        return refusal("too_many_requests")
    return None if project.authenticates(authorization) else refusal("unauthorized_credentials")


def _read(body: bytes) -> ExchangeAccessTokenRequest | Refusal:
    try:
        return ExchangeAccessTokenRequest.model_validate_json(body)
    except ValidationError as error:
        kinds = {(detail["loc"], detail["type"]) for detail in error.errors()}
    if kinds <= _WRONG_DURATION:
        return refusal("invalid_session_duration_minutes")
    return refusal("bad_request")


def _response(
    project: Project,
    grant: Grant,
    request: ExchangeAccessTokenRequest,
    claims: dict[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """Return the grant's example with a new session, as if its member had just signed in."""
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
    """Return the factors, with the app's client id in the factor of the exchange."""
    return [
        {**factor, f"{EXCHANGE}_factor": {"client_id": client_id}}
        if factor["delivery_method"] == EXCHANGE
        else factor
        for factor in factors
    ]


def _device(now: datetime) -> Any:
    template = Template(_DEVICE)
    return template.moved(template.body["member_device"], now)
