"""`check_records`: a record of each body, from any iterable, whatever the bodies are."""

import json
import pickle
from collections.abc import Iterator
from itertools import chain, count
from typing import Any

import pytest

import stytch_exchange.lines.records
from stytch_exchange import (
    RevokeResponse,
    SessionAuthenticateResponse,
    check_response,
    load_example,
)
from stytch_exchange.lines import (
    DiagnosisCount,
    HourCount,
    Position,
    Record,
    ValueCount,
    check_records,
)
from stytch_exchange.lines.source import Chunk
from stytch_exchange.parsing import TOO_LARGE
from tests.leaks import PLAIN, leaks, runs, secrets_of

HEALTHY = load_example("connected-app")


def changed(**fields: Any) -> bytes:
    """Return the usual body with fields of its member changed."""
    body = json.loads(HEALTHY)
    body["member"] |= fields
    return json.dumps(body).encode()


def only(body: bytes, **options: Any) -> Record:
    """Return the record of a single body."""
    (record,) = check_records([body], **options)
    return record


def test_each_body_has_a_record_in_order() -> None:
    """Each has the position and the report of its body; None is an empty body."""
    bodies = [HEALTHY, b"<html>", HEALTHY.decode(), None, bytearray(HEALTHY)]
    records = list(check_records(bodies, start=7, file="a.jsonl"))

    assert [Position("a.jsonl", line) for line in range(7, 12)] == [r.position for r in records]
    assert [True, False, True, False, True] == [record.report.ok for record in records]
    assert ["empty"] == [row.kind for row in records[3].summary.diagnoses]


def test_bodies_are_read_one_at_a_time() -> None:
    """An endless iterable is no problem."""
    bodies = chain([HEALTHY], count())
    records = check_records(bodies)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    next(records)

    assert 0 == next(bodies)


def test_the_arguments_are_those_of_the_check() -> None:
    """The status, the model and the place inside each body."""
    wrapped = json.dumps({"data": json.loads(HEALTHY)}).encode()
    refreshed = load_example("refreshed")

    assert "refused" == only(b"<html>", status_code=502).report.findings[0].code
    assert only(refreshed, model=SessionAuthenticateResponse).report.ok
    assert only(wrapped, at="/data").report.ok
    assert ("missing",) == tuple(f.code for f in only(wrapped, at="/x").report.findings)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"at": "data"}, ValueError),
        ({"status_code": 1000}, ValueError),
        ({"model": dict}, TypeError),
    ],
    ids=["at", "status", "model"],
)
def test_a_wrong_argument_is_reported_before_any_body(
    options: dict[str, Any], error: type[Exception]
) -> None:
    """The call itself raises, not the first step of the iterator."""
    with pytest.raises(error):
        check_records([], **options)


def test_a_body_of_another_type_is_an_error() -> None:
    """Decoded JSON is a mistake of the caller."""
    records = check_records([{}])  # type: ignore[list-item] # pyright: ignore[reportArgumentType]

    with pytest.raises(TypeError, match="body must be bytes or str, not dict"):
        next(records)


def test_findings_are_grouped_by_code_and_place() -> None:
    """With `*` for each index, the numbers of findings and of bodies, and a masked example."""
    roles = [{"role_id": 1, "sources": []}, {"role_id": "x", "sources": []}, {"role_id": 2}]
    summary = only(changed(roles=roles)).summary
    group = next(row for row in summary.groups if row.code == "wrong_type")

    assert sorted(summary.groups, key=lambda row: row.key) == list(summary.groups)
    assert ("/member/roles/*/role_id", 2, 1) == (group.pointer, group.findings, group.bodies)
    assert "must be a string (found a number)" == group.message
    assert '{"role_id": 0, "sources": []}' == group.example


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("frozen", "frozen"),
        ("ON_HOLD", "ON_HOLD"),
        ("GitHub2", "GitHub2"),
        ("P0EJ7rAVJIS4BVuVhhUB4VS8", "P0EJ…"),
        ("a b", "a b…"),
        ("\x1b[2J", "\\x1b[2J…"),
        ("x" * 41, "xxxx…"),
    ],
)
def test_an_unknown_value_is_shown_if_it_is_a_word(value: str, shown: str) -> None:
    """Anything else could be a secret, so only its beginning is shown."""
    record = only(changed(status=value))

    assert (ValueCount("/member/status", shown, 1, Position("", 1)),) == record.summary.values


def test_the_diagnosis_is_counted() -> None:
    """With its message; a healthy body has none."""
    (row,) = only(b"<html>").summary.diagnoses

    assert DiagnosisCount("html", 1, Position("", 1), "This is an HTML page, not JSON.") == row
    assert () == only(HEALTHY).summary.diagnoses


def _at(body: bytes, moment: str) -> bytes:
    document = json.loads(body)
    document["member_session"]["last_accessed_at"] = moment
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("body", "hours"),
    [
        (HEALTHY, (HourCount("2026-03-05T09", clean=1),)),
        (changed(is_owner=True), (HourCount("2026-03-05T09", info=1),)),
        (changed(is_locked="no"), (HourCount("2026-03-05T09", error=1),)),
        (_at(HEALTHY, "2026-03-05T23:30:00-02:00"), (HourCount("2026-03-06T01", warning=1),)),
        (_at(HEALTHY, "0001-01-01T00:00:00+02:00"), ()),
        (_at(HEALTHY, "yesterday"), ()),
        (load_example("minimal"), ()),
        (b"<html>", ()),
    ],
    ids=["clean", "info", "error", "offset", "year 1", "wrong", "no session", "no body"],
)
def test_the_hour_is_that_of_the_session_s_last_use(
    body: bytes, hours: tuple[HourCount, ...]
) -> None:
    """In UTC, with the most serious finding; bodies that do not say it are not counted."""
    assert hours == only(body).summary.hours


@pytest.mark.parametrize("at", [None, "/0"])
@pytest.mark.parametrize("body", [b'["a"]' + b" " * TOO_LARGE, b"[" + b"[]," * 60_000 + b"1]"])
def test_a_body_that_is_not_checked_is_not_decoded_either(
    monkeypatch: pytest.MonkeyPatch, body: bytes, at: str | None
) -> None:
    """A summary needs nothing of a body that is too large, or has too many arrays."""
    monkeypatch.setattr(stytch_exchange.lines.records, "from_json", _refuse)

    record = only(json.dumps([json.loads(body)]).encode() if at and b"[]" in body else body, at=at)

    assert "too_large" == record.report.findings[0].code


def _refuse(_body: object) -> None:
    raise AssertionError("the body was decoded")


def test_a_response_without_a_session_has_no_hour() -> None:
    """The answer to `revoke` has neither."""
    body = json.dumps({"request_id": "request-id-test-1", "status_code": 200}).encode()
    record = only(body, model=RevokeResponse)

    assert record.report.ok
    assert () == record.summary.hours


def test_a_record_is_a_line_of_json() -> None:
    """The position, then the report."""
    record = only(changed(is_locked="no"), start=3, file="a.jsonl")
    expected = json.loads(check_response(changed(is_locked="no")).to_json())

    assert "\n" not in record.to_json()
    assert {"file": "a.jsonl", "line": 3, **expected} == json.loads(record.to_json())


SECRET = json.loads(HEALTHY)["session_token"]

HOSTILE: list[bytes] = [
    HEALTHY,
    SECRET.encode(),
    json.dumps(SECRET).encode(),
    json.dumps([SECRET, {"session_token": SECRET}]).encode(),
    json.dumps({"session_token": SECRET, SECRET: SECRET}).encode(),
    json.dumps({"session_token": {SECRET: [SECRET]}}).encode(),
    changed(status=SECRET, is_locked=SECRET, **{SECRET: SECRET}),
    changed(roles=[{"role_id": 1, SECRET: SECRET}, SECRET]),
    changed(trusted_metadata={SECRET: float("nan")}),
    HEALTHY[: len(HEALTHY) // 2],
    HEALTHY.replace(b"session_token", b"sessionToken"),
    json.dumps({"data": json.loads(HEALTHY)}).encode(),
    json.dumps(HEALTHY.decode()).encode(),
]


@pytest.mark.parametrize("body", HOSTILE, ids=map(str, range(len(HOSTILE))))
def test_no_record_shows_a_secret(body: bytes) -> None:
    """Not as text, in JSON, in a pickle, or in a summary."""
    record = only(body, file="a.jsonl")
    secrets = secrets_of(json.loads(HEALTHY))

    assert [] == leaks(record, PLAIN, secrets)
    for shown in (record.to_json(), record.summary.to_json(), repr(record.summary)):
        assert secrets.isdisjoint(runs(shown))


def test_a_chunk_of_lines_shows_nothing() -> None:
    """It is what goes to a worker, and its `repr` can appear in a traceback."""
    shown = repr(Chunk("a.jsonl", 1, (HEALTHY,)))

    assert secrets_of(json.loads(HEALTHY)).isdisjoint(runs(shown))


def test_an_error_on_the_way_shows_no_body() -> None:
    """If the source of the bodies fails, no frame of ours has the body before it."""

    def bodies() -> Iterator[bytes]:
        yield HEALTHY
        raise OSError("the connection was lost")

    records = check_records(bodies())
    next(records)
    with pytest.raises(OSError, match="lost") as caught:
        next(records)

    assert {__file__} == {str(entry.path) for entry in caught.traceback}


def test_a_pickle_keeps_the_summary() -> None:
    """A record can travel between processes, without the response."""
    record = only(changed(is_locked="no", status="frozen"))
    copy = pickle.loads(pickle.dumps(record))  # noqa: S301 - our own

    assert record.summary == copy.summary
    assert copy.report.response is None
