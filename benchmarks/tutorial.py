"""How heavy a tutorial in the browser is, and how long it takes: cold, in Chromium, `--runs 3`.

Run `make site` first, which also assembles what runs there.
"""

import sys
from argparse import ArgumentParser
from statistics import median
from time import perf_counter

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.weighing import SITE, megabytes
from tests.browser.chromium import launch
from tests.browser.serving import served

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


def main(runs: int) -> None:
    """Print the size of the download, and the median times."""
    if not any(SITE.glob("runtime/*/lite")):
        sys.exit("there is no tutorial to run in a browser: run `make site` first")
    found: list[list[float]] = []
    asked: set[str] = set()
    with served(SITE) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for _ in range(runs):
            context = browser.new_context()
            page = context.new_page()
            page.goto(address + PAGE)
            context.on("request", lambda request: asked.add(request.url.partition("?")[0]))
            found.append(times(page))
            context.close()
        browser.close()
    files = [SITE / url.removeprefix(address) for url in asked if url.startswith(address)]
    files = [path for path in files if path.is_file()]
    plain, packed = megabytes(files)
    print(f"loaded: {len(files)} files, {plain:.1f} MB, compressed {packed:.1f} MB")
    for index, what in enumerate(("shown", "ready", "all cells run")):
        seconds = [run[index] for run in found]
        print(f"{what} after {median(seconds):.1f} s, of {[round(one, 1) for one in seconds]}")


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    main(parser.parse_args().runs)
