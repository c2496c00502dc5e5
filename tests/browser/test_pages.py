"""Every page as a reader gets it: light and dark, at a desk and on a phone."""

from tests.browser.reading import Reader, scheme_of


def test_a_page_is_quiet_and_accessible(reader: Reader, pages: list[str]) -> None:
    """No page asks another host, complains in the console, or violates a rule of axe."""
    found: dict[str, list[str]] = {}

    for name in pages:
        reader.open(name)
        found[name] = reader.violations("all")

    assert "default" == scheme_of(reader.page)
    assert {} == {name: violations for name, violations in found.items() if violations}
    assert [] == reader.elsewhere
    assert [] == reader.complaints


def test_a_page_can_be_read_in_the_dark(reader: Reader, pages: list[str]) -> None:
    """In the dark scheme, too; of axe's rules, those that look at colors see a difference."""
    found: dict[str, list[str]] = {}

    for name in pages:
        reader.open(name, "dark")
        found[name] = reader.violations("colors")

    assert "slate" == scheme_of(reader.page)
    assert {} == {name: violations for name, violations in found.items() if violations}
    assert [] == reader.elsewhere
    assert [] == reader.complaints


_WIDE = """() => [...document.querySelectorAll(".md-typeset__scrollwrap")].filter((table) =>
    !table.closest(".output") && table.scrollWidth > table.clientWidth).length"""
"""How many tables are wider than the page; those that a notebook prints may be."""


def test_a_page_fits_a_phone(reader: Reader, pages: list[str]) -> None:
    """At 360 pixels nothing sticks out, and what scrolls can be scrolled by keyboard."""
    widths: dict[str, int] = {}
    tables: dict[str, int] = {}
    found: dict[str, list[str]] = {}
    reader.page.set_viewport_size({"width": 360, "height": 740})

    for name in pages:
        reader.open(name)
        widths[name] = reader.page.evaluate("document.documentElement.scrollWidth")
        tables[name] = reader.page.evaluate(_WIDE)
        found[name] = reader.violations("structure")

    assert {} == {name: width for name, width in widths.items() if width > 360}
    assert {} == {name: count for name, count in tables.items() if count}
    assert {} == {name: violations for name, violations in found.items() if violations}
