"""The check: every finding, in the order of the body, and the response."""

import inspect
import json
import sys
from collections.abc import Iterator
from traceback import walk_stack
from typing import Any

import pytest

from stytch_exchange import (
    ErrorResponse,
    ExchangeRefusedError,
    Finding,
    InvalidResponseError,
    Report,
    check_response,
    example_names,
    load_example,
    parse_response,
)
from tests.bodies import changed, paths, set_to


def _found(report: Report) -> list[tuple[str, str]]:
    """Return the code and the place of each finding."""
    return [(found.code, found.pointer) for found in report.findings]


def test_a_valid_body_has_no_finding(response_name: str) -> None:
    """The report has the same response as `parse_response`."""
    body = load_example(response_name)
    report = check_response(body, status_code=200)

    assert () == report.findings
    assert parse_response(body) == report.response
    assert (True, None, 200) == (report.ok, report.error, report.status_code)


@pytest.mark.parametrize("name", [name for name in example_names() if name.startswith("error-")])
def test_an_error_body_is_refused(name: str) -> None:
    """The report has one finding, and the parsed error body."""
    report = check_response(load_example(name))

    message = "is an error body: the exchange was refused"
    assert (Finding("", "refused", "error", message),) == report.findings
    assert isinstance(report.error, ErrorResponse)
    assert (False, None, report.error.status_code) == (
        report.ok,
        report.response,
        report.status_code,
    )


def test_a_page_with_an_error_status_is_refused() -> None:
    """A proxy's 502 page is a refusal without an error body."""
    report = check_response("<html>Bad Gateway</html>", status_code=502)

    message = "came with an error status: the exchange was refused"
    assert (Finding("", "refused", "error", message),) == report.findings
    assert (None, None, 502) == (report.error, report.response, report.status_code)


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ("", "not_json", "is not JSON: EOF while parsing a value at line 1 column 0"),
        (b'{"member": "\xff"}', "not_json", "is not JSON: invalid unicode code point"),
        ("[" * 50_000, "not_json", "is not JSON: recursion limit exceeded"),
        ("[]" + " " * 5_000_000, "too_large", "is larger than 2 MiB"),
        ("[]", "wrong_type", "must be an object"),
        ("null", "wrong_type", "must be an object"),
    ],
)
def test_a_body_that_is_not_an_object_is_one_finding(
    body: str | bytes, code: str, message: str
) -> None:
    """Nothing else is checked."""
    report = check_response(body, status_code=200)

    assert [(code, "")] == _found(report)
    assert report.findings[0].message.startswith(message)
    assert (None, 200) == (report.response, report.status_code)


@pytest.mark.parametrize(
    "text", ["[{}]", '{{"organization": {{"custom_roles": {}}}}}', '{{"member": {{"mood": {}}}}}']
)
def test_no_depth_raises_if_the_caller_left_little_stack(text: str) -> None:
    """Python 3.11 counts the levels that its JSON parser reads among the frames."""
    body = text.format(f"{'[' * 190}{']' * 190}")
    limit, tracer = sys.getrecursionlimit(), sys.gettrace()
    depth = sum(1 for _ in walk_stack(inspect.currentframe()))
    # A tracer, such as coverage, would need room too.
    sys.settrace(None)
    try:
        for frames in range(60, 300, 3):
            sys.setrecursionlimit(depth + frames)
            assert not check_response(body).ok
    finally:
        sys.setrecursionlimit(limit)
        sys.settrace(tracer)


def test_a_wrong_argument_is_an_error() -> None:
    """Only a wrong argument makes the check raise."""
    with pytest.raises(TypeError, match="body must be bytes or str, not dict"):
        check_response({})  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="status_code must be int or None, not str"):
        check_response("{}", status_code="200")  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="a number of up to three digits"):
        check_response("{}", status_code=1000)


def test_findings_are_in_the_order_of_the_body(body: dict[str, Any]) -> None:
    """Missing fields come last in their object."""
    body["member"]["is_admin"] = None
    body["member"]["zodiac"] = "cancer"
    del body["member"]["email_address"]
    body["organization"]["mfa_policy"] = "SOMETIMES"
    body["member_session"]["expires_at"] = "tomorrow"
    del body["member_id"]

    assert [
        ("null", "/member/is_admin"),
        ("unknown_field", "/member/zodiac"),
        ("missing", "/member/email_address"),
        ("timestamp", "/member_session/expires_at"),
        ("unknown_value", "/organization/mfa_policy"),
        ("missing", "/member_id"),
    ] == _found(check_response(json.dumps(body)))


def test_the_order_does_not_depend_on_the_models(body: dict[str, Any]) -> None:
    """A body in reverse order has its findings in reverse order."""
    body["member"]["name"] = 1
    body["organization"]["organization_name"] = 2
    forwards = _found(check_response(json.dumps(body)))
    backwards = _found(check_response(json.dumps(dict(reversed(body.items())))))

    assert ["/member/name", "/organization/organization_name"] == [place for _, place in forwards]
    assert forwards[::-1] == backwards


def test_every_item_of_an_array_is_checked(body: dict[str, Any]) -> None:
    """The models stop at the first wrong item, but the check does not."""
    body["member"]["roles"] = [
        {"role_id": "a", "sources": []},
        {"role_id": None, "sources": [{"type": 1}, {"type": 2}]},
        "b",
        {"role_id": "c", "sources": [{"type": "direct_assignment"}, {}]},
    ]
    body["member_session"]["roles"] = ["a", 1, "a", None]

    assert [
        ("null", "/member/roles/1/role_id"),
        ("wrong_type", "/member/roles/1/sources/0/type"),
        ("wrong_type", "/member/roles/1/sources/1/type"),
        ("wrong_type", "/member/roles/2"),
        ("missing", "/member/roles/3/sources/1/type"),
        ("wrong_type", "/member_session/roles/1"),
        ("wrong_type", "/member_session/roles/3"),
    ] == _found(check_response(json.dumps(body)))


@pytest.mark.parametrize("value", [None, 0, "", {}, []])
def test_parser_and_check_report_the_same_places(body: dict[str, Any], value: object) -> None:
    """A wrong value anywhere in the body has the same pointer in both."""
    for path in paths(body):
        text = json.dumps(changed(body, path, set_to(value)))
        try:
            parse_response(text)
        except InvalidResponseError as error:
            refused = {finding.pointer for finding in error.findings}
        else:
            refused = set()
        models_own = {"missing", "null", "wrong_type", "timestamp", "secret", "status_code"}
        checked = {f.pointer for f in check_response(text).findings if f.code in models_own}

        assert refused == checked


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("scim_active_connections", "/scim_active_connections"),
        ("x509certificates", "/x509certificates"),
        ("P0EJ7rAVJIS4BVuVhhUB4VS8IGGBAJJ9", "/P0EJ…"),
        ("camelCase", "/came…"),
        ("a/b", "/a~1b…"),
        ("\x1b[31mred", "/\\x1b[31…"),
        ("a" * 61, "/aaaa…"),
        ("", "/…"),
    ],
)
def test_an_unknown_field_is_reported_without_secrets(
    body: dict[str, Any], key: str, shown: str
) -> None:
    """A name in the API's style is shown in full. Any other key is shortened and escaped."""
    body["organization"][key] = "a secret, maybe"
    report = check_response(json.dumps(body))

    message = "unknown field"
    expected = Finding(f"/organization{shown}", "unknown_field", "info", message)
    assert (expected,) == report.findings
    assert report.ok
    assert report.response is not None


def test_an_unknown_field_with_null_is_reported(body: dict[str, Any]) -> None:
    """The field is new, even if it is not set."""
    body["member"]["passport"] = None

    assert [("unknown_field", "/member/passport")] == _found(check_response(json.dumps(body)))


def test_an_unknown_value_of_a_vocabulary_is_reported(body: dict[str, Any]) -> None:
    """This applies to single values and arrays. The message does not repeat the value."""
    body["member"]["status"] = "hibernating"
    body["organization"]["allowed_auth_methods"] = ["sso", "telepathy"]
    report = check_response(json.dumps(body))

    message = "is not one of the known values"
    assert (
        Finding("/member/status", "unknown_value", "info", message),
        Finding("/organization/allowed_auth_methods/1", "unknown_value", "info", message),
    ) == report.findings


def test_lost_decimal_places_are_reported(body: dict[str, Any]) -> None:
    """Decimal places after the sixth are lost, unless they are zeros."""
    body["member_session"]["started_at"] = "2026-03-05T09:12:07.123456000Z"
    body["member_session"]["last_accessed_at"] = "2026-03-05T09:14:31.1234567Z"
    body["member_session"]["expires_at"] = "2026-03-05T10:14:31.123456789+00:00"

    message = "has more than six decimal places, which a datetime cannot store"
    assert (
        Finding("/member_session/expires_at", "digits_lost", "warning", message),
        Finding("/member_session/last_accessed_at", "digits_lost", "warning", message),
    ) == check_response(json.dumps(body)).findings


def test_one_place_can_have_two_findings(body: dict[str, Any]) -> None:
    """A timestamp can lose digits and contradict another timestamp."""
    body["member_session"]["expires_at"] = "2026-03-05T09:12:07.123456789Z"

    assert [
        ("digits_lost", "/member_session/expires_at"),
        ("session_times", "/member_session/expires_at"),
    ] == _found(check_response(json.dumps(body)))


def test_a_number_that_json_does_not_allow_is_reported(body: dict[str, Any]) -> None:
    """NaN and numbers that are too large are found at any depth of metadata and claims."""
    body["member"]["trusted_metadata"] = {"a": [1.5, {"b": float("nan")}], "limits": [[]]}
    body["member_session"]["custom_claims"] = {"seats": float("inf"), "Ratio": 0}
    text = json.dumps(body).replace('"Ratio": 0', '"Ratio": -1e999')

    message = "is NaN or infinite, which JSON does not allow"
    assert (
        Finding("/member/trusted_metadata/a/1/b", "not_finite", "warning", message),
        Finding("/member_session/custom_claims/seats", "not_finite", "warning", message),
        Finding("/member_session/custom_claims/Rati…", "not_finite", "warning", message),
    ) == check_response(text).findings


def test_a_duplicate_key_is_reported(body: dict[str, Any]) -> None:
    """Duplicate keys are found at any depth."""
    body["member"]["trusted_metadata"] = {"deep": [{}, {"a": 1, "b": 2}]}
    text = json.dumps(body)
    text = text.replace('"b": 2', '"b": 2, "a": 3, "a": 4')
    text = text.replace('"is_locked": false', '"is_locked": true, "is_locked": false')
    text = text.replace('"theme": "dark"', '"x": {"y": 1, "y": 2}, "x": 0')

    report = check_response(text)
    assert [
        ("duplicate_key", "/member/is_locked"),
        ("duplicate_key", "/member/trusted_metadata/deep/1/a"),
        ("duplicate_key", "/member/untrusted_metadata/x"),
    ] == _found(report)
    message = "appears more than once; only the last value is used"
    assert {message} == {found.message for found in report.findings}


def test_the_number_of_duplicate_keys_is_limited(body: dict[str, Any]) -> None:
    """A thousand are listed, as with other findings."""
    for count, listed in ((1000, 1000), (1001, 1001)):
        pairs = ",".join(['{"a": 1, "a": 2}'] * count)
        text = json.dumps(body).replace('"theme": "dark"', f'"x": [{pairs}]')

        assert listed == len(check_response(text).findings)


@pytest.mark.parametrize(
    ("in_the_body", "argument", "found"),
    [
        (302, None, [("status_code", "/status_code")]),
        (300, None, [("status_code", "/status_code")]),
        (299, None, []),
        (399, 399, [("status_code", ""), ("status_code", "/status_code")]),
        (400, None, [("refused", "")]),
        (200, 400, [("refused", "")]),
        (200, 302, [("status_code", "")]),
        (199, 302, [("status_code", ""), ("status_code", "/status_code")]),
        (10**18, None, [("status_code", "/status_code")]),
        (500, None, [("refused", "")]),
    ],
)
def test_a_status_that_does_not_mean_success_is_reported(
    body: dict[str, Any], in_the_body: int, argument: int | None, found: list[tuple[str, str]]
) -> None:
    """The argument and the body have separate findings. An error status is a refusal."""
    body["status_code"] = in_the_body

    assert found == _found(check_response(json.dumps(body), status_code=argument))


def test_a_status_is_reported_with_other_errors(body: dict[str, Any]) -> None:
    """The status code is checked in an invalid body too."""
    body["status_code"] = 302
    body["member"]["name"] = 1
    del body["member_id"]
    report = check_response(json.dumps(body), status_code=303)

    assert [
        ("status_code", "", "came with HTTP status 303 instead of 200 to 299"),
        ("wrong_type", "/member/name", "must be a string (found a number)"),
        ("status_code", "/status_code", "must be from 200 to 299"),
        ("missing", "/member_id", "is required, but missing"),
    ] == [(found.code, found.pointer, found.message) for found in report.findings]
    assert 303 == report.status_code


def test_a_boolean_is_not_a_status(body: dict[str, Any]) -> None:
    """`true` is an integer in Python, but not in JSON."""
    body["status_code"] = True

    assert [("wrong_type", "/status_code")] == _found(check_response(json.dumps(body)))


def _with_unknown_fields(body: dict[str, Any], count: int) -> Iterator[str]:
    """Yield a body with many unknown fields before its own fields, and one with them after."""
    unknown = dict.fromkeys(map(str, range(count)))
    yield json.dumps({**unknown, **body})
    yield json.dumps({**body, **unknown})


def test_the_number_of_findings_is_limited(body: dict[str, Any]) -> None:
    """A thousand findings are listed. If there are more, one more finding says so."""
    exactly, _ = _with_unknown_fields(body, 1000)
    beyond, _ = _with_unknown_fields(body, 1001)

    message = "has more findings; only the first 1000 are listed"
    assert 1000 == len(check_response(exactly).findings)
    assert 1001 == len(check_response(beyond).findings)
    assert Finding("", "more", "warning", message) == check_response(beyond).findings[-1]
    assert check_response(beyond).ok


@pytest.mark.parametrize("field", ["member_id", "organization"])
@pytest.mark.parametrize("value", [None, "another-one"])
def test_the_limit_does_not_hide_errors(
    body: dict[str, Any], field: str, value: str | None
) -> None:
    """If there are errors, at least one is listed, wherever it is in the body."""
    body[field] = value if field == "member_id" else {**body[field], "organization_id": value}
    for text in _with_unknown_fields(body, 5000):
        report = check_response(text)

        assert 1001 == len(report.findings)
        assert not report.ok


def test_fields_that_could_be_filled_do_not_hide_that_there_are_more(body: dict[str, Any]) -> None:
    """Without a response, a report leaves out what was filled, but not that it is incomplete."""
    body["member"]["roles"] = [{"role_id": "reader"}] * 1200

    report = check_response(json.dumps({**body, "member_id": 1}))

    assert report.response is None
    assert 1000 == len(report.findings) - 1
    assert ("more", "") == _found(report)[-1]


def test_errors_after_the_limit_do_not_replace_findings(body: dict[str, Any]) -> None:
    """If an error is listed already, the list is the first thousand findings."""
    many = dict.fromkeys(map(str, range(2000)))
    found = _found(
        check_response(
            json.dumps(
                {
                    "member_id": 1,
                    **many,
                    "request_id": 1,
                    **{
                        name: value
                        for name, value in body.items()
                        if name not in {"member_id", "request_id"}
                    },
                }
            )
        )
    )

    assert ("wrong_type", "/member_id") == found[0]
    assert ("unknown_field", "/998…") == found[999]
    assert ("more", "") == found[1000]


def test_a_body_that_only_pydantic_can_decode_is_reported(body: dict[str, Any]) -> None:
    """The report has the response, and says so if not everything was checked."""
    healthy = json.dumps(body).replace('"seats": 12', f'"seats": {"1" * 700}')
    text = healthy.replace("{", '{"new": 1, ', 1)
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        report = check_response(text, status_code=200)
        whole = check_response(healthy, status_code=200)
        broken = check_response(text.replace('"member_id"', '"member"', 1))
        marked = check_response("\ufeff" + text)
    finally:
        sys.set_int_max_str_digits(limit)

    message = "cannot be decoded by Python's json module, so not everything was checked"
    assert Report((Finding("", "more", "warning", message),), report.response, None, 200) == report
    assert report.response is not None
    assert Report((), report.response, None, 200) == whole
    assert ("more", "") == _found(broken)[-1]
    assert not broken.ok
    assert [("byte_order_mark", ""), ("more", "")] == _found(marked)


def test_check_and_parser_raise_the_same_error() -> None:
    """`raise_for_errors` raises the parser's error for a refusal."""
    body = load_example("error-unauthorized")
    with pytest.raises(ExchangeRefusedError) as parsed:
        parse_response(body)
    with pytest.raises(ExchangeRefusedError) as checked:
        check_response(body).raise_for_errors()

    assert (parsed.value.error, parsed.value.status_code) == (
        checked.value.error,
        checked.value.status_code,
    )


@pytest.mark.parametrize(
    ("mask", "who"),
    [
        ("[REDACTED]", ""),
        ("***REDACTED***", ""),
        ("xxxxxxxx", ""),
        ("****abcd", ""),
        ("••••••••", ""),
        ("abcd…", ""),
        ("[Filtered]", " (this looks like Sentry)"),
        ("<string>", " (this looks like an example in an API reference, such as Stytch's)"),
        (
            "SecretStr('**********')",
            " (this looks like the printed form of pydantic's SecretStr)",
        ),
    ],
)
@pytest.mark.parametrize("token", ["session_token", "session_jwt"])
def test_a_token_masked_by_another_tool_is_a_warning(
    body: dict[str, Any], token: str, mask: str, who: str
) -> None:
    """It is one finding, although such a JWT is malformed too. The parser takes it."""
    body[token] = mask
    report = check_response(json.dumps(body))

    assert [
        Finding(
            f"/{token}",
            "masked_secret",
            "warning",
            f"is masked{who}, so it is not the actual secret",
        )
    ] == list(report.findings)
    assert parse_response(json.dumps(body)) == report.response
    assert report.diagnosis is not None
    assert "masked" == report.diagnosis.kind


def test_a_mask_is_a_warning_in_a_body_with_errors(body: dict[str, Any]) -> None:
    """A mask of this package's own stays an error, and is not reported twice."""
    body |= {"session_token": "[Filtered]", "session_jwt": "**********"}

    assert {("masked_secret", "/session_token"), ("secret", "/session_jwt")} == set(
        _found(check_response(json.dumps(body)))
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (load_example("minimal"), ["byte_order_mark"]),
        (load_example("error-oauth"), ["byte_order_mark", "refused"]),
        (b"{", ["byte_order_mark", "not_json"]),
        (b"[]", ["byte_order_mark", "wrong_type"]),
    ],
)
def test_a_byte_order_mark_is_the_first_finding(text: bytes, codes: list[str]) -> None:
    """It is a warning, and the body is read as it is without the mark."""
    marked = check_response(b"\xef\xbb\xbf" + text)
    plain = check_response(text)

    assert codes == [found.code for found in marked.findings]
    assert plain.findings == marked.findings[1:]
    assert (plain.ok, plain.response, plain.error) == (marked.ok, marked.response, marked.error)
    assert marked == check_response("\ufeff" + text.decode())
    assert (plain.diagnosis or marked.diagnosis) == marked.diagnosis
    assert marked.diagnosis is not None


def test_two_byte_order_marks_are_not_json() -> None:
    """Only one is allowed."""
    assert [("not_json", "")] == _found(check_response("\ufeff\ufeff{}"))


def test_nothing_is_filled_without_a_response(body: dict[str, Any]) -> None:
    """A field that could be filled is then only missing."""
    del body["member"]["roles"]
    del body["member"]["is_locked"]
    body["member"]["name"] = None
    report = check_response(json.dumps(body))

    assert report.response is None
    assert [
        ("null", "/member/name"),
        ("missing", "/member/is_locked"),
        ("missing", "/member/roles"),
    ] == _found(report)


@pytest.mark.parametrize(
    "text", [b"<html>", load_example("older-api"), load_example("error-oauth"), b'{"data": []}']
)
def test_the_diagnosis_is_that_of_the_parser(text: bytes) -> None:
    """A report and an error say the same."""
    report = check_response(text)
    with pytest.raises((ExchangeRefusedError, InvalidResponseError)) as caught:
        parse_response(text)

    assert report.diagnosis is not None
    assert report.diagnosis == caught.value.diagnosis  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("\ufeff{}", "begins with a byte-order mark, which many JSON parsers refuse"),
        ("[" * 50_001, "has more than 50000 objects and arrays"),
        (" " * (2 * 1024 * 1024 + 1), "is larger than 2 MiB"),
    ],
)
def test_the_first_finding_is_about_the_whole_body(body: str, message: str) -> None:
    """In words that say what to look for."""
    first, *_ = check_response(body).findings

    assert ("", message) == (first.pointer, first.message)
