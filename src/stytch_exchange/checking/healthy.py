"""Healthy bodies: a report without findings, from a body that is decoded only once.

Most bodies are healthy, and confirming that takes less time than finding what is wrong.
"""

import re
from typing import TypeVar

from pydantic_core import from_json

from stytch_exchange.checking.consistency import inconsistencies
from stytch_exchange.checking.report import Report
from stytch_exchange.checking.walk import keys_if_nothing_departs
from stytch_exchange.models._response import Response
from stytch_exchange.parsing import reason_not_to_read, status_findings, worse_status

_R = TypeVar("_R", bound=Response)

_SPACED_COLON = re.compile(r'"\s+:')
_SPACED_COLON_IN_BYTES = re.compile(rb'"\s+:')


def healthy_report(
    body: bytes | bytearray | str, status_code: int | None, model: type[_R]
) -> Report[_R] | None:
    """Return the report on a body without any finding, or None if there may be one.

    A body without findings does not have a diagnosis either, because every diagnosis
    comes with a finding, such as a field that is missing or unknown, or a masked token.

    Args:
        body: The body.
        status_code: The HTTP status code, if it is known.
        model: The response that the body should be.
    """
    if reason_not_to_read(body):
        return None
    try:
        decoded = from_json(body, cache_strings="keys")
        response = model.__pydantic_validator__.validate_python(decoded)
    except (ValueError, TypeError):
        return None
    if status_findings(response.status_code, status_code):
        return None
    keys = keys_if_nothing_departs(decoded, model)
    if keys is None or _may_repeat_keys(body, keys):
        return None
    if next(inconsistencies(response), None):
        return None
    worse = worse_status(status_code, response.status_code)
    return Report((), response, status_code=worse, model=model)


def _may_repeat_keys(body: bytes | bytearray | str, keys: int) -> bool:
    """Return whether a body may have a key twice in one object.

    A quote and a colon follow each key of the text, and can also be inside a string. If there are
    only as many of them as the decoded body has keys, no key was lost.

    Args:
        body: JSON.
        keys: How many keys the decoded body has.
    """
    if isinstance(body, str):
        return body.count('":') != keys or _SPACED_COLON.search(body) is not None
    return body.count(b'":') != keys or _SPACED_COLON_IN_BYTES.search(body) is not None
