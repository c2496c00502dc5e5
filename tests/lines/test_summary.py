"""Summaries: exact counts, merged in any order, of a bounded size."""

import json
from functools import reduce
from itertools import permutations, product
from operator import add
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stytch_exchange import DiagnosisKind, FindingCode, Severity, load_example
from stytch_exchange.findings import severity_of
from stytch_exchange.lines import (
    DiagnosisCount,
    FindingGroup,
    HourCount,
    Position,
    Summary,
    ValueCount,
    check_records,
)
from stytch_exchange.lines import summary as summary_module
from tests.leaks import runs, secrets_of
from tests.lines.planted import FAULTS, Planted

A, B = Position("a", 1), Position("b", 1)

CODES: tuple[FindingCode, ...] = ("missing", "unknown_field")
KINDS: tuple[DiagnosisKind, ...] = ("html", "empty")

ROWS = [
    *(
        Summary(groups=(FindingGroup(severity_of(code), code, pointer, 2, 1, first, text, None),))
        for code, pointer in product(CODES, ("/a", "/b"))
        for first, text in product((A, B), ("is wrong", "is missing"))
    ),
    *(
        Summary(diagnoses=(DiagnosisCount(kind, 1, first, text),))
        for kind in KINDS
        for first, text in product((A, B), ("This is HTML.", "This is a page."))
    ),
    *(
        Summary(values=(ValueCount(pointer, value, 1, first),))
        for pointer, value, first in product(("/a", "/b"), ("x", "y"), (A, B))
    ),
    *(Summary(hours=(HourCount(f"2026-03-05T{hour:02}", error=1),)) for hour in range(9, 13)),
    Summary(bodies=1, ok=1, findings=2),
]
"""Summaries of one row each. Many have the same key, and many are from the same body."""

SUMMARIES = st.lists(st.sampled_from(ROWS), max_size=12).map(Summary.merged)


@pytest.fixture(name="_small", params=[2, 1000], ids=["cut", "whole"])
def _small_fixture(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Summaries that keep few rows, so that most are cut, and summaries that keep all."""
    for name in ("_MOST_GROUPS", "_MOST_VALUES", "_MOST_HOURS"):
        monkeypatch.setattr(summary_module, name, request.param)


@pytest.mark.usefixtures("_small")
class TestMerging:
    """The laws that make it safe to merge summaries on any machine, in any order."""

    @given(SUMMARIES, SUMMARIES, SUMMARIES)
    def test_it_does_not_matter_which_are_merged_first(
        self, a: Summary, b: Summary, c: Summary
    ) -> None:
        """Merging is associative, also if rows are cut on the way."""
        assert (a + b) + c == a + (b + c)

    @given(SUMMARIES, SUMMARIES)
    def test_it_does_not_matter_which_comes_first(self, a: Summary, b: Summary) -> None:
        """Merging is commutative."""
        assert a + b == b + a

    @given(SUMMARIES)
    def test_an_empty_summary_changes_nothing(self, a: Summary) -> None:
        """`Summary()` is the neutral element, so that `sum` can begin with it."""
        assert a == a + Summary()

    @given(st.lists(SUMMARIES, max_size=5))
    def test_merging_many_is_adding_them(self, parts: list[Summary]) -> None:
        """`merged` reads them one after another."""
        assert reduce(add, parts, Summary()) == Summary.merged(parts)

    @given(SUMMARIES)
    def test_json_can_be_read_again(self, a: Summary) -> None:
        """`from_json` returns what `to_json` wrote, in one line or in many."""
        assert a == Summary.from_json(a.to_json())
        assert a == Summary.from_json(a.to_json(indent=2).encode())


def test_planted_faults_are_summarized_exactly() -> None:
    """Ten thousand generated bodies: each count and each first line is that of the faults."""
    planted = Planted()
    summary = Summary.merged(record.summary for record in check_records(planted.lines(10_000)))
    groups = {(group.code, group.pointer): group for group in summary.groups}

    assert (10_000, planted.ok) == (summary.bodies, summary.ok)
    assert set(FAULTS) | {("not_json", "")} <= set(planted.bodies)
    assert planted.bodies == {
        key: group.bodies for key, group in groups.items() if key[0] != "filled"
    }
    assert planted.firsts == {
        key: group.first.line for key, group in groups.items() if key[0] != "filled"
    }
    assert sum(group.findings for group in summary.groups) == summary.findings
    assert [("html", planted.bodies["not_json", ""])] == [
        (row.kind, row.bodies) for row in summary.diagnoses if row.kind == "html"
    ]
    assert [("frozen", planted.bodies["unknown_value", "/member/status"])] == [
        (row.value, row.bodies) for row in summary.values
    ]


def test_the_parts_of_a_file_can_be_checked_anywhere() -> None:
    """Any split, merged in any order, gives the summary of the whole."""
    lines = list(Planted().lines(60))
    whole = Summary.merged(record.summary for record in check_records(lines, file="a"))
    parts = [
        Summary.merged(
            record.summary for record in check_records(lines[start:end], start=start + 1, file="a")
        )
        for start, end in ((0, 13), (13, 14), (14, 60))
    ]

    assert {whole.to_json()} == {sum(order, Summary()).to_json() for order in permutations(parts)}


def test_a_summary_has_a_bounded_size() -> None:
    """Bodies with ever new unknown fields, values and hours do not make it grow."""
    body = load_example("connected-app").decode().replace("\n", "")

    def bodies() -> object:
        for number in range(60):
            letter = chr(97 + number // 26) + chr(97 + number % 26)
            yield body.replace('"is_admin"', f'"{letter}": 1, "is_admin"').replace(
                '"active"', f'"{letter}"'
            )

    with pytest.MonkeyPatch.context() as patched:
        for name in ("_MOST_GROUPS", "_MOST_VALUES", "_MOST_HOURS"):
            patched.setattr(summary_module, name, 10)
        summary = Summary.merged(record.summary for record in check_records(bodies()))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]

    assert (10, 10) == (len(summary.groups), len(summary.values))
    assert ["aa", "ab"] == [row.value for row in summary.values[:2]]
    assert 60 * 2 == summary.findings


def test_only_what_is_new_is_listed() -> None:
    """A code at a place, a value, or a kind of body that the baseline does not have."""
    known = Summary.merged(
        record.summary for record in check_records(list(Planted().lines(200)), file="old")
    )
    again = Summary.merged(
        record.summary for record in check_records(list(Planted(1).lines(200)), file="new")
    )
    body = json.loads(load_example("minimal"))
    body["member"] |= {"status": "paused", "is_owner": True, "mood": 1}
    (changed,) = check_records([json.dumps(body)])
    news = (again + changed.summary).since(known)

    assert Summary(200, again.ok, again.findings, hours=again.hours) == again.since(known)
    assert [("unknown_field", "/member/mood")] == [(row.code, row.pointer) for row in news.groups]
    assert ["paused"] == [row.value for row in news.values]
    assert () == news.diagnoses


@pytest.mark.parametrize(
    ("body", "severities"),
    [
        (load_example("minimal"), set()),
        (load_example("minimal").replace(b'"is_admin"', b'"new": 1, "is_admin"'), {"info"}),
        (b"\xef\xbb\xbf" + load_example("minimal"), {"info", "warning"}),
        (b"<html>", {"info", "warning", "error"}),
    ],
    ids=["clean", "info", "warning", "error"],
)
def test_a_summary_says_how_serious_it_is(body: bytes, severities: set[Severity]) -> None:
    """It has a severity if anything listed is at least as serious."""
    (record,) = check_records([body])
    every: tuple[Severity, ...] = get_args(Severity)

    assert severities == {severity for severity in every if record.summary.has(severity)}


def test_a_new_value_and_a_new_kind_are_infos() -> None:
    """Both can be new without a new group."""
    position = Position("", 1)
    value = Summary(values=(ValueCount("/a", "x", 1, position),))
    kind = Summary(diagnoses=(DiagnosisCount("empty", 1, position, "This is empty."),))

    assert (True, False) == (value.has("info"), value.has("warning"))
    assert (True, False) == (kind.has("info"), kind.has("warning"))


@pytest.mark.parametrize("text", ["", "[]", '{"bodies": "x"}', load_example("connected-app")])
def test_another_file_is_not_a_summary(text: bytes | str) -> None:
    """The message says what to pass, and shows nothing of the text."""
    with pytest.raises(ValueError, match="is not a summary: pass a file that") as caught:
        Summary.from_json(text)

    secrets = secrets_of(json.loads(load_example("connected-app")))
    assert secrets.isdisjoint(runs(repr(caught.value)))
    assert caught.value.__context__ is None
