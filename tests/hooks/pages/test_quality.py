"""The figures of the quality page."""

import json
import re

import pytest

from hooks import pages
from hooks.pages import quality

_GENERATED = re.compile(r"\{\{ \w+ \}\}|`[^`]+`|\]\([^)]+\)|\bB2B\b")
"""Placeholders, code, and addresses: what may have digits that nobody has measured."""


@pytest.fixture(name="written", scope="module")
def _written() -> str:
    """The page as it is written, from its first figure."""
    text = (pages.DOCS / "explanation/quality.md").read_text("utf-8")
    return text[text.index("## Mutants") :]


def test_no_figure_is_typed(written: str) -> None:
    """All figures come from `make bench`: no digit is left without the placeholders."""
    assert [] == re.findall(r".*\d.*", _GENERATED.sub("", written))


def test_every_peer_has_a_row() -> None:
    """The table of readers is complete."""
    measured = json.loads(quality.FIGURES.read_text("utf-8"))["parsing"]["figures"]

    assert {"small", "large"} == measured.keys()
    assert quality.READERS.keys() == measured["small"]["ratios"].keys()
    assert quality.READERS.keys() == measured["large"]["ratios_without_collector"].keys()


def test_every_reader_of_lines_has_a_row() -> None:
    """The table of many bodies is complete."""
    measured = json.loads(quality.FIGURES.read_text("utf-8"))["lines"]["figures"]

    assert quality.LINE_READERS.keys() == measured["times"].keys()


def test_a_gigabyte_needs_as_much_memory_as_a_small_file() -> None:
    """The memory is constant, and less than 200 MB: the figures say so, or the page is wrong."""
    figures = json.loads(quality.FIGURES.read_text("utf-8"))
    small, large = (figures[part]["figures"]["megabytes"] for part in ("lines", "gigabyte"))

    assert large < 1.2 * small
    assert large < 200


def test_no_hostile_body_exceeds_the_limits_of_the_page() -> None:
    """One second and two hundred megabytes, also for the slowest that the search has found."""
    figures = json.loads(quality.FIGURES.read_text("utf-8"))["hostile"]["figures"]

    assert quality.BODIES.keys() == figures["bodies"].keys()
    for body in figures["bodies"].values():
        assert max(body["seconds"], body["parse_seconds"]) < 1
        assert body["megabytes"] < 200


def test_the_time_to_redact_grows_with_the_length() -> None:
    """If it grew with the square, eight times the text would take 64 times as long."""
    figures = json.loads(quality.FIGURES.read_text("utf-8"))["redacting"]["figures"]

    assert figures["growth"] < 2 * figures["times"]


def test_every_part_says_when_it_was_measured() -> None:
    """And nothing that was measured is left out."""
    measured = json.loads(quality.FIGURES.read_text("utf-8"))

    assert quality.MEASURED.keys() == measured.keys()


def test_the_figures_are_on_the_page() -> None:
    """A table shows what the file says."""
    page = str(pages.generated(None)["explanation/quality.md"])
    measured = json.loads(quality.FIGURES.read_text("utf-8"))
    rate = measured["sandbox"]["figures"]["rate"]
    times = measured["lines"]["figures"]["times"]["sdk"]
    gigabyte = measured["gigabyte"]["figures"]["megabytes"]

    assert (
        f"| Stytch's SDK, as its users call it | {times['processor']:.1f} |"
        f" {times['elapsed']:.1f} |" in page
    )
    assert f"and {gigabyte:.0f} MB for 1000 MB of lines" in page
    assert f"at {rate:.0f} requests a second" in page
    assert f"| home | {measured['weighing']['figures']['home']['pages']} |" in page
