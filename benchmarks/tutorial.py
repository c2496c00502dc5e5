"""How heavy a tutorial in the browser is, and how long it takes: cold, in Chromium.

Run `make site` first, which also assembles what runs there.
"""

import sys
from statistics import median
from time import perf_counter
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.weighing import SITE, megabytes
from tests.browser.chromium import launch
from tests.browser.serving import served

ROUNDS = 3
PAGE = "tutorials/01_parse/"

_RUN_ALL = "() => jupyterapp.commands.execute('notebook:run-all-cells')"


def times(page: Page) -> list[float]:
    """Return the seconds until the notebook is shown, Python is ready, and all cells have run."""
    start = perf_counter()
    page.get_by_role("button", name="Run this tutorial").click()
    page.frame_locator("iframe").locator(".jp-Notebook").wait_for()
    shown = perf_counter() - start
    expect(page.get_by_role("status")).to_contain_text("Python is ready", timeout=120_000)
    ready = perf_counter() - start
    page.frames[-1].evaluate(_RUN_ALL)
    return [shown, ready, perf_counter() - start]


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the size of the download, and the median times.

    Args:
        rounds: How often to repeat.
    """
    if not any(SITE.glob("runtime/*/lite")):
        sys.exit("there is no tutorial to run in a browser: run `make site` first")
    found: list[list[float]] = []
    asked: set[str] = set()
    with served(SITE) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for _ in range(rounds):
            context = browser.new_context()
            page = context.new_page()
            page.goto(address + PAGE)
            context.on("request", lambda request: asked.add(request.url.partition("?")[0]))
            found.append(times(page))
            context.close()
        browser.close()
    files = [SITE / url.removeprefix(address) for url in asked if url.startswith(address)]
    plain, packed = megabytes(path for path in files if path.is_file())
    shown, ready, ran = (median(run[index] for run in found) for index in range(3))
    return {
        "megabytes": plain,
        "compressed": packed,
        "shown": shown,
        "ready": ready,
        "all_cells_ran": ran,
    }
