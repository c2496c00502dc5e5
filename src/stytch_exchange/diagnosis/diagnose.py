"""The diagnosis: each recognizer in turn, from the bytes to the fields."""

from stytch_exchange.diagnosis.answers import came_with, what_else_answered
from stytch_exchange.diagnosis.encodings import text_of, without_bom
from stytch_exchange.diagnosis.envelopes import (
    json_string,
    several_in_array,
    wrapped,
    wrapped_camel_case,
    wrapped_consumer_response,
    wrapped_error,
)
from stytch_exchange.diagnosis.kinds import Diagnosis, Value, ValueRecognizer
from stytch_exchange.diagnosis.reading import read_json
from stytch_exchange.diagnosis.refusals import (
    gateway_error,
    oauth_error,
    problem_details,
    stytch_error,
)
from stytch_exchange.diagnosis.responses import (
    authenticate_response,
    camel_case,
    consumer_response,
    discovery_response,
    is_response,
    json_schema,
    masked,
    mfa_pending,
    older_api,
    other_response,
    part,
    session_list,
    without_session,
)
from stytch_exchange.diagnosis.texts import TEXTS
from stytch_exchange.diagnosis.tokens import (
    json_string_token,
    jwt_claims,
    request,
    token_response,
)

_LARGEST = 2 * 1024 * 1024
"""A longer body is not looked into."""

RESPONSES: tuple[ValueRecognizer, ...] = (
    # Not complete, before what its empty tokens could be taken for.
    mfa_pending,
    masked,
    authenticate_response,
    camel_case,
    without_session,
    older_api,
)
"""What a B2B response can be that is not today's response of the exchange, in this order."""

VALUES: tuple[ValueRecognizer, ...] = (
    # Strings and arrays.
    json_string_token,
    json_string,
    several_in_array,
    # Errors, by the fields that are theirs alone.
    stytch_error,
    problem_details,
    oauth_error,
    # What goes into the exchange, and tokens.
    token_response,
    jwt_claims,
    # Other responses of Stytch, and parts of this one.
    consumer_response,
    discovery_response,
    session_list,
    part,
    # Something around a response or an error. It comes before what only a few keys say, because
    # an envelope has such keys, too.
    json_schema,
    wrapped,
    wrapped_error,
    wrapped_consumer_response,
    camel_case,
    wrapped_camel_case,
    other_response,
    gateway_error,
)
"""What JSON can be that is not a B2B response; the first that recognizes it decides."""


def diagnose(body: bytes | bytearray | str, status_code: int | None = None) -> Diagnosis | None:
    """Return what a body is when it is not the response, and what to do next.

    A diagnosis holds no value of the body, and no key that is not a plain name. It takes time and
    memory in proportion to the body, of which at most 2 MiB are looked at.

    Args:
        body: The body as it came.
        status_code: The HTTP status code, if it is known.

    Returns:
        The diagnosis, or None if the body is the response, or so close to it that the findings
        say enough.
    """
    if len(body) > _LARGEST:
        return None
    text = text_of(body)
    if isinstance(text, Diagnosis):
        return text
    text, has_bom = without_bom(text)
    found = _diagnosis_of_text(text, status_code)
    return _byte_order_mark() if has_bom and found is None else found


def _diagnosis_of_text(text: str, status_code: int | None) -> Diagnosis | None:
    if not text.strip():
        return _nothing(text, status_code)
    seen = read_json(text, status_code)
    if isinstance(seen, Value):
        return _diagnosis_of_value(seen)
    # The last one recognizes every text.
    return next(found for recognize in TEXTS if (found := recognize(seen)))


def _diagnosis_of_value(seen: Value) -> Diagnosis | None:
    if found := request(seen):
        return found
    if is_response(seen.object):
        return _first(RESPONSES, seen)
    return _first(VALUES, seen) or _other_json(seen)


def _first(recognizers: tuple[ValueRecognizer, ...], seen: Value) -> Diagnosis | None:
    return next((found for recognize in recognizers if (found := recognize(seen))), None)


_NOTHING_WITH_STATUS = {
    204: "The status 204 means that there is no body: check the address and the method.",
    304: "The status 304 means that there is no body: ask without If-None-Match.",
}


def _nothing(text: str, status_code: int | None) -> Diagnosis:
    advice = _NOTHING_WITH_STATUS.get(status_code or 0) or what_else_answered(status_code)
    came = came_with(status_code)
    if text:
        return Diagnosis("whitespace", f"The body has nothing but white space.{came}", advice)
    if status_code is None:
        advice = (
            "Pass the HTTP status too, and check that your code did not read the body before: many"
            " clients return it only once."
        )
    return Diagnosis("empty", f"The body is empty.{came}", advice)


def _byte_order_mark() -> Diagnosis:
    return Diagnosis(
        "byte_order_mark",
        "The body begins with a byte-order mark; after it comes the response.",
        "Save or send it as UTF-8 without that mark: many JSON parsers refuse it.",
    )


_TYPES: dict[type, str] = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


def _other_json(seen: Value) -> Diagnosis:
    what = _TYPES.get(type(seen.value), "null")
    if isinstance(seen.value, dict | list) and not seen.value:
        what = what.replace("an ", "an empty ")
    return Diagnosis(
        "other_json",
        f"This is JSON, but not the response: {what}.",
        "Check which endpoint you called, and what your own code made of its answer.",
    )
