"""The first screen of the playground, without Python."""

import json

from bs4 import BeautifulSoup

from hooks.browser.examples import OPENING
from hooks.pages.playground import opening
from stytch_exchange import check_response, example_names, load_example


def test_the_first_screen_is_an_example_and_its_report() -> None:
    """The diagnosis comes first, then the number of findings."""
    shown = opening()
    report = check_response(load_example(OPENING))

    assert report.diagnosis is not None
    assert [*example_names()] == shown["names"]
    assert load_example(shown["name"]).decode() == shown["body"]
    lead, count = BeautifulSoup(shown["verdict"], "html.parser").find_all("p")
    assert lead.text.startswith(f"{report.diagnosis.message} {report.diagnosis.advice}")
    assert f"Not valid: {len(report.findings)} errors." == count.text


def test_each_finding_has_its_place() -> None:
    """If a field is missing, the place is the object that lacks it."""
    shown = opening()
    body = json.loads(shown["body"])
    items = BeautifulSoup(shown["result"], "html.parser").select("[data-pointer]")
    pointers = [str(item["data-pointer"]) for item in items]
    findings = check_response(load_example(OPENING)).findings

    assert [finding.pointer for finding in findings] == pointers
    for item, pointer in zip(items, pointers, strict=True):
        [button] = item.select("button")
        start, end = map(int, str(button["data-span"]).split())
        around, _, name = pointer[1:].partition("/")
        assert body[around] == json.loads(shown["body"][start:end])
        assert name == button.text
