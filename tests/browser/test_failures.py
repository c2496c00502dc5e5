"""Files of the runtime are refused in turn: the page names the file, and offers to try again."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from fnmatch import translate
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.reader import Reader, reading
from tests.browser.serving import header_rules, served

_PATIENCE = 60_000
"""Milliseconds to wait for a failure, even on a busy machine."""

REASONS = {
    "403": "status 403",
    "404": "status 404",
    "503": "status 503",
    "an HTML page": "status 200, but an HTML page",
    "no answer": "no answer: offline or blocked",
}
"""How a file is refused, and what the page says."""

PLAYGROUND = [
    ("worker.js", "404"),
    ("loading.js", "an HTML page"),
    ("delivery.js", "403"),
    ("pyodide.mjs", "503"),
    ("pyodide.asm.mjs", "404"),
    *[("pyodide.asm.wasm", answer) for answer in REASONS],
    *[("python_stdlib.zip", answer) for answer in REASONS],
    ("pyodide-lock.json", "an HTML page"),
    ("bridge.py", "404"),
    ("pydantic-2*.whl", "an HTML page"),
    ("result.js", "503"),
]
"""The files that the playground's worker loads."""

SCRIPTS = [
    ("playground/", "playground.js", "404"),
    ("playground/", "progress.js", "an HTML page"),
    ("tutorials/01_parse/", "tutorial.js", "403"),
]
"""The files that a page itself needs."""

TUTORIAL = [
    ("loading.js", "404"),
    ("pyodide.asm.wasm", "404"),
    ("lite/notebooks/index.html", "no answer"),
    ("lite/**/piplite-*.whl", "no answer"),
    ("lite/config-utils.js", "404"),
    ("lite/build/notebooks/bundle.js", "403"),
    ("lite/build/jlab_core.*.js", "an HTML page"),
    ("lite/jupyter-lite.json", "503"),
    ("lite/files/01_parse.ipynb", "404"),
    ("lite/**/comlink.worker.*.js", "no answer"),
]
"""The files that a tutorial loads after JupyterLite's page."""


@pytest.fixture(name="address", scope="module")
def _address(runnable_site: Path) -> Generator[str]:
    """The address of a site that can run Python, with the headers that it asks for."""
    with served(runnable_site, rules=header_rules(runnable_site)) as address:
        yield address


@pytest.fixture(name="playground", scope="module")
def _playground(browser: Browser, address: str) -> Generator[Page]:
    """The playground, in which Python was never started."""
    with reading(browser, address) as reader:
        reader.open("playground/")
        yield reader.page


def _change(page: Page) -> None:
    """Change the body, which starts Python."""
    page.locator("[data-part=link]:not([hidden])").wait_for()
    page.get_by_label("Type or paste a body").press_sequentially(" ")


@pytest.fixture(name="tutorial", scope="module")
def _tutorial(browser: Browser, address: str) -> Generator[Page]:
    """A tutorial, in which JupyterLite was never started."""
    with reading(browser, address) as reader:
        reader.open("tutorials/01_parse/")
        yield reader.page


@contextmanager
def _refused(page: Page, name: str, answer: str) -> Generator[None]:
    """Refuse a file for a while."""

    def refuse(route: Route) -> None:
        if answer == "no answer":
            route.abort()
        elif answer == "an HTML page":
            route.fulfill(content_type="text/html", body="<h1>Not found</h1>")
        else:
            route.fulfill(status=int(answer))

    file = name.replace("**/", ".*").replace("*", ".*")
    page.context.route(re.compile(rf"/runtime/\w+/{file}"), refuse)
    yield
    page.context.unroute_all()


def _reason(name: str, answer: str) -> re.Pattern[str]:
    """Return what the page says about a file."""
    file = translate(name.rpartition("/")[2]).removesuffix("\\Z").removesuffix("\\z")
    return re.compile(rf"{file} \({REASONS[answer]}\)")


@pytest.mark.parametrize(("name", "answer"), PLAYGROUND)
def test_the_playground_names_the_file(playground: Page, name: str, answer: str) -> None:
    """Python does not start; the message has the file and the status, and a button tries again."""
    retry = playground.get_by_role("button", name="Try again")

    with _refused(playground, name, answer):
        if retry.is_visible():
            retry.click()
        else:
            _change(playground)

        told = playground.locator("[data-part=told]")
        expect(told).to_have_text(_reason(name, answer), timeout=_PATIENCE)
    expect(retry).to_be_visible()
    expect(playground.get_by_role("progressbar")).to_be_hidden()


@pytest.mark.parametrize(("address_of_page", "name", "answer"), SCRIPTS)
def test_a_script_of_a_page_is_named(
    reader: Reader, address_of_page: str, name: str, answer: str
) -> None:
    """The page says so by itself, and reloading it helps."""
    page = reader.page
    with _refused(page, name, answer):
        reader.open(address_of_page)

        expect(page.get_by_role("alert")).to_have_text(_reason(name, answer))
    page.get_by_role("button", name="Reload the page").click()

    expect(page.get_by_role("button", name=re.compile("Copy a link|Run this"))).to_be_enabled()


@pytest.mark.parametrize("name", ["fields.js", "examples/older-api.json"])
def test_without_its_card_a_key_leads_to_the_reference(reader: Reader, name: str) -> None:
    """A file that only explains the fields is not named: the reference explains them, too."""
    page = reader.page
    reader.open("playground/")
    page.locator("[data-part=link]:not([hidden])").wait_for()
    with _refused(page, name, "404"):
        page.locator(".json").get_by_role("link", name="member_session", exact=False).first.click()

        page.wait_for_url("**/reference/response/#*ExchangeAccessTokenResponse.member_session")


@pytest.mark.parametrize("name", ["playground/", "tutorials/01_parse/"])
def test_a_page_without_its_first_script_says_so(reader: Reader, name: str) -> None:
    """No script is left that could say it, so a text of the page appears after five seconds."""
    page = reader.page
    starting = page.get_by_text("start.js, has not loaded yet")
    with _refused(page, "start.js", "404"):
        reader.open(name)

        expect(starting).to_be_visible()
    page.reload()

    expect(starting).to_be_hidden()


def test_a_page_that_forbids_webassembly_says_so(reader: Reader) -> None:
    """Pyodide would wait forever under a policy that is stricter than the site's own."""
    page = reader.page

    def forbid(route: Route) -> None:
        html = route.fetch().text().replace("'wasm-unsafe-eval'", "")
        route.fulfill(body=html, content_type="text/html")

    page.route("**/playground/", forbid)
    reader.open("playground/")
    _change(page)

    told = page.locator("[data-part=told]")
    expect(told).to_contain_text("pyodide.asm.wasm (", timeout=_PATIENCE)
    expect(told).to_contain_text("Content Security")
    reader.complaints.clear()


STRICTER = {
    "playground, no worker": (
        "playground/",
        ("Content-Security-Policy", "worker-src 'none'"),
        "Python could not be loaded: the browser refused to start a worker, .* (worker-src)",
    ),
    "playground, no request": (
        "playground/",
        ("Content-Security-Policy", "connect-src 'none'"),
        f"Python could not be loaded: bridge.py ({REASONS['no answer']})",
    ),
    "playground, no script": (
        "playground/",
        ("Content-Security-Policy", "script-src 'none'"),
        "A script of this page, start.js, has not loaded yet.",
    ),
    "exchange, no worker": (
        "run/",
        ("Content-Security-Policy", "worker-src 'none'"),
        "It stopped: the browser refused to start a worker, .* (worker-src)",
    ),
    "exchange, no address of a script": (
        "run/",
        ("Content-Security-Policy", "require-trusted-types-for 'script'"),
        "It stopped: the browser refused to start a worker,",
    ),
    "block, no worker": (
        "explanation/secrets/",
        ("Content-Security-Policy", "worker-src 'none'"),
        "It stopped: the browser refused to start a worker, .* (worker-src)",
    ),
    "tutorial, no frame": (
        "tutorials/01_parse/",
        ("Content-Security-Policy", "frame-src 'none'"),
        "Loading failed: the browser refused to show JupyterLite",
    ),
    "tutorial, not in a frame": (
        "tutorials/01_parse/",
        ("X-Frame-Options", "DENY"),
        "Loading failed: the browser refused to show JupyterLite .*X-Frame-Options",
    ),
    "tutorial, no inline script": (
        "tutorials/01_parse/",
        ("Content-Security-Policy", "script-src 'self' 'unsafe-eval'"),
        "a Content-Security-Policy that stops JupyterLite (script-src)",
    ),
    "tutorial, no compiled text": (
        "tutorials/01_parse/",
        ("Content-Security-Policy", "script-src 'self' 'unsafe-inline'"),
        "a Content-Security-Policy that stops JupyterLite (script-src)",
    ),
    "tutorial, no worker": (
        "tutorials/01_parse/",
        ("Content-Security-Policy", "worker-src 'none'"),
        "a Content-Security-Policy that stops JupyterLite (worker-src)",
    ),
}
"""Pages, the headers of a host that is stricter than the site, and what the pages say."""


@pytest.mark.parametrize(
    ("name", "header", "told"), [pytest.param(*case, id=name) for name, case in STRICTER.items()]
)
def test_a_page_says_what_a_stricter_host_forbids(
    browser: Browser, runnable_site: Path, name: str, header: tuple[str, str], told: str
) -> None:
    """No page waits for something that the browser has refused."""
    words = re.compile(re.escape(told).replace(r"\.\*", ".*"))
    with served(runnable_site, rules=[("*", header)]) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address + name)

        if name != "playground/":
            page.locator(":is(run-exchange, run-block, run-tutorial) button").first.click()
        elif "script-src" not in header[1]:
            _change(page)

        expect(page.get_by_text(words).first).to_be_visible(timeout=_PATIENCE)
        context.close()


@pytest.mark.parametrize(("name", "answer"), TUTORIAL)
def test_a_tutorial_names_the_file(tutorial: Page, name: str, answer: str) -> None:
    """The dialog has the file and the status, and its button starts over."""
    _assert_named(tutorial, name, answer)


@pytest.mark.parametrize(
    ("name", "answer"), [("ipykernel-*.whl", "503"), ("lite/build/schemas/all.json", "404")]
)
def test_a_tutorial_names_the_file_at_its_first_start(
    reader: Reader, name: str, answer: str
) -> None:
    """The browser has nothing in its cache yet."""
    reader.open("tutorials/01_parse/")

    _assert_named(reader.page, name, answer)


def _assert_named(page: Page, name: str, answer: str) -> None:
    # An open dialog covers the page's button.
    begin = page.locator("dialog[open] [data-do=again], run-tutorial:not(:has([open])) > button")

    with _refused(page, name, answer):
        begin.click()

        status = page.get_by_role("status")
        expect(status).to_have_text(_reason(name, answer), timeout=_PATIENCE)
    expect(status).to_contain_text("Choose “Start over” to try again")
    expect(page.get_by_role("button", name="Start over")).to_be_visible()
