"""The report: how it reads, what it raises, and what it leaves behind."""

import copy
import json
import pickle
from html.parser import HTMLParser
from typing import Any

import pytest

from stytch_exchange import (
    ErrorResponse,
    ExchangeRefusedError,
    Finding,
    InvalidResponseError,
    Report,
    check_response,
    load_example,
)

ERROR = Finding("/member_id", "missing", "error", "is required, but missing")
WARNING = Finding("", "more", "warning", "has <more> to find")
INFO = Finding("/new", "unknown_field", "info", "unknown field")


def test_a_report_is_ok_without_an_error() -> None:
    """Warnings and what is new do not make a body wrong."""
    assert Report().ok
    assert Report((WARNING, INFO)).ok
    assert not Report((INFO, ERROR)).ok


def test_a_report_reads_as_a_table() -> None:
    """A summary, and a line for each finding with its columns below each other."""
    assert (
        "not ok: 1 error, 1 warning, 2 info\n"
        "  error    missing        /member_id: is required, but missing\n"
        "  warning  more           (body): has <more> to find\n"
        "  info     unknown_field  /new: unknown field\n"
        "  info     unknown_field  /new: unknown field"
    ) == str(Report((ERROR, WARNING, INFO, INFO)))
    assert "ok: nothing found" == str(Report())
    assert "not ok: 2 errors" == str(Report((ERROR, ERROR))).partition("\n")[0]


def test_the_repr_is_the_summary() -> None:
    """It is short, and shows nothing of the response."""
    assert "<Report: not ok: 1 error>" == repr(Report((ERROR,)))


class _Table(HTMLParser):
    """The texts of a table's cells, by row, and the elements it is made of."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        self.elements.append((tag, dict(attrs)))
        if tag in {"tr", "caption"}:
            self.rows.append([])
        if tag in {"td", "th", "caption"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        """Take up the text of a cell."""
        self.rows[-1][-1] += data


def test_a_report_is_a_table_in_a_notebook() -> None:
    """It has a caption and headers for a screen reader, and its texts are escaped."""
    table = _Table(Report((ERROR, WARNING))._repr_html_())

    assert [
        ["not ok: 1 error, 1 warning"],
        ["Severity", "Code", "Where", "What"],
        ["error", "missing", "/member_id", "is required, but missing"],
        ["warning", "more", "(body)", "has <more> to find"],
    ] == table.rows
    assert [{"scope": "col"}] * 4 == [attrs for tag, attrs in table.elements if tag == "th"]


def test_the_table_takes_the_colors_of_its_page() -> None:
    """It brings none of its own, so that it can be read in a light and in a dark scheme."""
    table = _Table(Report((ERROR, WARNING, INFO))._repr_html_())

    assert {"scope"} == {name for _, attrs in table.elements for name in attrs}


def test_a_report_exports_as_json() -> None:
    """The findings whole; of an error body what may be logged; nothing of a response."""
    exported = json.loads(Report((ERROR,), status_code=200).to_json())
    refused = json.loads(check_response(load_example("error-unauthorized")).to_json(indent=2))

    assert {
        "ok": False,
        "status_code": 200,
        "findings": [
            {
                "pointer": "/member_id",
                "code": "missing",
                "severity": "error",
                "message": "is required, but missing",
            }
        ],
        "error": None,
    } == exported
    assert Report().to_json(indent=1).startswith('{\n "ok": true,\n')
    assert "\n" not in Report().to_json()
    assert "unauthorized_credentials" == refused["error"]["error_type"]
    assert "error_message" not in refused["error"]


def test_a_report_with_errors_raises_them() -> None:
    """All that are errors, and no more."""
    with pytest.raises(InvalidResponseError) as caught:
        Report((WARNING, ERROR, INFO, ERROR)).raise_for_errors()

    assert (ERROR, ERROR) == caught.value.findings


def test_a_report_without_errors_raises_nothing() -> None:
    """Whoever wants to stop at warnings looks at the findings."""
    Report((WARNING, INFO)).raise_for_errors()


def test_a_refusal_raises_what_the_parser_raises() -> None:
    """It holds the error body and the status."""
    error = ErrorResponse(error_type="a", error_message="b")
    refused = Finding("", "refused", "error", "is an error body")
    with pytest.raises(ExchangeRefusedError) as caught:
        Report((refused,), error=error, status_code=401).raise_for_errors()

    assert (401, error) == (caught.value.status_code, caught.value.error)


def test_a_pickled_report_leaves_its_response_behind(body: dict[str, Any]) -> None:
    """The response holds both tokens; the findings are kept."""
    body["member"]["zodiac"] = "cancer"
    report = check_response(json.dumps(body))
    kept = pickle.loads(pickle.dumps(report))  # noqa: S301 - our own

    assert report.response is not None
    assert Report(report.findings, None, None, 200) == kept


def test_a_copied_report_is_the_report_itself(body: dict[str, Any]) -> None:
    """It does not change, so there is nothing to copy, and nothing gets lost."""
    report = check_response(json.dumps(body))

    assert copy.copy(report) is report
    assert copy.deepcopy([report])[0] is report
