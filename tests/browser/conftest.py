"""The built site, served, and one browser that reads it."""

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, launch
from tests.browser.reader import Reader, reading
from tests.browser.serving import served


def pytest_runtest_setup() -> None:
    """Skip all tests beside this file where there is no browser, and say so in one line."""
    if CHROMIUM is None:
        pytest.skip("the site is not read in a browser: there is no `chromium` on this machine")


@pytest.fixture(name="address", scope="session")
def _address(built_site: Path) -> Generator[str]:
    """The address of the served site."""
    with served(built_site) as address:
        yield address


@pytest.fixture(name="pages", scope="session")
def _pages(built_site: Path) -> list[str]:
    """The addresses of all pages below the site's own, the error page among them."""
    found = sorted(path.relative_to(built_site).as_posix() for path in built_site.rglob("*.html"))
    return [name.removesuffix("index.html") for name in found if not name.startswith("runtime/")]


@pytest.fixture(name="browser", scope="module")
def _browser() -> Generator[Browser]:
    """Chromium, without a window.

    It is closed after each module: while it runs, no other test can run an event loop.
    """
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(name="reader")
def _reader(browser: Browser, address: str) -> Generator[Reader]:
    """A page of that browser, which takes down what goes wrong."""
    with reading(browser, address) as reader:
        yield reader


@pytest.fixture(name="page")
def _page(reader: Reader) -> Page:
    """The same page, for a test to drive."""
    return reader.page
