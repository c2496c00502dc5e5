"""Error bodies: whose error it is, and what it asks for."""

import re
from typing import Any

from stytch_exchange.actions import remedy_for
from stytch_exchange.diagnosis.answers import came_with, what_else_answered
from stytch_exchange.diagnosis.kinds import Diagnosis, DiagnosisKind, Value

_SUCCESS = range(200, 300)

_OAUTH_ERROR = re.compile(r"[a-z]++(?:_[a-z]++)*+")
_ERROR_TYPE = re.compile(r"[a-z0-9_]++")
_ITS_OWN = frozenset({"error_type", "error_message", "error_url"})
_BESIDE = frozenset({"error_message", "error_url", "request_id", "status_code"})
_PROBLEM = frozenset({"type", "title", "status", "detail", "instance"})
_ENOUGH_OF_A_PROBLEM = 2

_CLIENT_ERROR = 400


def is_stytch_error(body: dict[str, Any]) -> bool:
    """Return whether an object is an error of Stytch, whatever else is wrong with it.

    Args:
        body: A decoded object.
    """
    error_type, status_code = body.get("error_type"), body.get("status_code")
    if isinstance(error_type, str) and _ERROR_TYPE.fullmatch(error_type):
        return len(body) == 1 or not _BESIDE.isdisjoint(body)
    refused = type(status_code) is int and status_code >= _CLIENT_ERROR
    return refused and not _ITS_OWN.isdisjoint(body)


def stytch_error(seen: Value) -> Diagnosis | None:
    """Recognize an error of Stytch."""
    body = seen.object
    if not is_stytch_error(body):
        return None
    own = body.get("status_code")
    own = own if type(own) is int else None
    error_type = body.get("error_type")
    status = seen.status_code if own is None else own
    advice = remedy_for(error_type if isinstance(error_type, str) else "", status).advice
    if seen.status_code in _SUCCESS or own in _SUCCESS:
        return Diagnosis(
            "error_in_success",
            "This is a Stytch error in an answer that says success: something in between passed"
            " the body on without its status.",
            f"Pass the status on too. {advice}",
        )
    return Diagnosis(
        "stytch_error",
        f"This is a Stytch error{_status(own)}: the API refused the request.",
        advice,
    )


def oauth_error(seen: Value) -> Diagnosis | None:
    """Recognize an error of OAuth 2.0 (RFC 6749, section 5.2); its description is optional."""
    error = seen.object.get("error")
    if not (isinstance(error, str) and _OAUTH_ERROR.fullmatch(error)) or "status" in seen.object:
        return None
    kind: DiagnosisKind = "error_in_success" if seen.status_code in _SUCCESS else "oauth_error"
    says = " in an answer that says success" if kind == "error_in_success" else ""
    return Diagnosis(
        kind,
        f"This is an OAuth 2.0 error{says}, from an authorization server or a protected resource.",
        remedy_for(error, seen.status_code).advice,
    )


def problem_details(seen: Value) -> Diagnosis | None:
    """Recognize a problem of RFC 9457, which Stytch does not write."""
    body = seen.object
    if "title" not in body or len(_PROBLEM & body.keys()) <= _ENOUGH_OF_A_PROBLEM:
        return None
    status = body["status"] if type(body.get("status")) is int else seen.status_code
    return Diagnosis(
        "problem_details",
        f"This is a problem report (RFC 9457){_status(status)} of a gateway or a backend, not of"
        " Stytch.",
        what_else_answered(status),
    )


_SHAPES = (
    ("the Spring framework", {"timestamp", "status", "error", "path"}),
    ("NestJS or Fastify", {"statusCode", "message", "error"}),
    ("Cloudflare's API", {"success", "errors"}),
    ("Kong or a similar gateway", {"message", "request_id"}),
    ("a GraphQL or JSON:API server", {"errors"}),
    ("FastAPI or Django", {"detail"}),
    ("AWS", {"__type"}),
    ("AWS", {"Message"}),
    ("an AWS Lambda function that failed", {"errorMessage", "errorType"}),
)
_SIGNS = (
    "message",
    "Message",
    "msg",
    "error",
    "errors",
    "error_description",
    "error_message",
    "errorMessage",
    "detail",
    "fault",
    "reason",
    "__type",
)
_LONGEST = 8


def gateway_error(seen: Value) -> Diagnosis | None:
    """Recognize a small object that is an error, and neither Stytch's nor OAuth's."""
    body = seen.object
    refused = body.get("success") is False or ("statusCode" in body and "body" not in body)
    if len(body) > _LONGEST or not (refused or any(body.get(sign) for sign in _SIGNS)):
        return None
    whose = next((whose for whose, keys in _SHAPES if keys <= body.keys()), None)
    shape = "" if whose is None else f", in the format of {whose}"
    return Diagnosis(
        "gateway_error",
        f"This is an error of a gateway or a backend, not of Stytch{shape}."
        + came_with(seen.status_code),
        what_else_answered(seen.status_code),
    )


def _status(status_code: int | None) -> str:
    return "" if status_code is None else f" with status {status_code}"
