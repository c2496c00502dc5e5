"""A finding: one place where a body departs from the contract."""

from dataclasses import dataclass
from typing import Final, Literal

from pydantic import ValidationError

Severity = Literal["error", "warning", "info"]
"""How bad a finding is: the contract is broken, something is suspicious, or newer than we know."""

FindingCode = Literal[
    "not_json",
    "too_large",
    "missing",
    "wrong_type",
    "timestamp",
    "secret",
    "status_code",
    "invalid",
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


def findings_of(error: ValidationError) -> tuple[Finding, ...]:
    """Return what a pydantic error found, in its order, without any value of the body.

    Args:
        error: What one of the models raised.
    """
    # Inputs and contexts are left out by pydantic: they are values of the body.
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(_finding(detail["type"], detail["loc"], detail["msg"]) for detail in details)


def json_pointer(location: tuple[int | str, ...]) -> str:
    """Return the JSON Pointer (RFC 6901) of a path of keys and indices.

    Args:
        location: Keys and indices from the outside in; empty for the body as a whole.
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in location)


_EXPECTED: Final[dict[str, tuple[FindingCode, str]]] = {
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
    "string_unicode": ("not_json", "is not UTF-8 text"),
}


def _finding(kind: str, location: tuple[int | str, ...], message: str) -> Finding:
    if kind == "json_invalid":
        text = message.replace("Invalid JSON: ", "is not JSON: ")
        return Finding(json_pointer(location), "not_json", "error", text)
    code, text = _EXPECTED.get(kind, ("invalid", "is not what the contract says"))
    return Finding(json_pointer(location), code, "error", text)
