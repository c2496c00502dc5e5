"""The check: all that departs from the contract, in the body's order, and what can be read."""

import json
import sys
from collections.abc import Iterator
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


def _told(report: Report) -> list[tuple[str, str]]:
    """Return code and place of each finding."""
    return [(found.code, found.pointer) for found in report.findings]


def test_a_healthy_body_has_nothing_to_tell(response_name: str) -> None:
    """No finding, and the response that `parse_response` gives."""
    body = load_example(response_name)
    report = check_response(body, status_code=200)

    assert () == report.findings
    assert parse_response(body) == report.response
    assert (True, None, 200) == (report.ok, report.error, report.status_code)


@pytest.mark.parametrize("name", [name for name in example_names() if name.startswith("error-")])
def test_an_error_body_is_refused(name: str) -> None:
    """It is one finding, and the error body typed."""
    report = check_response(load_example(name))

    message = "is an error body: the exchange was refused"
    assert (Finding("", "refused", "error", message),) == report.findings
    assert isinstance(report.error, ErrorResponse)
    assert (False, None, report.error.status_code) == (
        report.ok,
        report.response,
        report.status_code,
    )


def test_a_page_behind_an_error_status_is_refused() -> None:
    """A proxy's page is a refusal without an error body."""
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
def test_what_is_no_object_is_one_finding(body: str | bytes, code: str, message: str) -> None:
    """There is nothing to look into."""
    report = check_response(body, status_code=200)

    assert [(code, "")] == _told(report)
    assert report.findings[0].message.startswith(message)
    assert (None, 200) == (report.response, report.status_code)


def test_an_argument_that_is_none_is_an_error() -> None:
    """The one way to make it raise: passing no body at all, or no status."""
    with pytest.raises(TypeError, match="body must be bytes or str, not dict"):
        check_response({})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="status_code must be int or None, not str"):
        check_response("{}", status_code="200")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="a number of up to three digits"):
        check_response("{}", status_code=1000)


def test_an_interrupt_passes_without_the_frames_it_came_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in the parser: they hold the body, and so can the errors that led to it."""
    interrupt = KeyboardInterrupt("now")

    def interrupted(*_: object) -> None:
        raise interrupt from ValueError("a reason")

    monkeypatch.setattr("stytch_exchange.checking.check.decode", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        check_response(load_example("minimal"))

    assert caught.value is interrupt
    assert (None, None) == (interrupt.__cause__, interrupt.__context__)
    assert {"interrupted", "_report"}.isdisjoint(entry.name for entry in caught.traceback)


def test_findings_stand_in_the_order_of_the_body(body: dict[str, Any]) -> None:
    """Each place in its turn; what is missing, at the end of its object."""
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
    ] == _told(check_response(json.dumps(body)))


def test_the_order_is_that_of_the_body_whatever_it_is(body: dict[str, Any]) -> None:
    """It is not that of the models: a body that is turned around is told the other way round."""
    body["member"]["name"] = 1
    body["organization"]["organization_name"] = 2
    forwards = _told(check_response(json.dumps(body)))
    backwards = _told(check_response(json.dumps(dict(reversed(body.items())))))

    assert ["/member/name", "/organization/organization_name"] == [place for _, place in forwards]
    assert forwards[::-1] == backwards


def test_every_item_of_an_array_is_looked_into(body: dict[str, Any]) -> None:
    """The models stop at the first wrong item, and the check does not."""
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
    ] == _told(check_response(json.dumps(body)))


@pytest.mark.parametrize("value", [None, 0, "", {}, []])
def test_what_the_models_refuse_is_told_at_its_place(body: dict[str, Any], value: object) -> None:
    """Whatever stands wherever: parser and check refuse the same bodies, at the same place."""
    for path in _paths(body):
        broken = json.loads(json.dumps(body))
        owner = broken
        for step in path[:-1]:
            owner = owner[step]
        owner[path[-1]] = value
        text = json.dumps(broken)
        try:
            parse_response(text)
        except InvalidResponseError as error:
            refused = {finding.pointer for finding in error.findings}
        else:
            refused = set()
        models_own = {"missing", "null", "wrong_type", "timestamp", "secret", "status_code"}
        told = {f.pointer for f in check_response(text).findings if f.code in models_own}

        assert refused == told


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value below a value."""
    for step, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, step)
        if isinstance(child, dict | list):
            yield from _paths(child, (*path, step))


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
def test_an_unknown_field_is_told_and_no_secret_with_it(
    body: dict[str, Any], key: str, shown: str
) -> None:
    """A name in the API's style is shown whole; of any other only the beginning, escaped."""
    body["organization"][key] = "a secret, maybe"
    report = check_response(json.dumps(body))

    message = "unknown field"
    expected = Finding(f"/organization{shown}", "unknown_field", "info", message)
    assert (expected,) == report.findings
    assert report.ok
    assert report.response is not None


def test_an_unknown_field_is_told_even_when_it_is_null(body: dict[str, Any]) -> None:
    """Null is how the API says that a field is not set; it is new all the same."""
    body["member"]["passport"] = None

    assert [("unknown_field", "/member/passport")] == _told(check_response(json.dumps(body)))


def test_an_unknown_value_of_a_vocabulary_is_told(body: dict[str, Any]) -> None:
    """Alone and in arrays; the values themselves are not repeated."""
    body["member"]["status"] = "hibernating"
    body["organization"]["allowed_auth_methods"] = ["sso", "telepathy"]
    report = check_response(json.dumps(body))

    message = "is not one of the known values"
    assert (
        Finding("/member/status", "unknown_value", "info", message),
        Finding("/organization/allowed_auth_methods/1", "unknown_value", "info", message),
    ) == report.findings


def test_a_value_that_does_not_fit_in_a_datetime_is_told(body: dict[str, Any]) -> None:
    """Digits beyond the sixth are lost, unless they are zeros."""
    body["member_session"]["started_at"] = "2026-03-05T09:12:07.123456000Z"
    body["member_session"]["last_accessed_at"] = "2026-03-05T09:14:31.1234567Z"
    body["member_session"]["expires_at"] = "2026-03-05T10:14:31.123456789+00:00"

    message = "has more than six decimal places, which a datetime cannot store"
    assert (
        Finding("/member_session/expires_at", "digits_lost", "warning", message),
        Finding("/member_session/last_accessed_at", "digits_lost", "warning", message),
    ) == check_response(json.dumps(body)).findings


def test_two_findings_of_one_place_are_both_told(body: dict[str, Any]) -> None:
    """What is lost of a value does not hide that it contradicts another."""
    body["member_session"]["expires_at"] = "2026-03-05T09:12:07.123456789Z"

    assert [
        ("digits_lost", "/member_session/expires_at"),
        ("session_times", "/member_session/expires_at"),
    ] == _told(check_response(json.dumps(body)))


def test_a_number_that_json_does_not_have_is_told(body: dict[str, Any]) -> None:
    """NaN and numbers that are too large are found at any depth of what the project stored."""
    body["member"]["trusted_metadata"] = {"a": [1.5, {"b": float("nan")}], "limits": [[]]}
    body["member_session"]["custom_claims"] = {"seats": float("inf"), "Ratio": 0}
    text = json.dumps(body).replace('"Ratio": 0', '"Ratio": -1e999')

    message = "is NaN or infinite, which JSON does not allow"
    assert (
        Finding("/member/trusted_metadata/a/1/b", "not_finite", "warning", message),
        Finding("/member_session/custom_claims/seats", "not_finite", "warning", message),
        Finding("/member_session/custom_claims/Rati…", "not_finite", "warning", message),
    ) == check_response(text).findings


def test_a_key_that_stands_twice_is_told(body: dict[str, Any]) -> None:
    """All its values but the last are lost, here as in any JSON parser: at any depth."""
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
    ] == _told(report)
    message = "appears more than once; only the last value is used"
    assert {message} == {found.message for found in report.findings}


def test_many_keys_that_stand_twice_are_cut_off(body: dict[str, Any]) -> None:
    """They count like other findings: a thousand are listed."""
    for count, listed in ((1000, 1000), (1001, 1001)):
        pairs = ",".join(['{"a": 1, "a": 2}'] * count)
        text = json.dumps(body).replace('"theme": "dark"', f'"x": [{pairs}]')

        assert listed == len(check_response(text).findings)


@pytest.mark.parametrize(
    ("in_the_body", "argument", "told"),
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
def test_a_status_that_does_not_say_success_is_told(
    body: dict[str, Any], in_the_body: int, argument: int | None, told: list[tuple[str, str]]
) -> None:
    """The argument's and the body's are told apart; an error status makes it a refusal."""
    body["status_code"] = in_the_body

    assert told == _told(check_response(json.dumps(body), status_code=argument))


def test_a_status_is_told_beside_whatever_else_is_wrong(body: dict[str, Any]) -> None:
    """It does not take a valid response to look at the status."""
    body["status_code"] = 302
    body["member"]["name"] = 1
    del body["member_id"]
    report = check_response(json.dumps(body), status_code=303)

    assert [
        ("status_code", "", "came with HTTP status 303 instead of 200 to 299"),
        ("wrong_type", "/member/name", "must be a string, and not null"),
        ("status_code", "/status_code", "must be from 200 to 299"),
        ("missing", "/member_id", "is required, but missing"),
    ] == [(found.code, found.pointer, found.message) for found in report.findings]
    assert 303 == report.status_code


def test_a_boolean_is_no_status(body: dict[str, Any]) -> None:
    """`true` is an integer to Python, and not to JSON."""
    body["status_code"] = True

    assert [("wrong_type", "/status_code")] == _told(check_response(json.dumps(body)))


def _with_unknown_fields(body: dict[str, Any], count: int) -> Iterator[str]:
    """Yield bodies with many unknown fields, before and behind something worse."""
    unknown = dict.fromkeys(map(str, range(count)))
    yield json.dumps({**unknown, **body})
    yield json.dumps({**body, **unknown})


def test_more_than_a_thousand_findings_are_cut_off(body: dict[str, Any]) -> None:
    """The last finding says so; a thousand are still listed without it."""
    exactly, _ = _with_unknown_fields(body, 1000)
    beyond, _ = _with_unknown_fields(body, 1001)

    message = "has more findings; only the first 1000 are listed"
    assert 1000 == len(check_response(exactly).findings)
    assert 1001 == len(check_response(beyond).findings)
    assert Finding("", "more", "warning", message) == check_response(beyond).findings[-1]
    assert check_response(beyond).ok


@pytest.mark.parametrize("field", ["member_id", "organization"])
@pytest.mark.parametrize("value", [None, "another-one"])
def test_what_is_cut_off_does_not_make_a_body_look_harmless(
    body: dict[str, Any], field: str, value: str | None
) -> None:
    """Wherever the errors stand, and whoever found them, one is listed if there is any."""
    body[field] = value if field == "member_id" else {**body[field], "organization_id": value}
    for text in _with_unknown_fields(body, 5000):
        report = check_response(text)

        assert 1001 == len(report.findings)
        assert not report.ok


def test_errors_beyond_the_limit_push_no_finding_out(body: dict[str, Any]) -> None:
    """Where an error is listed already, the list is the first thousand as they stand."""
    many = dict.fromkeys(map(str, range(2000)))
    told = _told(
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

    assert ("wrong_type", "/member_id") == told[0]
    assert ("unknown_field", "/998…") == told[999]
    assert ("more", "") == told[1000]


def test_a_body_that_the_standard_library_refuses_is_told(body: dict[str, Any]) -> None:
    """Where only pydantic can read it, the response is there, and the report says what it lacks."""
    text = json.dumps(body).replace('"seats": 12', f'"seats": {"1" * 700}')
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        report = check_response(text, status_code=200)
        broken = check_response(text.replace('"member_id"', '"member"', 1))
    finally:
        sys.set_int_max_str_digits(limit)

    message = "cannot be decoded by Python's json module, so not everything was checked"
    assert Report((Finding("", "more", "warning", message),), report.response, None, 200) == report
    assert report.response is not None
    assert ("more", "") == _told(broken)[-1]
    assert not broken.ok


def test_the_check_and_the_parser_raise_alike() -> None:
    """`raise_for_errors` of a refusal is the parser's own error."""
    body = load_example("error-unauthorized")
    with pytest.raises(ExchangeRefusedError) as parsed:
        parse_response(body)
    with pytest.raises(ExchangeRefusedError) as checked:
        check_response(body).raise_for_errors()

    assert (parsed.value.error, parsed.value.status_code) == (
        checked.value.error,
        checked.value.status_code,
    )
