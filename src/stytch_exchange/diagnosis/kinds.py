"""A diagnosis: what a body is when it is not the response, in a word that does not change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

DiagnosisKind = Literal[
    # There is nothing to read.
    "empty",
    "whitespace",
    # The bytes are not plain UTF-8 text.
    "byte_order_mark",
    "utf_16",
    "utf_32",
    "compressed",
    "binary",
    "not_utf8",
    "base64",
    # The text is not JSON.
    "html",
    "xml",
    "http_message",
    "chunked",
    "event_stream",
    "form_encoded",
    "yaml",
    "plain_text",
    # The text is JSON with something around it, or more than one JSON text.
    "text_before_json",
    "text_after_json",
    "several_bodies",
    # The text was JSON once, or is what a program prints instead.
    "truncated",
    "escaped_json",
    "python_repr",
    "javascript_object",
    "printed_object",
    "broken_json",
    "too_deep",
    # A credential, or what goes into the exchange.
    "session_jwt",
    "access_token",
    "jwt",
    "opaque_token",
    "jwt_claims",
    "oauth_token_response",
    "request",
    # The response is inside.
    "json_string",
    "wrapped",
    # An error.
    "stytch_error",
    "error_in_success",
    "oauth_error",
    "wrapped_error",
    "problem_details",
    "gateway_error",
    # The response of another endpoint, or a part of this one.
    "authenticate_response",
    "mfa_pending",
    "discovery_response",
    "session_list",
    "consumer_response",
    "other_response",
    "part",
    # This response, changed.
    "older_api",
    "masked",
    "camel_case",
    # Other JSON.
    "json_schema",
    "other_json",
]
"""What a body is, in a word that does not change."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a body is instead of the response. It holds no value of the body."""

    kind: DiagnosisKind
    """What the body is, as one word."""

    message: str
    """What the body is, as a sentence."""

    advice: str
    """What to do next, as a sentence."""

    pointer: str | None = None
    """Where the response is inside the body: a JSON Pointer (RFC 6901). `""` is the body as a
    whole, if the response is the text of a JSON string. None if the response is not inside, or
    if a key on the way to it is not safe to show."""

    def __str__(self) -> str:
        """Return the message and the advice."""
        return f"{self.message} {self.advice}"


@dataclass(frozen=True, slots=True, repr=False)
class Broken:
    """Where and why the JSON parser stopped."""

    reason: str
    """The parser's own words, which hold nothing of the text."""

    position: int
    """The index of the character at which it stopped."""

    @property
    def at_the_end(self) -> bool:
        """Whether the text was JSON until it ended."""
        return self.reason.startswith("EOF")

    @property
    def after_the_end(self) -> bool:
        """Whether the text begins with whole JSON, and goes on."""
        return self.reason.startswith("trailing characters")


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A body that is text and not JSON, for recognizers to look at. Its `repr` shows nothing."""

    text: str
    broken: Broken
    status_code: int | None = None

    def place(self, position: int) -> str:
        """Return the line and column of a character, both counted from 1."""
        line = self.text.count("\n", 0, position) + 1
        column = position - self.text.rfind("\n", 0, position)
        return f"line {line}, column {column}"


@dataclass(frozen=True, slots=True, repr=False)
class Value:
    """A body that is JSON, decoded, for recognizers to look at. Its `repr` shows nothing."""

    value: Any
    status_code: int | None = None

    @property
    def object(self) -> dict[str, Any]:
        """The body, if it is a JSON object; otherwise an empty one."""
        return self.value if isinstance(self.value, dict) else {}


TextRecognizer = Callable[[Text], Diagnosis | None]
"""Recognizes one kind of text, or returns None."""

ValueRecognizer = Callable[[Value], Diagnosis | None]
"""Recognizes one kind of JSON, or returns None."""
