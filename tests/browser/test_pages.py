"""Every page in the light and the dark scheme, on a desktop and on a phone.

Each page is loaded only once, because loading and axe take most of the time.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.reader import DESK, PHONE, Reader, reading

_WIDE = """() => [...document.querySelectorAll(".md-typeset__scrollwrap")].filter((table) =>
    !table.closest(".output") && table.scrollWidth > table.clientWidth).length"""
"""Counts the tables that are wider than the page; those that a notebook prints may be."""


@dataclass
class Findings:
    """The problems that were found, by the address of the page."""

    reader: Reader
    by_day: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    in_the_dark: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    on_a_phone: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    widths: dict[str, int] = field(default_factory=dict[str, int])
    """The width of the page on the phone."""

    wide_tables: dict[str, int] = field(default_factory=dict[str, int])
    """The number of tables that are wider than the phone."""


@pytest.fixture(name="findings", scope="module")
def _findings(browser: Browser, address: str, pages: list[str]) -> Findings:
    """The problems of all pages in each setting."""
    with reading(browser, address) as reader:
        findings = Findings(reader)
        seen: set[str] = set()
        for name in pages:
            reader.prepare(DESK, "light")
            reader.open(name)
            findings.by_day[name] = reader.violations("all", seen)
            reader.turn(DESK, "dark")
            findings.in_the_dark[name] = reader.violations("colors", seen)
            reader.turn(PHONE, "light")
            findings.widths[name] = reader.page.evaluate("document.documentElement.scrollWidth")
            findings.wide_tables[name] = reader.page.evaluate(_WIDE)
            findings.on_a_phone[name] = reader.violations("structure")
    return findings


def _any(found: dict[str, Any]) -> dict[str, Any]:
    """Return the pages with a problem."""
    return {name: value for name, value in found.items() if value}


def test_a_page_is_quiet(findings: Findings, pages: list[str]) -> None:
    """No page sends a request to another host, or logs to the console, in any setting."""
    assert set(pages) == set(findings.on_a_phone)
    assert [] == findings.reader.elsewhere
    assert [] == findings.reader.complaints


def test_a_page_is_accessible(findings: Findings) -> None:
    """No page violates a rule of axe."""
    assert {} == _any(findings.by_day)


def test_a_page_can_be_read_in_the_dark(findings: Findings) -> None:
    """No page violates a rule for colors in the dark scheme."""
    assert {} == _any(findings.in_the_dark)


def test_a_page_fits_a_phone(findings: Findings) -> None:
    """At 360 pixels nothing is too wide, and scrollable parts can be scrolled by keyboard."""
    assert {} == {name: width for name, width in findings.widths.items() if width > 360}
    assert {} == _any(findings.wide_tables)
    assert {} == _any(findings.on_a_phone)
