"""The built site on a local server, and a browser that opens its pages."""

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import CHROMIUM, launch
from tests.browser.reader import Reader, reading
from tests.browser.serving import served

expect.set_options(timeout=15_000)  # milliseconds: two browsers share the machine


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip the tests in this folder that need Chromium if the machine does not have it."""
    assert isinstance(item, pytest.Function)
    if CHROMIUM is None and "driver" not in item.fixturenames:  # which drives other engines
        pytest.skip("needs Chromium: no `chromium-headless-shell` or `chromium` command was found")


@pytest.fixture(name="address", scope="session")
def _address(built_site: Path) -> Generator[str]:
    """The address of the served site."""
    with served(built_site) as address:
        yield address


@pytest.fixture(name="runnable_site", scope="session")
def _runnable_site(built_site: Path) -> Path:
    """The folder of a site that can run Python in the browser."""
    if not (built_site / "runtime").is_dir():
        pytest.skip("needs Python for the browser, which `make test` assembles if npm is installed")
    return built_site


@pytest.fixture(name="pages", scope="session")
def _pages(built_site: Path) -> list[str]:
    """The addresses of all pages, relative to the site's, with the error page."""
    found = sorted(path.relative_to(built_site).as_posix() for path in built_site.rglob("*.html"))
    return [name.removesuffix("index.html") for name in found if not name.startswith("runtime/")]


@pytest.fixture(name="browser", scope="module")
def _browser() -> Generator[Browser]:
    """Chromium, without a window.

    It is closed after each module because no other test can run an event loop while it runs.
    """
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(name="reader")
def _reader(browser: Browser, address: str) -> Generator[Reader]:
    """A new page of that browser, which records errors and requests to other hosts."""
    with reading(browser, address) as reader:
        yield reader


@pytest.fixture(name="page")
def _page(reader: Reader) -> Page:
    """The same page, as Playwright's object."""
    return reader.page
