"""The exchange of an access token for a session."""

from datetime import datetime, timedelta
from typing import Any

from stytch_exchange.models.request import ExchangeAccessTokenRequest
from stytch_exchange.sandbox.access_tokens import Grant
from stytch_exchange.sandbox.calls import Call
from stytch_exchange.sandbox.claims import merged_claims
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.sessions import Session, answer
from stytch_exchange.sandbox.store import token_hash
from stytch_exchange.sandbox.templates import EXCHANGE, Template, moved, wire_time

_MINUTES = 60
"""The length of a session if the request does not set it."""

_DEVICE = "device"
"""The example with the device that every member uses."""


class _Request(ExchangeAccessTokenRequest, extra="forbid"):
    """The documented request. An unknown field is refused, because it would have no effect."""


def exchange(project: Project, call: Call) -> dict[str, Any]:
    """Answer a request to exchange."""
    request = call.read(_Request)
    now = project.now()
    token = request.access_token.get_secret_value()
    grant = project.tokens.look_up(token, now=now)
    present = grant.person.sign_in.get("custom_claims", {})
    claims = merged_claims(present, request.session_custom_claims)
    if request.session_duration_minutes is None:
        claims = present
    # Use the token last: a request that is refused for another reason does not use it.
    project.tokens.use(token, now=now)
    return _response(project, grant, request, claims, now)


def _response(
    project: Project, grant: Grant, request: _Request, claims: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Return a response with a new session, as if the grant's member had just signed in."""
    person = grant.person
    sign_in = person.sign_in_at(now)
    session_token = project.identifiers.token()
    length = timedelta(minutes=request.session_duration_minutes or _MINUTES)
    member_session = {
        "authentication_factors": _factors(
            sign_in["authentication_factors"], grant.client.client_id
        ),
        "custom_claims": claims,
        "expires_at": wire_time(now + length),
        "last_accessed_at": wire_time(now),
        "member_id": person.member_id,
        "member_session_id": project.identifiers.identifier("member-session"),
        "organization_id": person.organization_id,
        "organization_slug": person.organization["organization_slug"],
        "roles": sign_in["roles"],
        "started_at": sign_in["started_at"],
    }
    session = Session(person, member_session, token_hash(session_token))
    project.sessions.add(session, now=now)
    body = answer(project, session, token=session_token)
    body["member_id"] = person.member_id
    body["member_device"] = _device(now) if request.telemetry_id else None
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
    then = datetime.fromisoformat(template.session["last_accessed_at"])
    return moved(template.body["member_device"], now - then)
