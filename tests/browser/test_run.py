"""The run of the exchange in the browser: five steps, on one screen."""

from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.reader import PHONE, Reader, reading
from tests.browser.serving import served

STEPS = ["authorize", "exchange", "verify", "refuse", "revoke"]
SMALL = {"run.css", "start.js", "run.js", "python.js", "delivery.js", "progress.js"}
"""What the page loads before a press."""


@pytest.fixture(name="address", scope="module")
def _address(runnable_site: Path) -> Generator[str]:
    """The address of the site, served below a path that the site does not know."""
    with served(runnable_site, below="some/path/") as address:
        yield address


@pytest.fixture(name="opened", scope="module")
def _opened(browser: Browser, address: str) -> Generator[Reader]:
    """The page, after the last step was pressed, which runs all of them."""
    with reading(browser, address) as reader:
        reader.open("run/")
        _press(reader.page, "revoke", timeout=90_000)
        yield reader


def _press(page: Page, step: str, timeout: float = 30_000) -> None:
    """Press a step, and wait until it is shown."""
    button = page.get_by_role("button", name=step.capitalize())
    button.click()
    expect(button).to_have_attribute("aria-current", "step", timeout=timeout)


def test_the_last_step_runs_all_of_them(opened: Reader) -> None:
    """Its answers are shown, and nothing went to another host."""
    page = opened.page

    assert 5 == page.locator("[data-step][data-done]").count()
    expect(page.get_by_role("group", name="Request")).to_have_count(2)
    expect(page.locator("run-exchange")).to_contain_text("session_not_found")
    assert [] == opened.elsewhere
    assert [] == opened.complaints


def test_request_and_response_are_side_by_side_on_one_screen(opened: Reader) -> None:
    """At 1440 by 900, where the exchange has the longest answer."""
    page = opened.page
    page.set_viewport_size({"width": 1440, "height": 900})
    _press(page, "exchange")

    request = page.get_by_role("group", name="Request").bounding_box()
    response = page.get_by_role("group", name="Response").bounding_box()
    assert request is not None
    assert response is not None
    assert request["y"] == response["y"]
    assert request["x"] + request["width"] < response["x"]
    assert response["y"] + response["height"] <= 900
    expect(page.locator("dl")).to_contain_text("Nguyễn Thu Hà")


def test_the_page_can_be_read_by_everyone(opened: Reader) -> None:
    """Axe finds nothing, on a desk and on a phone; on a phone nothing is cut off."""
    _press(opened.page, "revoke")
    violations = opened.violations("all")
    opened.turn(PHONE, "dark")
    violations += opened.violations("all")
    wide = opened.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert [] == violations
    assert wide <= 0


def test_starting_over_uses_another_sandbox(opened: Reader) -> None:
    """A step is only shown again when it has run again, with another key."""
    page = opened.page
    _press(page, "verify")
    first = page.get_by_role("group", name="Response").inner_text()

    page.get_by_role("button", name="Start over").click()
    expect(page.locator("[data-part=shown]")).to_be_hidden()
    cleared = page.locator("[data-step][data-done]").count()
    _press(page, "verify")

    assert 0 == cleared
    assert 3 == page.locator("[data-step][data-done]").count()
    assert first != page.get_by_role("group", name="Response").inner_text()


def test_nothing_is_loaded_before_a_press(page: Page, reader: Reader) -> None:
    """The page loads its own small scripts, and no Python."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    reader.open("run/")
    expect(page.get_by_role("button", name="Authorize")).to_be_enabled()

    loaded = [urlsplit(url).path for url in asked if "/runtime/" in url]
    assert SMALL == {path.rpartition("/")[2] for path in loaded}


@pytest.mark.parametrize("file", ["flow-worker.js", "flow.py", "rsa-4.9.1-py3-none-any.whl"])
def test_a_file_that_does_not_arrive_is_named(page: Page, reader: Reader, file: str) -> None:
    """The next press tries again."""
    page.route(f"**/runtime/**/{file}", lambda route: route.fulfill(status=404))
    reader.open("run/")

    page.get_by_role("button", name="Authorize").click()

    status = page.locator("run-exchange").get_by_role("status")
    expect(status).to_contain_text(file, timeout=60_000)
    expect(status).to_contain_text("try again")
