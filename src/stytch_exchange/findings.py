"""A finding: one place where a body departs from the contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import ValidationError

from stytch_exchange.models._base import readable_key

Location = tuple[int | str, ...]

Severity = Literal["error", "warning", "info"]
"""How bad a finding is: the contract is broken, something is suspicious, or newer than we know."""

FindingCode = Literal[
    # The body is not the response at all.
    "not_json",
    "too_large",
    "refused",
    # A part of it is not what the models take.
    "missing",
    "null",
    "wrong_type",
    "timestamp",
    "secret",
    "status_code",
    "invalid",
    # Its parts do not go together.
    "empty_identifier",
    "member_ids_differ",
    "organization_ids_differ",
    "jwt_algorithm",
    "jwt_claims",
    "jwt_lifetime",
    "jwt_malformed",
    "factor_detail",
    "lock_times",
    "organization_slugs_differ",
    "restricted_without_list",
    "session_role",
    "session_times",
    # Something of it is lost, made up, or not looked at.
    "digits_lost",
    "duplicate_key",
    "filled",
    "more",
    "not_finite",
    # It is newer than this package.
    "unknown_field",
    "unknown_value",
]
"""What kind of departure a finding is, in a word that does not change."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a body departs from the contract. It holds no value of the body."""

    pointer: str
    """Where: a JSON Pointer (RFC 6901) into the body. `""` is the body as a whole."""

    code: FindingCode
    """What kind of departure it is."""

    severity: Severity
    """How bad it is."""

    message: str
    """What is wrong, for a person."""

    def __str__(self) -> str:
        """Return the finding as one line: where, what, and the code."""
        return f"{self.pointer or '(body)'}: {self.message} [{self.code}]"


def finding(code: FindingCode, location: Location, message: str) -> Finding:
    """Return a finding at a path of keys and indices, with the severity of its code.

    Args:
        code: The kind of departure.
        location: Keys and indices from the outside in; empty for the body as a whole. Keys that
            are not the contract's own are shortened and escaped.
        message: What is wrong, without any value of the body.
    """
    readable = tuple(step if isinstance(step, int) else readable_key(step) for step in location)
    return Finding(json_pointer(readable), code, severity_of(code), message)


def severity_of(code: FindingCode) -> Severity:
    """Return how bad findings of a code are: an error unless it is listed here."""
    return _SEVERITIES.get(code, "error")


def findings_of(error: ValidationError) -> tuple[Finding, ...]:
    """Return what a pydantic error found, in its order, without any value of the body.

    Args:
        error: What one of the models raised.
    """
    return tuple(found for _, found in located_findings_of(error))


def located_findings_of(
    error: ValidationError, *, below: Location = ()
) -> Iterator[tuple[Location, Finding]]:
    """Yield what a pydantic error found, each with the path that its pointer is made of.

    Args:
        error: What one of the models raised.
        below: The path to what was validated.
    """
    # The inputs are values of the body, and a copy of each object that lacks a field.
    for detail in error.errors(include_input=False):
        location = (*below, *detail["loc"])
        code, message = _EXPECTED.get(detail["type"], ("invalid", "is not what the contract says"))
        if detail["type"] == "json_invalid":
            message = detail["msg"].replace("Invalid JSON: ", "is not JSON: ")
        yield location, finding(code, location, message)


def json_pointer(location: Location) -> str:
    """Return the JSON Pointer (RFC 6901) of a path of keys and indices.

    Args:
        location: Keys and indices from the outside in; empty for the body as a whole.
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in location)


_SEVERITIES: Final[dict[FindingCode, Severity]] = {
    "jwt_lifetime": "warning",
    "jwt_malformed": "warning",
    "factor_detail": "warning",
    "lock_times": "warning",
    "organization_slugs_differ": "warning",
    "restricted_without_list": "warning",
    "session_role": "warning",
    "session_times": "warning",
    "digits_lost": "warning",
    "duplicate_key": "warning",
    "filled": "warning",
    "more": "warning",
    "not_finite": "warning",
    "unknown_field": "info",
    "unknown_value": "info",
}

_EXPECTED: Final[dict[str, tuple[FindingCode, str]]] = {
    "json_invalid": ("not_json", "is not JSON"),
    "string_unicode": ("not_json", "is not UTF-8 text"),
    "missing": ("missing", "is required, but missing"),
    "string_type": ("wrong_type", "must be a string, and not null"),
    "bool_type": ("wrong_type", "must be true or false, and not null"),
    "int_type": ("wrong_type", "must be an integer, and not null"),
    "list_type": ("wrong_type", "must be an array, and not null"),
    "dict_type": ("wrong_type", "must be an object"),
    "model_type": ("wrong_type", "must be an object"),
    "timestamp": (
        "timestamp",
        "must be an RFC 3339 timestamp with an offset, such as 2026-03-05T09:12:00Z",
    ),
    "secret": ("secret", "must be the secret itself, neither empty nor masked"),
}
