"""`parse_response`: the outcome for every combination of status code and body."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    ExchangeRefusedError,
    InvalidResponseError,
    example_names,
    load_example,
    parse_response,
)
from stytch_exchange.diagnosis import diagnose

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"
ERROR = {"error_type": "idp_access_token_expired", "error_message": "too old"}
OAUTH_ERROR = {"error": "invalid_grant", "error_description": "too old"}


def _refusal(body: str | bytes, status_code: int | None = None) -> ExchangeRefusedError:
    with pytest.raises(ExchangeRefusedError) as caught:
        parse_response(body, status_code=status_code)
    return caught.value


def _codes(body: str | bytes, status_code: int | None = None) -> list[tuple[str, str]]:
    with pytest.raises(InvalidResponseError) as caught:
        parse_response(body, status_code=status_code)
    return [(finding.pointer, finding.code) for finding in caught.value.findings]


def _outcome(body: str) -> object:
    try:
        return parse_response(body)
    except InvalidResponseError as error:
        return error.findings


@pytest.mark.parametrize("status_code", [None, 200, 201, 299])
def test_a_response_with_success_is_returned(response_name: str, status_code: int | None) -> None:
    """Every valid example is parsed, with and without the HTTP status code."""
    response = parse_response(load_example(response_name), status_code=status_code)

    assert isinstance(response, ExchangeAccessTokenResponse)
    assert 200 == response.status_code


@pytest.mark.parametrize("of", [bytes, bytearray, lambda body: body.decode()])
def test_a_body_is_bytes_or_text(of: Any) -> None:
    """Bytes, a bytearray and text give the same response."""
    body = load_example("minimal")

    assert parse_response(body) == parse_response(of(body))


@pytest.mark.parametrize("body", [{"request_id": "x"}, None, 7, memoryview(b"{}")])
def test_a_decoded_body_is_a_mistake_of_the_caller(body: Any) -> None:
    """The error says what to pass, and which method takes decoded JSON."""
    with pytest.raises(TypeError, match=r"must be bytes or str, not \w+: .* model_validate"):
        parse_response(body)


@pytest.mark.parametrize("status_code", ["200", 200.0, True])
def test_a_status_is_an_integer(status_code: Any) -> None:
    """A status code as text must be converted by the caller."""
    with pytest.raises(TypeError, match=r"status_code must be int or None, not \w+"):
        parse_response(load_example("minimal"), status_code=status_code)


@pytest.mark.parametrize("status_code", [-1, 1000, 10**5000], ids=["-1", "1000", "endless"])
def test_a_status_has_three_digits(status_code: int) -> None:
    """The message does not repeat another number, because it can be very long."""
    message = "status_code must be an HTTP status: a number of up to three digits"
    with pytest.raises(ValueError, match=f"^{message}$"):
        parse_response(load_example("minimal"), status_code=status_code)


@pytest.mark.parametrize("status_code", [400, 999])
def test_an_undefined_status_is_accepted(status_code: int) -> None:
    """Servers can send any number of up to three digits, and the body is still parsed."""
    assert status_code == _refusal(load_example("minimal"), status_code).status_code


def test_large_text_that_is_not_utf_8_is_not_json() -> None:
    """A lone surrogate in a large text is a finding, not a TypeError."""
    assert [("", "not_json")] == _codes('"\ud800"' + " " * 70_000)


@pytest.mark.parametrize("error", [ERROR, OAUTH_ERROR], ids=["stytch", "oauth"])
@pytest.mark.parametrize("status_code", [None, 200, 302, 401, 500])
def test_an_error_object_is_a_refusal_whatever_the_status(
    error: dict[str, str], status_code: int | None
) -> None:
    """Both shapes of error bodies are recognized, even with a status code that means success."""
    refusal = _refusal(json.dumps(error), status_code)

    assert refusal.error is not None
    assert "too old" == refusal.error.error_message
    assert status_code == refusal.status_code


@pytest.mark.parametrize("name", [name for name in example_names() if name.startswith("error-")])
def test_every_error_example_is_a_refusal(name: str) -> None:
    """Each error example is parsed into an `ErrorResponse`."""
    refusal = _refusal(load_example(name))

    assert refusal.error is not None
    assert json.loads(load_example(name)).get("status_code") == refusal.status_code


@pytest.mark.parametrize("body", [HTML, "", "[]", "{}", '{"error": "no description"}'])
def test_any_body_with_an_error_status_is_a_refusal(body: str) -> None:
    """A proxy's 502 page is a refusal without an error object."""
    refusal = _refusal(body, 502)

    assert (502, None) == (refusal.status_code, refusal.error)


def test_an_error_status_in_the_body_is_a_refusal() -> None:
    """Without the HTTP status code, the one in the body decides."""
    refusal = _refusal('{"status_code": 503}')

    assert (503, None) == (refusal.status_code, refusal.error)


@pytest.mark.parametrize(("http", "repeated"), [(200, 500), (500, 200), (404, 500), (500, 404)])
def test_the_higher_of_two_status_codes_counts(
    body: dict[str, Any], http: int, repeated: int
) -> None:
    """If HTTP and the body disagree, the refusal has the higher status code."""
    refusal = _refusal(json.dumps({**body, "status_code": repeated}), http)

    assert (500, None) == (refusal.status_code, refusal.error)


def test_a_success_that_also_looks_like_an_error_is_a_success(body: dict[str, Any]) -> None:
    """Unknown fields do not change a valid response."""
    assert parse_response(json.dumps({**body, **ERROR}), status_code=200)


@pytest.mark.parametrize("repeated", [0, 199, 302, 700, -1])
def test_a_response_without_a_success_status_is_invalid(
    body: dict[str, Any], repeated: int
) -> None:
    """The status code in the body must mean success."""
    body["status_code"] = repeated

    assert [("/status_code", "status_code")] == _codes(json.dumps(body))


def test_a_response_with_a_redirect_status_is_invalid(body: dict[str, Any]) -> None:
    """The HTTP status code must mean success too. The finding is about the whole body."""
    assert [("", "status_code")] == _codes(json.dumps(body), 302)


@pytest.mark.parametrize("status_code", [None, 200, 302])
@pytest.mark.parametrize("text", [HTML, "", "{", b"\xff\xfe", "\ufeff\ufeff{}"])
def test_text_that_is_not_json_is_invalid(text: str | bytes, status_code: int | None) -> None:
    """Truncated text, HTML, broken UTF-8 and two byte-order marks are each one finding."""
    assert [("", "not_json")] == _codes(text, status_code)


def test_an_older_response_is_invalid() -> None:
    """Each field that is missing from an older response is a finding."""
    codes = _codes(load_example("older-api"))

    assert {"missing"} == {code for _, code in codes}


def test_a_large_text_that_is_not_json_is_a_finding() -> None:
    """Text of more than 64 kB that does not parse is one finding too."""
    assert [("", "not_json")] == _codes('{"request_id": "' + "x" * 70_000)


@pytest.mark.parametrize(
    ("length", "code"), [(2 * 2**20, "wrong_type"), (2 * 2**20 + 1, "too_large")]
)
def test_a_body_of_more_than_two_mebibytes_is_not_read(length: int, code: str) -> None:
    """The limit keeps the cost of a hostile body below a second and 200 MB."""
    assert [("", code)] == _codes("[]" + " " * (length - 2))


@pytest.mark.parametrize("convert", [str, str.encode])
@pytest.mark.parametrize(("count", "code"), [(50_000, "wrong_type"), (50_001, "too_large")])
@pytest.mark.parametrize("item", ["[]", "{}", "[{}]", '[["[["]]'])
def test_a_body_of_more_than_fifty_thousand_containers_is_not_checked(
    convert: Callable[[str], str | bytes], count: int, code: str, item: str
) -> None:
    """Objects and arrays cost far more than the bytes that they take."""
    brackets = item.count("[") + item.count("{")
    items, rest = divmod(count - 1, brackets)
    text = "[" + ",".join([item] * items + ["[]"] * rest) + "]"

    assert [("", code)] == _codes(convert(text))


def test_a_huge_page_with_an_error_status_is_a_refusal() -> None:
    """The size limit does not hide a refusal."""
    assert 502 == _refusal(HTML + " " * 2 * 2**20, 502).status_code


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"member":' * 100_000,
        '{"status_code":' + "9" * 10_000 + "}",
        '{"request_id":"' + "x" * 10_000_000 + '"}',
        '{"organization":{"custom_roles":[' + ",".join(["{}"] * 3_333_333) + "]}}",
    ],
    ids=["brackets", "objects", "digits", "string", "array"],
)
def test_huge_bodies_end_as_findings(text: str) -> None:
    """Extreme nesting, numbers and sizes cause findings, not a crash."""
    assert 0 < len(_codes(text)) < 40


@pytest.mark.parametrize("field", ["request_id", "member", "organization", "member_session"])
@pytest.mark.parametrize("value", [None, 7, {}, "text", [{}]])
def test_the_size_of_a_body_does_not_change_its_findings(
    body: dict[str, Any], field: str, value: object
) -> None:
    """Large bodies are read in another way, with the same result."""
    text = json.dumps({**body, field: value})

    assert _outcome(text) == _outcome(text + " " * 70_000)


def test_metadata_can_contain_numbers_that_json_does_not_allow(body: dict[str, Any]) -> None:
    """Infinity and big integers are accepted in metadata, as in Python's own parser."""
    body["member"]["trusted_metadata"] = {"big": 10**400, "inf": float("inf")}

    metadata = parse_response(json.dumps(body)).member.trusted_metadata

    assert {"big": 10**400, "inf": float("inf")} == metadata


def test_the_last_of_duplicate_keys_counts(body: dict[str, Any]) -> None:
    """RFC 8259 leaves it open, but Python's parser and pydantic use the last value."""
    text = '{"member_id": "first", ' + json.dumps({**body, "member_id": "last"})[1:]

    assert "last" == parse_response(text).member_id


@pytest.mark.parametrize("text", [True, False])
@pytest.mark.parametrize("padding", [0, 70_000])
def test_a_byte_order_mark_is_ignored(body: dict[str, Any], text: bool, padding: int) -> None:  # noqa: FBT001
    """RFC 8259 (section 8.1) allows that, and Windows' editors write the mark."""
    body["padding"] = "x" * padding
    marked = "\ufeff" + json.dumps(body)
    response = parse_response(marked if text else marked.encode())

    assert parse_response(json.dumps(body)) == response


def test_a_marked_error_body_is_a_refusal() -> None:
    """The mark hides neither the error nor the status."""
    marked = b"\xef\xbb\xbf" + load_example("error-unauthorized")
    with pytest.raises(ExchangeRefusedError) as caught:
        parse_response(marked)

    assert caught.value.error is not None
    assert (401, "unauthorized_credentials") == (
        caught.value.status_code,
        caught.value.error.error_type,
    )


def test_errors_say_what_the_body_is() -> None:
    """The diagnosis is that of `diagnose`, and part of the text."""
    with pytest.raises(InvalidResponseError) as invalid:
        parse_response("<html></html>")
    with pytest.raises(ExchangeRefusedError) as refused:
        parse_response("<html></html>", status_code=502)

    assert diagnose("<html></html>") == invalid.value.diagnosis
    assert "This is an HTML page, not JSON." in str(invalid.value)
    assert diagnose("<html></html>", 502) == refused.value.diagnosis
    assert "with the HTTP status 502. Wait, then try again" in str(refused.value)


def test_a_body_that_is_too_large_is_not_diagnosed() -> None:
    """It is not read at all."""
    with pytest.raises(InvalidResponseError) as caught:
        parse_response("<" * (2 * 2**20 + 1))

    assert caught.value.diagnosis is None


def test_a_healthy_parse_does_not_load_the_diagnosis() -> None:
    """So it costs nothing more."""
    script = (
        "import sys\n"
        "from stytch_exchange import load_example, parse_response\n"
        "parse_response(load_example('minimal'))\n"
        "print('stytch_exchange.diagnosis' in sys.modules)"
    )
    printed = subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout

    assert "False" == printed.strip()
