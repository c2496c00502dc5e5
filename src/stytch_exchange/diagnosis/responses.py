"""Responses of Stytch: this one with something changed, its parts, and those of other endpoints."""

from typing import Any, NamedTuple

from stytch_exchange.diagnosis.kinds import Diagnosis, Value
from stytch_exchange.diagnosis.masks import mask_of
from stytch_exchange.models._base import Model
from stytch_exchange.models.factors import AuthenticationFactor
from stytch_exchange.models.member import Member
from stytch_exchange.models.organization import Organization
from stytch_exchange.models.response import ExchangeAccessTokenResponse
from stytch_exchange.models.session import MemberSession

_TOKENS = ("session_token", "session_jwt")
_ENVELOPE = frozenset({"request_id", "status_code"})
_OBJECTS = ("member", "organization", "member_session")


def is_response(body: dict[str, Any]) -> bool:
    """Return whether an object is a B2B response with a member or a session, whole or not.

    Args:
        body: A decoded object.
    """
    objects = sum(isinstance(body.get(name), dict) for name in _OBJECTS)
    tokens = any(isinstance(body.get(name), str) for name in _TOKENS)
    consumer = "user" in body or "session" in body
    return objects > 1 or (tokens and (objects > 0 or not consumer))


class _Addition(NamedTuple):
    """Required fields that the API has gained, by the release of its Python SDK that has them."""

    month: str
    version: str
    fields: dict[str, tuple[str, ...]]


_ADDITIONS = (
    _Addition(
        "July 2023",
        "7.1.0",
        {"member": ("mfa_enrolled", "mfa_phone_number"), "organization": ("mfa_policy",)},
    ),
    _Addition(
        "August 2023", "7.3.0", {"member": ("email_address_verified", "mfa_phone_number_verified")}
    ),
    _Addition(
        "December 2023",
        "8.0.0",
        {
            "member": ("is_admin", "roles"),
            "member_session": ("roles",),
            "organization": ("rbac_email_implicit_role_assignments",),
        },
    ),
    _Addition(
        "January 2024",
        "8.1.0",
        {
            "member": ("default_mfa_method", "totp_registration_id"),
            "organization": ("allowed_mfa_methods", "mfa_methods"),
        },
    ),
    _Addition("July 2024", "11.1.0", {"member": ("retired_email_addresses",)}),
    _Addition("August 2024", "11.4.0", {"organization": ("oauth_tenant_jit_provisioning",)}),
    _Addition("March 2025", "12.8.0", {"organization": ("claimed_email_domains",)}),
    _Addition(
        "June 2025",
        "13.6.0",
        {
            "member": ("is_locked",),
            "organization": (
                "allowed_first_party_connected_apps",
                "allowed_third_party_connected_apps",
                "first_party_connected_apps_allowed_type",
                "third_party_connected_apps_allowed_type",
            ),
        },
    ),
    _Addition("August 2025", "13.14.0", {"member_session": ("organization_slug",)}),
    _Addition("December 2025", "14.0.0", {"organization": ("custom_roles",)}),
)
"""Read from the history of stytch-python's models: the API itself may have had them earlier."""

_FEWEST_OLDER = 4
"""Fewer missing fields are a handful of lines: the findings say enough."""


def mfa_pending(seen: Value) -> Diagnosis | None:
    """Recognize a sign-in that is not complete: it has no session yet."""
    body = seen.object
    intermediate = body.get("intermediate_session_token")
    waits = body.get("member_authenticated") is False or (
        isinstance(intermediate, str) and intermediate != ""
    )
    if not waits or any(body.get(name) for name in _TOKENS) or "member" not in body:
        return None
    return Diagnosis(
        "mfa_pending",
        "This is a sign-in of another endpoint that is not complete: a second factor, or another"
        " way to sign in, is required before there is a session.",
        "Finish it with the intermediate_session_token, which is a secret; the exchange of an"
        " access token has no such step.",
    )


def masked(seen: Value) -> Diagnosis | None:
    """Recognize a response whose tokens were masked by a tool."""
    who = [
        mask
        for name in _TOKENS
        if isinstance(token := seen.object.get(name), str) and (mask := mask_of(token)) is not None
    ]
    if not who:
        return None
    by = next((f" (this looks like {mask})" for mask in who if mask), "")
    return Diagnosis(
        "masked",
        f"The tokens in this response are masked{by}.",
        "You can check everything except the tokens; to use the session, take the body before it"
        " is masked.",
    )


def authenticate_response(seen: Value) -> Diagnosis | None:
    """Recognize the answer of sessions.authenticate, without the member's id at the top."""
    body = seen.object
    whole = all(isinstance(body.get(name), dict) for name in _OBJECTS)
    if not whole or "member_id" in body or not all(body.get(name) for name in _TOKENS):
        return None
    return Diagnosis(
        "authenticate_response",
        "This is the response of sessions.authenticate, not of the exchange: it has no member_id"
        " beside its member.",
        "Read the member's id from /member/member_id, and check the exchange's own response.",
    )


def without_session(seen: Value) -> Diagnosis | None:
    """Recognize a member with its organization: the answer if no session is started."""
    body = seen.object
    if any(name in body for name in (*_TOKENS, "member_session", "member_device")):
        return None
    return Diagnosis(
        "other_response",
        "This is the response of another endpoint: a member and an organization without a session.",
        "Check which endpoint you called: the exchange is"
        " POST /v1/b2b/sessions/exchange_access_token.",
    )


def older_api(seen: Value) -> Diagnosis | None:
    """Recognize a response that lacks fields which the API has gained since, and no others."""
    body = seen.object
    lacking = {
        (name, field)
        for name, model in _MODELS.items()
        if isinstance(body.get(name), dict)
        for field in _required(model)
        if field not in body[name]
    }
    additions = [
        (addition, {(name, field) for name in addition.fields for field in addition.fields[name]})
        for addition in _ADDITIONS
    ]
    known = set().union(*(fields for _, fields in additions))
    newest = additions[-1][1]
    if len(lacking) < _FEWEST_OLDER or not newest <= lacking <= known:
        return None
    first = next(addition for addition, fields in additions if fields & lacking)
    return Diagnosis(
        "older_api",
        f"This is a response of an older API, or an example from its documentation: {len(lacking)}"
        f" fields are missing. Stytch's Python SDK has had the first of them since {first.version}"
        f" ({first.month}).",
        "Record a new body, or add the missing fields to your fixture; the findings name each.",
    )


def is_consumer_response(body: dict[str, Any]) -> bool:
    """Return whether an object is a response with a user.

    Args:
        body: A decoded object.
    """
    session = body.get("session")
    user = {"user", "user_id"} & body.keys() or (isinstance(session, dict) and "user_id" in session)
    return bool(user) and bool({*_ENVELOPE, *_TOKENS} & body.keys())


def consumer_response(seen: Value) -> Diagnosis | None:
    """Recognize a response of Stytch's consumer API, which has users instead of members."""
    return consumers() if is_consumer_response(seen.object) else None


def consumers() -> Diagnosis:
    """Return the diagnosis of a response of the consumer API."""
    return Diagnosis(
        "consumer_response",
        "This is a response of Stytch's consumer API: it has a user, not a member.",
        "Call the B2B API, whose paths begin with /v1/b2b/, with the credentials of a B2B project.",
    )


def discovery_response(seen: Value) -> Diagnosis | None:
    """Recognize an answer of the discovery flow, which comes before an organization is chosen."""
    body = seen.object
    token = isinstance(body.get("intermediate_session_token"), str)
    if not ("discovered_organizations" in body or (token and "member" not in body)):
        return None
    return Diagnosis(
        "discovery_response",
        "This is a response of Stytch's discovery flow: it lists organizations, and there is no"
        " session yet.",
        "Choose an organization, and exchange the intermediate session for one of its sessions;"
        " that response differs from this exchange's.",
    )


def session_list(seen: Value) -> Diagnosis | None:
    """Recognize a list of sessions."""
    if not any(isinstance(seen.object.get(name), list) for name in ("member_sessions", "sessions")):
        return None
    return Diagnosis(
        "session_list",
        "This is a list of sessions, as sessions.get answers, not the response of the exchange.",
        "Read the sessions from the list: it has no tokens.",
    )


_SIGNS = (
    ({"keys"}, "a key set (JWKS), which verifies session JWTs"),
    ({"active"}, "the introspection of a token"),
    ({"issuer", "authorization_endpoint"}, "the metadata of an authorization server"),
    ({"resource", "authorization_servers"}, "the metadata of a protected resource"),
    ({"client_id", "redirect_uris"}, "the registration of a client"),
    ({"redirect_uri", "authorization_code"}, "the end of an authorization"),
    ({"consent_required", "scope_results"}, "the start of an authorization"),
    ({"results_metadata"}, "the result of a search"),
    ({"connected_apps"}, "a list of Connected Apps"),
    ({"connected_app"}, "a Connected App"),
    ({"recovery_codes"}, "recovery codes"),
    ({"policy"}, "an RBAC policy"),
    ({"org_policy"}, "an RBAC policy"),
    ({"connection"}, "an SSO or SCIM connection"),
    ({"saml_connections"}, "a list of SSO connections"),
    ({"member_session"}, "a session without its member"),
    ({"organization"}, "an organization without a session"),
    ({"member"}, "a member without a session"),
)


def other_response(seen: Value) -> Diagnosis | None:
    """Recognize a response of another endpoint by the fields that only it has."""
    body = seen.object
    stands_alone = {
        "keys",
        "active",
        "issuer",
        "resource",
        "client_id",
        *_OBJECTS,
    }  # in answers without a request_id
    name = next(
        (
            answer
            for fields, answer in _SIGNS
            if body.keys() >= fields and (fields & stands_alone or body.keys() >= _ENVELOPE)
        ),
        "only a status and a request_id, as from sessions.revoke"
        if body.keys() == _ENVELOPE
        else None,
    )
    if name is None:
        return None
    return Diagnosis(
        "other_response",
        f"This is the response of another endpoint: {name}.",
        "Check which endpoint you called: the exchange is"
        " POST /v1/b2b/sessions/exchange_access_token.",
    )


def part(seen: Value) -> Diagnosis | None:
    """Recognize one object of the response, without the rest."""
    body = seen.object
    for name, model in _PARTS.items():
        required = _required(model)
        if len(required & body.keys()) * 2 > len(required):
            return Diagnosis(
                "part",
                f"This is only {name}, which is one part of the response.",
                "Pass the whole body, or validate this part with"
                f" `{model.__name__}.model_validate_json`.",
            )
    return None


def _required(model: type[Model]) -> set[str]:
    return {name for name, info in model.model_fields.items() if info.is_required()}


_MODELS: dict[str, type[Model]] = {
    "member": Member,
    "organization": Organization,
    "member_session": MemberSession,
}
_PARTS: dict[str, type[Model]] = {
    "a member": Member,
    "an organization": Organization,
    "a member session": MemberSession,
    "an authentication factor": AuthenticationFactor,
}

_SPELLED = frozenset(
    {
        *ExchangeAccessTokenResponse.model_fields,
        "error_type",
        "error_message",
        "error_url",
        "member_session_id",
        "organization_id",
        "email_address",
    }
)
_FOLDED = frozenset(name.replace("_", "") for name in _SPELLED if "_" in name)
_FEWEST_RESPELLED = 2


def is_respelled(body: dict[str, Any]) -> bool:
    """Return whether an object has the response's or an error's keys in another spelling.

    Args:
        body: A decoded object.
    """
    respelled = {key for key in body if key not in _SPELLED and _folded(key) in _FOLDED}
    return len(respelled) >= _FEWEST_RESPELLED


def _folded(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()


def respelled(pointer: str | None) -> Diagnosis:
    """Return the diagnosis of keys in another spelling.

    Args:
        pointer: Where the object with such keys is, or None if it is the body itself.
    """
    return Diagnosis(
        "camel_case",
        "The keys are not spelled as in the API, but in camelCase, for example: an SDK for another"
        " language or a converter writes them like this.",
        "Pass the body as it came over the wire, whose keys are in snake_case.",
        pointer,
    )


def camel_case(seen: Value) -> Diagnosis | None:
    """Recognize the response or an error with its keys in another spelling."""
    own = any(name in seen.object for name in _TOKENS)
    return None if own or not is_respelled(seen.object) else respelled(None)


def json_schema(seen: Value) -> Diagnosis | None:
    """Recognize a JSON Schema or an OpenAPI document, which describe bodies."""
    body = seen.object
    of_an_object = body.get("type") == "object" and isinstance(body.get("properties"), dict)
    if not (of_an_object or {"$schema", "openapi", "swagger"} & body.keys()):
        return None
    return Diagnosis(
        "json_schema",
        "This is a schema, which describes bodies, not a body.",
        "Pass a body; `stytch-exchange schema` prints this package's own schema.",
    )
