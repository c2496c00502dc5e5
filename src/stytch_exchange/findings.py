"""A finding: one place where a body does not match the API contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Any, Final, Literal, get_args

from pydantic import ValidationError

from stytch_exchange.models._base import readable_key

Location = tuple[int | str, ...]

Severity = Literal["error", "warning", "info"]
"""How serious a finding is: `error` if the body breaks the contract or contradicts itself,
`warning` if something is suspicious or lost, `info` if the API is newer than this package."""

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""The severities, the most serious first."""

FindingCode = Literal[
    # The body is not the response at all.
    "not_json",
    "too_large",
    "refused",
    # The models do not accept a part of it.
    "missing",
    "null",
    "wrong_type",
    "timestamp",
    "secret",
    "status_code",
    "invalid",
    # Its parts contradict each other.
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
    # It was changed on the way.
    "byte_order_mark",
    "masked_secret",
    # A part of it is lost, filled in, or not checked.
    "digits_lost",
    "duplicate_key",
    "filled",
    "more",
    "not_finite",
    # It is newer than this package.
    "unknown_field",
    "unknown_value",
]
"""The kind of problem, as a word that never changes."""

_SEVERITIES: Final[dict[FindingCode, Severity]] = {
    "jwt_lifetime": "warning",
    "jwt_malformed": "warning",
    "factor_detail": "warning",
    "lock_times": "warning",
    "organization_slugs_differ": "warning",
    "restricted_without_list": "warning",
    "session_role": "warning",
    "session_times": "warning",
    "byte_order_mark": "warning",
    "masked_secret": "warning",
    "digits_lost": "warning",
    "duplicate_key": "warning",
    "filled": "warning",
    "more": "warning",
    "not_finite": "warning",
    "unknown_field": "info",
    "unknown_value": "info",
}
"""The codes that are not errors."""

_EXPECTED: Final[dict[str, tuple[FindingCode, str]]] = {
    "json_invalid": ("not_json", "is not JSON"),
    "string_unicode": ("not_json", "is not UTF-8 text"),
    "missing": ("missing", "is required, but missing"),
    "string_type": ("wrong_type", "must be a string"),
    "bool_type": ("wrong_type", "must be true or false"),
    "int_type": ("wrong_type", "must be an integer"),
    "list_type": ("wrong_type", "must be an array"),
    "dict_type": ("wrong_type", "must be an object"),
    "model_type": ("wrong_type", "must be an object"),
    "timestamp": (
        "timestamp",
        "must be an RFC 3339 timestamp with an offset, such as 2026-03-05T09:12:00Z",
    ),
    "secret": ("secret", "must be the actual secret, not an empty or masked one"),
}
"""The code and the message for each type of pydantic error."""

_TYPES: Final[dict[type, str]] = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number with decimals",
    NoneType: "null",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a body does not match the contract. It contains no value from the body."""

    pointer: str
    """The place: a JSON Pointer (RFC 6901) into the body. `""` is the whole body."""

    code: FindingCode
    """The kind of problem."""

    severity: Severity
    """How serious it is."""

    message: str
    """What is wrong, in words."""

    def __str__(self) -> str:
        """Return the finding as one line: the place, the message and the code."""
        return f"{self.pointer or '(body)'}: {self.message} [{self.code}]"


class Pointers:
    """Makes the pointers of a body's findings, each in little time if it is much like the last."""

    def __init__(self) -> None:
        """Begin without a last pointer."""
        self._location: Location = ()
        self._parts: list[str] = []

    def of(self, location: Location) -> str:
        """Return the pointer of a path. A key that is not in the contract is shortened.

        Args:
            location: Keys and indices, outermost first. Empty for the whole body.
        """
        shared = 0
        # Comparing long keys would take time: equal keys of one object are the same string.
        for step, last in zip(location, self._location, strict=False):
            if step is not last:
                break
            shared += 1
        self._parts[shared:] = [
            json_pointer((step if isinstance(step, int) else readable_key(step),))
            for step in location[shared:]
        ]
        self._location = location
        return "".join(self._parts)


def finding(
    code: FindingCode, location: Location, message: str, pointers: Pointers | None = None
) -> Finding:
    """Return a finding at a path of keys and indices, with the severity of its code.

    Args:
        code: The kind of problem.
        location: Keys and indices, outermost first. Empty for the whole body. A key that is not
            in the contract is shortened and escaped.
        message: What is wrong, without any value from the body.
        pointers: Makes the pointers of many findings.
    """
    pointer = (pointers or Pointers()).of(location)
    return Finding(pointer, code, severity_of(code), message)


def severity_of(code: FindingCode) -> Severity:
    """Return how serious the findings with a code are."""
    return _SEVERITIES.get(code, "error")


def findings_of(error: ValidationError, *, typed: bool = False) -> tuple[Finding, ...]:
    """Return the findings for a pydantic error, in its order, without any value from the body.

    Args:
        error: The error that one of the models raised.
        typed: Say which type was found. The errors of the models' own methods do not know it.
    """
    return tuple(found for _, found in located_findings_of(error, typed=typed))


def located_findings_of(
    error: ValidationError, *, below: Location = (), typed: bool = False
) -> Iterator[tuple[Location, Finding]]:
    """Yield the findings for a pydantic error, each with the path behind its pointer.

    Args:
        error: The error that one of the models raised.
        below: The path to the value that was validated.
        typed: Say which type was found. The errors of the models' own methods do not know it.
    """
    # The inputs are values from the body: only their types are looked at.
    for detail in error.errors(include_url=False, include_context=False, include_input=typed):
        location = (*below, *detail["loc"])
        code, message = _EXPECTED.get(
            detail["type"], ("invalid", "does not match the API contract")
        )
        if detail["type"] == "json_invalid":
            message = detail["msg"].replace("Invalid JSON: ", "is not JSON: ")
        elif typed and (
            code == "wrong_type" or (code == "timestamp" and not isinstance(detail["input"], str))
        ):
            message += f" (found {json_type(detail['input'])})"
        yield location, finding(code, location, message)


def json_type(value: Any) -> str:
    """Return the JSON type of a decoded value, in words.

    Args:
        value: A decoded value.
    """
    return _TYPES.get(type(value), "another type")


def json_pointer(location: Location) -> str:
    """Return the JSON Pointer (RFC 6901) for a path of keys and indices.

    Args:
        location: Keys and indices, outermost first. Empty for the whole body.
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in location)
