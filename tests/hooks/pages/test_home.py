"""The picture on the home page."""

import json

import pytest
from bs4 import BeautifulSoup

from hooks import pages
from stytch_exchange import check_response, load_example


@pytest.fixture(name="page", scope="module")
def _page() -> BeautifulSoup:
    """The home page."""
    return BeautifulSoup(str(pages.generated(None)["index.md"]), "html.parser")


def test_one_card_is_open(page: BeautifulSoup) -> None:
    """That of the line that is highlighted."""
    [line], [card] = page.select(".json [data-on]"), page.select(".cards > .shown")

    assert ("/member/roles", "Member.roles") == (line["id"], card["id"])


def test_the_report_is_that_of_the_body(page: BeautifulSoup) -> None:
    """It counts the findings, and each leads to its line, which is marked, and to its code."""
    body = json.loads(load_example("connected-app"))
    body["member"] |= {"is_locked": "no", "mood": "good"}
    findings = check_response(json.dumps(body).encode()).findings
    [verdict] = page.select(".report p")
    marked = {str(line["id"]): line["data-f"] for line in page.select(".json [data-f]")}

    assert "check_response(body) Not valid: 1 error, 1 info." == verdict.text
    assert {finding.pointer: finding.severity for finding in findings} == marked
    for finding, item in zip(findings, page.select(".report li"), strict=True):
        links = [link["href"] for link in item.select("a")]
        assert [f"#{finding.pointer}", f"reference/codes/#{finding.code}"] == links
        assert finding.message in item.text


def test_the_body_in_the_picture_is_the_one_that_is_checked(page: BeautifulSoup) -> None:
    """The block below it makes the same two mistakes."""
    shown = page.select(".json")[0].text

    assert '"is_locked": "no"' in shown
    assert '"mood": "good"' in shown
    assert """b'"is_locked": "no", "mood": "good"'""" in page.text
