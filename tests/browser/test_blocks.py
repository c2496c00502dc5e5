"""The blocks of Python on the site's pages, run in the browser."""

import ast
import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.reader import PHONE, Reader, reading
from tests.browser.serving import served

PAGE = "how-to/read-one-field/"

_RUN = """async ([runner, pages]) => {
    const { Runner } = await import(runner);
    const python = new Runner();
    const found = [];
    for (const blocks of pages) {
        const ran = [];
        for (const code of blocks) ran.push(await python.run(code));
        found.push(ran);
        python.reset();
    }
    return found;
}"""


@pytest.fixture(name="address", scope="module")
def _address(runnable_site: Path) -> Generator[str]:
    """The address of the site, served below a path that the site does not know."""
    with served(runnable_site, below="some/path/") as address:
        yield address


@pytest.fixture(name="opened", scope="module")
def _opened(browser: Browser, address: str) -> Generator[Reader]:
    """A page with many blocks, whose third has run first."""
    with reading(browser, address) as reader:
        reader.open(PAGE)
        _run_block(reader.page, 2, timeout=90_000)
        yield reader


def _block(page: Page, number: int) -> Locator:
    """Return what is below a block."""
    return page.locator("run-block:not([lacks])").nth(number)


def _run_block(page: Page, number: int, timeout: float = 30_000) -> None:
    """Press a block's button, and wait until it has run."""
    button = _block(page, number).get_by_role("button", name="Run")
    button.click()
    expect(_block(page, number).get_by_role("status")).to_have_text(
        re.compile("^(Printed|It ran|It raised)"), timeout=timeout
    )
    expect(button).to_be_enabled()


def _printed(code: str) -> str:
    """Return what a block shows as printed: comments, and strings that begin with a line break."""
    comments = re.finditer(r"^ *#> ?(.*)$", code, re.MULTILINE)
    found = {code.count("\n", 0, comment.start()) + 1: comment[1] for comment in comments}
    for node in ast.walk(ast.parse(code)):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else []:
            text = getattr(getattr(statement, "value", None), "value", None)
            if isinstance(statement, ast.Expr) and str(text).startswith("\n"):
                _, *lines, _ = str(text).split("\n")
                found[statement.lineno] = "\n".join(line[statement.col_offset :] for line in lines)
    return "\n".join(found[line] for line in sorted(found))


def _blocks(page: Path) -> list[str]:
    """Return the blocks of a page that can run."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    found: list[str] = []
    for element in soup.select("run-block:not([lacks])"):
        block = element.find_previous_sibling("div")
        assert block is not None
        code = block.select_one("code")
        assert code is not None
        found.append(code.get_text())
    return found


def test_every_block_prints_what_its_page_shows(
    page: Page, reader: Reader, built_site: Path
) -> None:
    """All pages in one Python, whose names are forgotten after each page."""
    pages = {path: _blocks(path) for path in sorted(built_site.rglob("index.html"))}
    pages = {path: blocks for path, blocks in pages.items() if blocks}
    [runner] = built_site.glob("runtime/*/block-runner.js")
    reader.open(PAGE)
    page.set_default_timeout(0)

    found: list[list[dict[str, Any]]] = page.evaluate(
        _RUN, [reader.address + runner.relative_to(built_site).as_posix(), [*pages.values()]]
    )

    shown = [[(_printed(block), None) for block in blocks] for blocks in pages.values()]
    ran = [[(one["printed"].rstrip("\n"), one["error"]) for one in blocks] for blocks in found]
    assert sum(map(len, shown)) > 70
    assert dict(zip(pages, shown, strict=True)) == dict(zip(pages, ran, strict=True))
    assert [] == reader.elsewhere


def test_a_block_runs_after_the_blocks_before_it(opened: Reader) -> None:
    """They share their names; what each printed is below it."""
    page = opened.page
    shown = page.locator("run-block pre:not([hidden])")

    assert 3 == page.locator("run-block button:text-is('Reset'):visible").count()
    assert 0 < shown.count() <= 3
    assert [] == opened.complaints


def test_an_edited_block_runs_again(opened: Reader) -> None:
    """In its place, and with the names that are there; an error names its line."""
    page = opened.page
    code = (
        page.locator("run-block:not([lacks])")
        .nth(1)
        .locator("xpath=preceding-sibling::div[1]//code")
    )
    original = code.inner_text()
    _block(page, 1).get_by_role("button", name="Edit").click()

    code.fill("print(6 * 7)\nprint(nothing)")
    _run_block(page, 1)

    output = _block(page, 1).get_by_role("group", name="Printed in your browser")
    expect(output).to_have_text("42\nLine 2: NameError: name 'nothing' is not defined")
    _block(page, 1).get_by_role("button", name="Reset").click()
    expect(output).to_be_hidden()
    expect(code).to_have_text(original)
    assert 0 == page.locator("run-block pre:not([hidden])").count()


def test_the_buttons_can_be_used_by_everyone(opened: Reader) -> None:
    """Axe finds nothing, with an output and a block that is edited, on a desk and on a phone."""
    page = opened.page
    _run_block(page, 0)
    _block(page, 0).get_by_role("button", name="Edit").click()
    page.mouse.move(0, 0)
    expect(page.get_by_role("tooltip")).to_have_count(0)

    violations = opened.violations("structure") + opened.violations("colors")
    opened.turn(PHONE, "dark")
    violations += opened.violations("structure") + opened.violations("colors")

    assert [] == violations


def test_nothing_is_loaded_before_a_click(page: Page, reader: Reader) -> None:
    """The page loads the script of the buttons, but nothing that runs code."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    reader.open(PAGE)
    expect(_block(page, 0).get_by_role("button", name="Run")).to_be_enabled()

    assert {"blocks.js", "blocks.css"} == {
        url.rpartition("/")[2] for url in asked if "/runtime/" in url
    }


def test_a_block_says_what_it_needs(page: Page, reader: Reader) -> None:
    """It has no button if the browser lacks something."""
    reader.open("how-to/check-fixtures/")

    lacking = page.locator("run-block[lacks]").first
    expect(lacking).to_have_text("Run this on your machine: it needs pytest.")
    expect(lacking.get_by_role("button")).to_have_count(0)


def test_a_file_that_does_not_arrive_is_named(page: Page, reader: Reader) -> None:
    """The next click tries again."""
    page.route("**/runtime/**/blocks.py", lambda route: route.fulfill(status=404))
    reader.open(PAGE)

    _block(page, 0).get_by_role("button", name="Run").click()

    status = _block(page, 0).get_by_role("status")
    expect(status).to_contain_text("blocks.py (status 404)", timeout=60_000)
    expect(_block(page, 0).get_by_role("button", name="Run")).to_be_enabled()
