"""How heavy the playground is, and how fast: cold, in Chromium.

It is held against Pyodide with pydantic alone, from the same files, in turn. Run `make site` first,
which also assembles what runs there.
"""

import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.weighing import SITE, megabytes
from stytch_exchange import example_names, load_example
from tests.browser.chromium import launch
from tests.browser.serving import served

ROUNDS = 5
PATIENCE = 120_000
CHECKS = 20

ALONE = """
import { loadPyodide } from "./pyodide.mjs";
const { loadedPackages } = await loadPyodide({ packages: ["pydantic"] });
postMessage("pydantic" in loadedPackages);
"""
"""A worker that loads only pydantic."""

_ALONE = """() => new Promise((resolve) => {
    new Worker("alone.js", { type: "module" }).onmessage = ({ data }) => resolve(data);
})"""

_CHECKS = """([address, body, count]) => new Promise((resolve) => {
    const worker = new Worker(address, { type: "module" });
    const times = [];
    let start;
    const ask = () => {
        start = performance.now();
        worker.postMessage({ body: new TextEncoder().encode(body) });
    };
    worker.onmessage = ({ data }) => {
        if (data.checked) times.push(performance.now() - start);
        if (times.length === count) resolve(times);
        else if (data.checked || data.ready) ask();
    };
})"""
"""Sends checks to the playground's worker one after the other, without the page."""


def started(browser: Browser, address: str, asked: set[str]) -> float:
    """Return the seconds until the playground can check, and record what it loads."""
    page = browser.new_context().new_page()
    page.goto(f"{address}playground/")
    page.locator("[data-part=link]:not([hidden])").wait_for()
    page.context.on("request", lambda request: asked.add(request.url))
    start = perf_counter()
    page.get_by_label("Type or paste a body").fill("{}")
    page.get_by_text("Python is running in this page").wait_for(timeout=PATIENCE)
    seconds = perf_counter() - start
    page.context.close()
    return seconds


def loaded_alone(browser: Browser, address: str) -> float:
    """Return the seconds until only pydantic is loaded."""
    page = browser.new_context().new_page()
    page.goto(f"{address}alone.html")
    start = perf_counter()
    is_loaded = page.evaluate(_ALONE)
    seconds = perf_counter() - start
    page.context.close()
    if not is_loaded:
        sys.exit("Pyodide could not load pydantic: there is nothing to compare with")
    return seconds


def checks(page: Page, address: str, folder: str) -> list[float]:
    """Return the milliseconds of each of some checks of the largest example."""
    largest = max(map(load_example, example_names()), key=len).decode()
    page.goto(f"{address}playground/")
    found: list[float] = page.evaluate(_CHECKS, [f"{address}{folder}/worker.js", largest, CHECKS])
    return found


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the size of the download, and the median times.

    Args:
        rounds: How often to repeat.
    """
    runtime = next(SITE.glob("runtime/*"), None)
    if runtime is None:
        sys.exit("there is no playground: run `make site` first")
    asked: set[str] = set()
    with TemporaryDirectory() as scratch, sync_playwright() as playwright:
        beside = Path(scratch, "python")
        shutil.copytree(runtime, beside, ignore=shutil.ignore_patterns("lite"))
        (beside / "alone.js").write_text(ALONE)
        for name in ("alone.html", "404.html"):
            (beside / name).write_text("<!doctype html><title>pydantic alone</title>")
        browser = launch(playwright)
        with served(SITE) as address, served(beside) as address_alone:
            pairs = [
                (started(browser, address, asked), loaded_alone(browser, address_alone))
                for _ in range(rounds)
            ]
            folder = runtime.relative_to(SITE).as_posix()
            first, *later = checks(browser.new_page(), address, folder)
        browser.close()
    # The worker is made from a blob, which loads nothing.
    files = {url.removeprefix(address) for url in asked if not url.startswith("blob:")}
    plain, packed = megabytes(SITE / file for file in files)
    return {
        "megabytes": plain,
        "compressed": packed,
        "ready": median(ours for ours, _ in pairs),
        "ratio": median(ours / alone for ours, alone in pairs),
        "first_check": first,
        "later_checks": median(later),
    }
