"""Verify a Connected App's access token: return its claims, or raise an error."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr, ValidationError

from stytch_exchange.jwt.claim_checks import check_claims, requirements_of
from stytch_exchange.jwt.claims import AccessTokenClaims
from stytch_exchange.jwt.errors import WrongClientError, WrongTokenError
from stytch_exchange.jwt.jwks_cache import JWKSCache
from stytch_exchange.jwt.verification import malformed, registered_claims, signed_payload
from stytch_exchange.tracebacks import hide_frames

_ORGANIZATION = "https://stytch.com/organization"
_SESSION = "https://stytch.com/session"
_RESERVED = frozenset(
    {"aud", "client_id", "exp", "iat", "iss", "jti", "nbf", "scope", "sub", _ORGANIZATION}
)

_TYPES = frozenset({"JWT", "AT+JWT", "APPLICATION/AT+JWT"})
"""RFC 9068 has its own type for access tokens. It is not known which one Stytch writes."""


@hide_frames
def verify_access_token(  # noqa: PLR0913 - keyword-only, and most have a good default
    jwt: str | SecretStr,
    *,
    project_id: str,
    jwks: JWKSCache | Mapping[str, Any] | bytes | bytearray | str,
    client_ids: Iterable[str] | None,
    audience: str | None = None,
    issuers: Iterable[str] | None = None,
    leeway: timedelta = timedelta(0),
    now: datetime | None = None,
    max_age: timedelta | None = None,
) -> AccessTokenClaims:
    """Verify the access token of a Connected App, and return its claims.

    It is as strict as `verify_session_jwt`, makes the same checks in the same order, and asks
    Stytch only for the keys. A token whose grant was revoked therefore passes until it expires:
    ask Stytch's introspection endpoint if that is too long. The client is checked after the
    issuer and the times.

    Args:
        jwt: The access token, from the header `Authorization: Bearer …` of a request.
        project_id: Your project, `project-<test|live>-<uuid>`.
        jwks: A `JWKSCache`, or a key set as JSON or decoded. The keys are those of session JWTs.
        client_ids: The Connected Apps to accept, `connected-app-<test|live>-<uuid>`. A token of
            any other app of the project is genuine too, but not meant for you. None accepts every
            app, which an MCP server needs if its clients register themselves: then pass an
            `audience`, if you have one.
        audience: An audience of your own that the token must name. By default the token must name
            your project or its client, because Stytch's pages say both.
        issuers: Issuers to accept in addition to `stytch.com/{project_id}`, compared exactly: the
            domain that the app calls to get its token, without a slash at the end.
        leeway: How far this machine's clock may be off, up to five minutes. It applies to `exp`,
            `nbf` and `iat`, but not to `max_age`.
        now: The current time, with a UTC offset. By default the system's clock.
        max_age: The age at which a token is refused. Pass five minutes to accept only tokens that
            can still be exchanged.

    Returns:
        The claims.

    Raises:
        MalformedJWTError: The text is not an access token of Stytch's B2B API.
        WrongTokenError: The text is a session JWT.
        UnknownKeyError: The token names a key that is not in the key set.
        BadSignatureError: The token was not signed by the key that it names.
        WrongAudienceError: The token is for another audience.
        WrongIssuerError: The token is from another issuer.
        ExpiredJWTError: The token has expired.
        NotYetValidJWTError: The token is not valid yet.
        TooOldJWTError: The token has reached the `max_age`.
        WrongClientError: The token belongs to another client.
        JWKSError: The key set cannot be loaded or used.
        TypeError: An argument has the wrong type.
        ValueError: An argument is invalid, such as an empty `client_ids` (a plain `ValueError`).
    """
    text = jwt.get_secret_value() if isinstance(jwt, SecretStr) else jwt
    if not isinstance(text, str):
        raise TypeError(f"jwt must be str or SecretStr, not {type(text).__name__}")
    # Each client has its own lifetime for access tokens, so any lifetime is accepted.
    required = requirements_of(project_id, issuers, leeway, now, max_age, timedelta.max)
    clients = _checked_clients(client_ids)
    if not isinstance(audience, str | None):
        raise TypeError(f"audience must be str or None, not {type(audience).__name__}")
    if audience == "":
        raise ValueError("audience must not be empty")
    claims = _claims(signed_payload(text, project_id, jwks, _TYPES))
    audiences = {project_id, claims.client_id} if audience is None else {audience}
    required = replace(required, audiences=frozenset(audiences))
    check_claims(claims, required, name="access token", renewal="the app needs a new one")
    if clients is not None and claims.client_id not in clients:
        raise WrongClientError(
            "the access token belongs to another client: refuse it, or add the client to client_ids"
        )
    return claims


def _checked_clients(client_ids: object) -> frozenset[str] | None:
    """Return the clients, after checking that they are a collection of identifiers."""
    if client_ids is None:
        return None
    if isinstance(client_ids, str) or not isinstance(client_ids, Iterable):
        kind = type(client_ids).__name__
        raise TypeError(f"client_ids must be an iterable of str or None, not {kind}")
    clients: list[Any] = list(client_ids)
    for client in clients:
        if not isinstance(client, str):
            raise TypeError(f"a client id must be str, not {type(client).__name__}")
    if not clients or "" in clients:
        raise ValueError("client_ids must name at least one client, and none may be empty")
    return frozenset(clients)


def _claims(payload: Mapping[str, Any]) -> AccessTokenClaims:
    """Return the claims as a model, after checking the type of each."""
    if _SESSION in payload:
        raise WrongTokenError(
            "this is a session JWT, not a Connected App's access token: verify it with "
            "verify_session_jwt"
        )
    organization, scope = payload.get(_ORGANIZATION), payload.get("scope")
    if not isinstance(scope, str):
        raise malformed("the claim scope is missing or invalid")
    claims = {
        **registered_claims(payload),
        "client_id": payload.get("client_id"),
        "organization_id": (
            organization.get("organization_id") if isinstance(organization, dict) else None
        ),
        "scopes": scope.split(),
        "custom_claims": {name: payload[name] for name in payload if name not in _RESERVED},
    }
    try:
        return AccessTokenClaims.model_validate(claims)
    except ValidationError as error:
        # This path cannot show a value or a custom claim, because custom claims are not validated.
        place = error.errors(include_input=False)[0]["loc"][0]
    raise malformed(f"the claim {place} is missing or invalid")
