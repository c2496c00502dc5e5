"""Issuing: access tokens, which the real API hands out at the end of OAuth's dance."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from stytch_exchange.models._base import Model
from stytch_exchange.sandbox.exchange import credentials_refusal
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import Refusal, refusal
from stytch_exchange.sandbox.templates import Template
from stytch_exchange.sandbox.tokens import FULL_ACCESS, Grant, scopes_of


def issued(
    project: Project,
    *,
    scopes: Iterable[str] = (FULL_ACCESS,),
    age: timedelta = timedelta(0),
    example: str | None = None,
    client_id: str | None = None,
) -> str:
    """Return a new access token of the project's.

    Args:
        project: Whose token it is.
        scopes: What the member allowed.
        age: How long ago.
        example: The example whose member allowed it; the project's own by default.
        client_id: The Connected App; the example's by default.

    Raises:
        TypeError: The scopes are one string.
        ValueError: There is no such example, or the age is negative.
    """
    if age < timedelta(0):
        message = "age is negative: a token cannot come from the future"
        raise ValueError(message)
    name = example or project.example
    template = Template(name)
    token = project.identifiers.token()
    grant = Grant(
        example=name,
        client_id=client_id or template.client_id,
        scopes=scopes_of(scopes),
        issued_at=project.now() - age,
    )
    project.tokens.add(token, grant)
    return token


class _Wishes(Model):
    """What an access token is asked to be, over HTTP."""

    scopes: list[str] | None = None
    age_seconds: int = 0
    example: str | None = None
    client_id: str | None = None


def issue(project: Project, *, authorization: str | None, body: bytes) -> dict[str, Any]:
    """Return the body that answers a request for an access token: one, or an error.

    Args:
        project: Whose token it is.
        authorization: The header of that name, where there is one.
        body: The body as it came; empty for a token with nothing special about it.
    """
    request_id = project.identifiers.identifier("request-id")
    refused = credentials_refusal(project, authorization)
    token = refused or _wished_for(project, body or b"{}")
    if isinstance(token, Refusal):
        return token.body(request_id)
    return {"access_token": token, "request_id": request_id, "status_code": 200}


def _wished_for(project: Project, body: bytes) -> str | Refusal:
    try:
        wishes = _Wishes.model_validate_json(body)
        return issued(
            project,
            scopes=(FULL_ACCESS,) if wishes.scopes is None else wishes.scopes,
            age=timedelta(seconds=wishes.age_seconds),
            example=wishes.example,
            client_id=wishes.client_id,
        )
    # A timedelta and a datetime have their bounds.
    except (ValidationError, ValueError, OverflowError):
        return refusal("bad_request")
