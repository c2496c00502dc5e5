"""The tutorials, opened from their pages and run in the browser."""

import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, Route, expect

from benchmarks.weighing import megabytes
from hooks.browser import assemble, publish
from tests.browser.outputs import committed, shown
from tests.browser.reader import PHONE, Reader, reading, until
from tests.browser.serving import header_rules, served


@dataclass
class Opened:
    """The first tutorial, ready to be run, and what was seen while it was loaded slowly."""

    reader: Reader
    frame: Frame
    """JupyterLite."""

    loaded: set[str]
    """The addresses of all that was loaded."""

    share: float
    """How far the progress bar was while a file of Python was held back."""


_RUN_ALL = """async () => {
    await jupyterapp.commands.execute("notebook:run-all-cells");
    const { model } = jupyterapp.shell.currentWidget.context;
    return model.toJSON().cells;
}"""


@pytest.fixture(name="address", scope="module")
def _address(runnable_site: Path) -> Generator[str]:
    """The address of the site below a path that it does not know, with the headers it asks for."""
    rules = header_rules(runnable_site)
    with served(runnable_site, below="some/path/", rules=rules) as address:
        yield address


def _press(page: Page) -> None:
    """Press the page's button."""
    page.get_by_role("button", name="Run this tutorial in your browser").click()


def _ready(page: Page) -> Frame:
    """Wait until Python is ready, and return JupyterLite."""
    expect(page.get_by_role("status")).to_contain_text("Python is ready", timeout=90_000)
    return page.frames[-1]


@pytest.fixture(name="opened", scope="module")
def _opened(browser: Browser, address: str) -> Generator[Opened]:
    """The first tutorial, opened once for many tests, over a line on which one file is slow."""
    with reading(browser, address) as reader:
        page = reader.page
        loaded: set[str] = set()
        reader.context.on("request", lambda request: loaded.add(request.url.partition("?")[0]))
        held: list[Route] = []
        page.route("**/python_stdlib.zip", lambda route: held.append(route))  # noqa: PLW0108 - it marks it
        reader.open("tutorials/01_parse/")
        amount = page.locator("run-tutorial .amount")
        _press(page)
        expect(amount).to_have_text(re.compile(r"\d+ files"))
        expect(amount).to_have_text(re.compile(r"\d+\.\d of \d+\.\d MB"), timeout=60_000)
        until(page, "document.querySelector('run-tutorial progress').position > 0.5")
        share = page.get_by_role("progressbar").evaluate("bar => bar.position")
        held[0].continue_()
        frame = _ready(page)
        page.unroute_all()
        yield Opened(reader, frame, set(loaded), share)


def test_a_slow_line_shows_how_far_it_is(opened: Opened) -> None:
    """First the files of JupyterLite, then the megabytes of Python, which grow."""
    assert 0.5 < opened.share < 1


def _assert_runs_as_shown(frame: Frame, name: str) -> None:
    """Run all cells of a tutorial, and compare the outputs with those of its page."""
    cells = frame.evaluate(_RUN_ALL)

    assert len(committed(name)) > 10
    assert committed(name) == shown(cells)


def test_a_tutorial_runs_to_what_its_page_shows(opened: Opened) -> None:
    """It is opened by the page's button, below a path, and sends no request to another host."""
    _assert_runs_as_shown(opened.frame, "01_parse")

    assert [] == opened.reader.elsewhere


@pytest.mark.parametrize("name", [name for name in assemble.NOTEBOOKS if name != "01_parse"])
def test_another_tutorial_runs_to_what_its_page_shows(reader: Reader, name: str) -> None:
    """It is opened by its own page's button, and starts its own Python."""
    reader.open(f"tutorials/{name}/")
    _press(reader.page)

    _assert_runs_as_shown(_ready(reader.page), name)

    assert [] == reader.elsewhere


def test_what_it_loads_is_what_the_page_says(opened: Opened, built_site: Path) -> None:
    """The page states the megabytes, and half of them if the host compresses."""
    names = {url.removeprefix(opened.reader.address) for url in opened.loaded if "/runtime/" in url}
    files = [path for name in names if (path := built_site / name).is_file()]
    plain, packed = megabytes(files)

    assert publish.TUTORIAL_LOADS == pytest.approx(plain, abs=1)
    assert plain / 2 == pytest.approx(packed, abs=1)


def test_names_are_completed(opened: Opened) -> None:
    """Completion uses the running objects, because jedi is left out."""
    cell = "from stytch_exchange import parse_response, load_example"
    complete = """async (code) => {
        const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
        await kernel.requestExecute({ code }).done;
        const found = await kernel.requestComplete({ code: "parse_re", cursor_pos: 8 });
        return found.content.matches;
    }"""

    assert "parse_response" in opened.frame.evaluate(complete, cell)


def test_what_stands_in_for_cryptography_refuses_the_rest(opened: Opened) -> None:
    """It can be imported, and loads when it is; whatever is not RS256 says so when it is called."""
    code = "from joserfc.jwk import ECKey\nECKey.generate_key('P-256')"
    run = """async (code) => {
        const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
        const run = kernel.requestExecute({ code });
        const told = [];
        run.onIOPub = ({ content }) => content.ename && told.push([content.ename, content.evalue]);
        await run.done;
        return told;
    }"""

    [[kind, message]] = opened.frame.evaluate(run, code)

    assert "NotImplementedError" in kind
    assert message.endswith("does not work in a browser: only RS256 does")


def test_nothing_is_loaded_before_it_is_asked_for(page: Page, reader: Reader) -> None:
    """Before a click, the page loads the button's script, but not Python or JupyterLite."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    reader.open("tutorials/01_parse/")
    expect(page.get_by_role("button", name="Run this tutorial in your browser")).to_be_enabled()

    small = {"start.js?tutorial.js", "delivery.js", "tutorial.js", "tutorial.css", "progress.js"}
    assert small == {url.rpartition("/")[2] for url in asked if "/runtime/" in url}


def test_a_script_that_does_not_load_is_said(page: Page, reader: Reader) -> None:
    """JupyterLite itself would show a blank page."""
    page.route("**/lite/build/**/bundle.js*", lambda route: route.abort())
    reader.open("tutorials/01_parse/")

    page.get_by_role("button", name="Run this tutorial in your browser").click()

    message = page.get_by_role("status")
    expect(message).to_contain_text("Loading failed", timeout=60_000)
    expect(message).to_contain_text("bundle.js")


def test_a_folder_that_is_gone_is_said(page: Page, reader: Reader) -> None:
    """A cached page may link to the folder of an older build."""
    page.route("**/lite/notebooks/index.html*", lambda route: route.fulfill(status=404))
    reader.open("tutorials/01_parse/")

    page.get_by_role("button", name="Run this tutorial in your browser").click()

    expect(page.get_by_role("status")).to_contain_text("was not found on this site")


def test_the_keyboard_leads_out_of_a_notebook(opened: Opened) -> None:
    """Escape and Shift+Tab lead from a cell to the button that closes the dialog."""
    page = opened.reader.page
    opened.frame.locator(".jp-Cell").first.click()

    page.keyboard.press("Escape")
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.dataset.do") == "close":
            break

    assert "close" == page.evaluate("document.activeElement.dataset.do")


def test_nothing_is_left_behind(opened: Opened) -> None:
    """No service worker, cache or database is left; the site stores only its color scheme."""
    kept = """async () => [
        await indexedDB.databases(), await caches.keys(),
        await navigator.serviceWorker.getRegistrations(), Object.keys(localStorage),
        Object.keys(sessionStorage), document.cookie,
    ]"""

    databases, caches, workers, local, *others = opened.frame.evaluate(kept)
    assert [[], [], [], [], ""] == [databases, caches, workers, *others]
    assert ["/some/path/.__palette"] == local


def test_a_link_of_a_notebook_leads_to_the_site(opened: Opened) -> None:
    """It opens a page of the site, not a file of JupyterLite."""
    leads: list[str] = []

    for end in ("examples.md", "#stytch_exchange.parse_response", "02_validate.ipynb"):
        with opened.reader.context.expect_page() as reached:
            opened.frame.locator(f"a[href$='{end}']").first.click()
        leads.append(reached.value.url.removeprefix(opened.reader.address))
        reached.value.close()

    assert [
        "reference/examples/#",
        "reference/parsing/#stytch_exchange.parse_response",
        "tutorials/02_validate/#",
    ] == leads


def test_the_dialog_is_opened_and_closed_by_keyboard(page: Page, reader: Reader) -> None:
    """The focus goes into the dialog, and back to the button; axe finds nothing wrong with it."""
    # JupyterLite takes the focus when it is there, and with it the Escape key: it stays away here.
    page.route("**/lite/notebooks/index.html*", lambda _: None)
    reader.open("tutorials/01_parse/")
    button = page.get_by_role("button", name="Run this tutorial in your browser")
    expect(button).to_be_enabled()
    button.focus()

    page.keyboard.press("Enter")
    inside = page.evaluate("document.activeElement.closest('dialog') !== null")
    violations = reader.violations("all")
    reader.turn(PHONE, "dark")
    violations += reader.violations("all")
    page.keyboard.press("Escape")

    assert inside
    assert [] == violations
    assert page.evaluate("document.activeElement.textContent").startswith("Run this tutorial")


def test_what_a_reader_wrote_stays_until_it_starts_over(opened: Opened) -> None:
    """It outlives the dialog; then a wheel that is cut off is named, and the original comes back.

    This is the last test of the file, because it changes what the others look at.
    """
    source = "jupyterapp.shell.currentWidget.content.widgets[0].model.sharedModel"
    page = opened.reader.page
    status = page.get_by_role("status")
    original = opened.frame.evaluate(f"{source}.getSource()")
    opened.frame.evaluate(f"{source}.setSource('mine')")

    page.get_by_role("button", name="Close").click()
    _press(page)
    kept = page.frames[-1].evaluate(f"{source}.getSource()")
    page.route("**/pydantic_core-*.whl", lambda route: route.abort())
    page.get_by_role("button", name="Start over").click()
    expect(status).to_contain_text("Loading failed", timeout=60_000)
    page.unroute_all()
    page.get_by_role("button", name="Start over").click()

    assert original == _ready(page).evaluate(f"{source}.getSource()")
    assert "mine" == kept
