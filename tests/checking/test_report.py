"""The report: its text, its table, its errors, and its pickle."""

import copy
import json
import pickle
from html.parser import HTMLParser
from typing import Any

import pytest

from stytch_exchange import (
    Diagnosis,
    ErrorResponse,
    ExchangeRefusedError,
    Finding,
    InvalidResponseError,
    Report,
    StytchExchangeError,
    check_response,
    load_example,
)
from stytch_exchange.checking.report import rows_of

ERROR = Finding("/member_id", "missing", "error", "is required, but missing")
WARNING = Finding("", "more", "warning", "has <more> findings")
MISSING = [
    Finding(f"/member/{name}", "missing", "error", "is required, but missing")
    for name in ("name", "roles", "status")
]
FILLED = Finding("/member/roles", "filled", "warning", "was filled with []")
DIAGNOSIS = Diagnosis("html", "This is an <HTML> page.", "Look at the proxy.", None)
INFO = Finding("/new", "unknown_field", "info", "unknown field")


def test_a_report_is_ok_without_an_error() -> None:
    """Findings of severity `warning` or `info` do not make a report not ok."""
    assert Report().ok
    assert Report((WARNING, INFO)).ok
    assert not Report((INFO, ERROR)).ok


def test_the_text_of_a_report_has_columns() -> None:
    """The text is a summary, then one line for each finding, with aligned columns."""
    assert (
        "not ok: 1 error, 1 warning, 2 info\n"
        "  error    missing        /member_id: is required, but missing\n"
        "  warning  more           (body): has <more> findings\n"
        "  info     unknown_field  /new: unknown field\n"
        "  info     unknown_field  /new: unknown field"
    ) == str(Report((ERROR, WARNING, INFO, INFO)))
    assert "ok: nothing found" == str(Report())
    assert "not ok: 2 errors" == str(Report((ERROR, ERROR))).partition("\n")[0]


def test_a_filled_field_is_one_line_for_a_person() -> None:
    """For a program, it stays two findings."""
    report = Report((MISSING[0], MISSING[1], FILLED))

    assert (
        "not ok: 2 errors\n"
        "  error  missing  /member/name: is required, but missing\n"
        "  error  missing  /member/roles: is required, but missing; it was filled with []"
    ) == str(report)
    assert 3 == len(json.loads(report.to_json())["findings"])


def test_missing_fields_of_an_object_are_one_line_for_a_person() -> None:
    """Three or more are grouped at the object; two are not."""
    grouped = str(Report((MISSING[0], ERROR, *MISSING[1:])))

    assert (
        "not ok: 4 errors\n"
        "  error  missing  /member: 3 required fields are missing: name, roles, status\n"
        "  error  missing  /member_id: is required, but missing"
    ) == grouped
    assert 3 == str(Report((*MISSING[:2],))).count("\n") + 1
    assert 4 == len(rows_of((MISSING[0], ERROR, *MISSING[1:]), grouped=False))


def test_the_diagnosis_comes_first() -> None:
    """It is more use than the findings, so it is the first line."""
    error = ErrorResponse(error_type="bad_request", error_message="b")
    report = Report((ERROR,), None, error, 400, diagnosis=DIAGNOSIS)

    assert [
        "This is an <HTML> page. Look at the proxy.",
        "error_type bad_request, status_code 400",
        "not ok: 1 error",
    ] == str(report).splitlines()[:3]
    assert (
        "<caption>This is an &lt;HTML&gt; page. Look at the proxy."
        "<br>error_type bad_request, status_code 400<br>not ok: 1 error</caption>"
    ) in report._repr_html_()
    assert "<Report: not ok: 1 error>" == repr(report)


def test_the_diagnosis_is_exported_with_four_fields() -> None:
    """Or null."""
    exported = json.loads(Report((ERROR,), diagnosis=DIAGNOSIS).to_json())

    assert {
        "kind": "html",
        "message": "This is an <HTML> page.",
        "advice": "Look at the proxy.",
        "pointer": None,
    } == exported["diagnosis"]
    assert ["ok", "status_code", "diagnosis", "findings", "error"] == list(exported)


def test_the_errors_of_a_report_have_its_diagnosis() -> None:
    """Both kinds of errors say it."""
    refused = Finding("", "refused", "error", "is an error body")
    for finding in (ERROR, refused):
        with pytest.raises(StytchExchangeError, match=r"Look at the proxy\.") as caught:
            Report((finding,), diagnosis=DIAGNOSIS).raise_for_errors()

        assert DIAGNOSIS == caught.value.diagnosis  # type: ignore[attr-defined]


def test_the_repr_is_the_summary() -> None:
    """It is short, and does not show the response."""
    assert "<Report: not ok: 1 error>" == repr(Report((ERROR,)))


class _Table(HTMLParser):
    """The texts of a table's cells by row, and the table's elements."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start a row or a cell."""
        self.elements.append((tag, dict(attrs)))
        if tag in {"tr", "caption"}:
            self.rows.append([])
        if tag in {"td", "th", "caption"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        """Add to the text of a cell."""
        self.rows[-1][-1] += data


def test_a_report_is_a_table_in_a_notebook() -> None:
    """It has a caption and headers for screen readers, and its text is escaped."""
    table = _Table(Report((ERROR, WARNING))._repr_html_())

    assert [
        ["not ok: 1 error, 1 warning"],
        ["Severity", "Code", "Where", "What"],
        ["error", "missing", "/member_id", "is required, but missing"],
        ["warning", "more", "(body)", "has <more> findings"],
    ] == table.rows
    assert [{"scope": "col"}] * 4 == [attrs for tag, attrs in table.elements if tag == "th"]


def test_the_table_has_no_colors_of_its_own() -> None:
    """It is readable in a light and in a dark color scheme."""
    table = _Table(Report((ERROR, WARNING, INFO))._repr_html_())

    assert {"scope"} == {name for _, attrs in table.elements for name in attrs}


def test_a_report_exports_as_json() -> None:
    """The JSON has the findings and the loggable fields of an error body, but no response."""
    exported = json.loads(Report((ERROR,), status_code=200).to_json())
    refused = json.loads(check_response(load_example("error-unauthorized")).to_json(indent=2))

    assert {
        "ok": False,
        "status_code": 200,
        "diagnosis": None,
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
    """The exception has only the findings that are errors."""
    with pytest.raises(InvalidResponseError) as caught:
        Report((WARNING, ERROR, INFO, ERROR)).raise_for_errors()

    assert (ERROR, ERROR) == caught.value.findings


def test_a_report_without_errors_raises_nothing() -> None:
    """Warnings do not raise."""
    Report((WARNING, INFO)).raise_for_errors()


def test_a_refusal_raises_the_parser_s_error() -> None:
    """The exception has the error body and the status code."""
    error = ErrorResponse(error_type="a", error_message="b")
    refused = Finding("", "refused", "error", "is an error body")
    with pytest.raises(ExchangeRefusedError) as caught:
        Report((refused,), error=error, status_code=401).raise_for_errors()

    assert (401, error) == (caught.value.status_code, caught.value.error)


def test_a_pickled_report_leaves_out_its_response(body: dict[str, Any]) -> None:
    """The pickle keeps the findings but not the response, which contains both tokens."""
    body["member"]["zodiac"] = "cancer"
    report = check_response(json.dumps(body))
    kept = pickle.loads(pickle.dumps(report))  # noqa: S301 - our own

    assert report.response is not None
    assert Report(report.findings, None, None, 200) == kept


def test_a_pickled_report_keeps_its_diagnosis(body: dict[str, Any]) -> None:
    """The diagnosis holds nothing of the body; what could be read of the body does."""
    del body["member"]["status"]
    body["session_token"] = "[Filtered]"  # noqa: S105 - a mask
    report = check_response(json.dumps(body))
    kept = pickle.loads(pickle.dumps(report))  # noqa: S301 - our own

    assert report.partial is not None
    assert "masked" == kept.diagnosis.kind
    assert kept.partial is None


def test_a_copied_report_is_the_report_itself(body: dict[str, Any]) -> None:
    """A report cannot change, so a copy is the same object, with its response."""
    report = check_response(json.dumps(body))

    assert copy.copy(report) is report
    assert copy.deepcopy([report])[0] is report
