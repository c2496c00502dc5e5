"""The page of a summary: it loads nothing, and works under a strict policy."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest
from bs4 import BeautifulSoup

from stytch_exchange import load_example
from stytch_exchange.lines import (
    DiagnosisCount,
    FindingGroup,
    HourCount,
    Position,
    Summary,
    ValueCount,
    check_records,
)
from stytch_exchange.lines.chart import over_time
from stytch_exchange.lines.page import page_of
from tests.lines.planted import Planted

FIRST = Position("a.jsonl", 7)
WHOLE = Summary(
    9,
    4,
    12,
    (
        FindingGroup(
            "error", "missing", "/member/is_admin", 5, 5, FIRST, "is required", '{"<b>": 0}'
        ),
        FindingGroup("info", "unknown_field", "", 7, 2, FIRST, "unknown field", None),
    ),
    (DiagnosisCount("html", 2, FIRST, "This is <HTML>."),),
    (ValueCount("/member/status", "new<…", 3, FIRST),),
    (HourCount("2026-03-05T09", clean=2, error=1), HourCount("2026-03-05T10", info=3, warning=1)),
)


def soup_of(summary: Summary, news: Summary | None = None) -> BeautifulSoup:
    """Return the page of a summary, parsed."""
    return BeautifulSoup(page_of(summary, news), "html.parser")


def test_the_page_loads_nothing() -> None:
    """No script, no address, no style but the one that the policy allows by its hash."""
    text = page_of(WHOLE, WHOLE)
    soup = soup_of(WHOLE, WHOLE)
    (style,) = soup.find_all("style")
    (policy,) = soup.find_all("meta", attrs={"http-equiv": True})
    allowed = b64encode(sha256(style.get_text().encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{allowed}'" == policy["content"]
    assert [] == re.findall(r"https?:|url\(|@import| (?:src|href|style|on\w+)=", text)
    assert not soup.find(["script", "link", "img", "iframe", "object"])


def test_the_page_counts_by_code_and_by_place() -> None:
    """With an example of each, and where it was first."""
    tables = [
        [
            [cell.get_text(" ").strip() for cell in row.find_all("td")]
            for row in table.find_all("tr")
        ]
        for table in soup_of(WHOLE).find_all("table")
    ]

    assert [["unknown_field", "info", "7"], ["missing", "error", "5"]] == tables[0][1:]
    assert [
        ["missing", "/member/is_admin", 'is required Example, masked {"<b>": 0}', "5", "a.jsonl:7"],
        ["unknown_field", "(body)", "unknown field", "2", "a.jsonl:7"],
    ] == tables[1][1:]
    assert [["new<…", "/member/status", "3", "a.jsonl:7"]] == tables[2][1:]
    assert [["html", "This is <HTML>.", "2", "a.jsonl:7"]] == tables[3][1:]


def test_the_page_has_a_chart_over_time() -> None:
    """Each bar says what it counts, and the text how many bodies have no time."""
    soup = soup_of(WHOLE)

    assert ["2026-03-05T09: 1 error, 2 clean", "2026-03-05T10: 1 warning, 3 info"] == [
        title.get_text() for title in soup.select("g title")
    ]
    assert "2 bodies left out, without this time." in soup.get_text()
    assert "without this time" not in soup_of(Summary(1, hours=(HourCount("2026", 1),))).get_text()


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (1, "2026-01-01T00"),
        (5, "2026-01-01T00"),
        (6, "2026-01-01"),
        (200, "2026-01"),
        (9999, "2026"),
    ],
)
def test_a_bar_is_as_short_as_the_chart_allows(days: int, first: str) -> None:
    """An hour, a day, a month or a year: at most 120 bars, if there are not more years."""
    hours = [
        HourCount(f"{2026 + day // 360}-{day // 30 % 12 + 1:02}-{day % 30 + 1:02}T{hour:02}", 1)
        for day in range(days)
        for hour in range(0, 24, 1 if days < 7 else 24)
    ]
    titles = re.findall(r"<title>([^:]+):", over_time(hours))

    assert first == titles[0]
    assert 120 >= len(titles)


def test_an_empty_summary_has_a_page() -> None:
    """With the number of bodies, and nothing else."""
    soup = soup_of(Summary())

    assert ["0 bodies: 0 ok, 0 not ok"] == [head.get_text() for head in soup.select("h1, h2")]
    assert "<h2>New since the baseline</h2>\n<p>Nothing.</p>" in page_of(Summary(), Summary())


def test_the_page_of_many_bodies_is_small() -> None:
    """It grows with the kinds of findings, not with the bodies."""
    records = check_records([*Planted().lines(100), load_example("connected-app")])
    text = page_of(Summary.merged(record.summary for record in records), None)

    assert 20_000 > len(text)
    assert '{"is_owner": false, ' in unescape(text)
