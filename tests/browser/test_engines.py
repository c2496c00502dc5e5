"""The site in Firefox and in WebKit: what a reader does on each kind of page."""

import json
from collections.abc import Callable, Generator
from typing import Any

import pytest
from selenium.webdriver import Remote
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from hooks.model.wire_pointers import fields
from stytch_exchange import check_response, load_example
from tests.browser.engines import ENGINES, missing
from tests.browser.outputs import committed, shown

_PATIENCE = 120
"""Seconds to wait for Python to start and to run, even on a busy machine."""

Open = Callable[[str], None]

_FOUND = "return [...document.querySelectorAll('.json .found')].map((line) => line.id)"

_FINDINGS = """return [...document.querySelectorAll(".findings li")].map((item) =>
    [".severity", "a", "button"].map((part) => item.querySelector(part).textContent))"""

_RUN_ALL = """
const { jupyterapp } = document.querySelector("run-tutorial iframe").contentWindow;
jupyterapp.commands.execute("notebook:run-all-cells").finally(() => { document.ran = true; });"""

_CELLS = """if (!document.ran) return;
const { jupyterapp } = document.querySelector("run-tutorial iframe").contentWindow;
return jupyterapp.shell.currentWidget.context.model.toJSON().cells;"""


@pytest.fixture(name="driver", scope="module", params=ENGINES)
def _driver(request: pytest.FixtureRequest) -> Generator[Remote]:
    """Each engine, started once for all tests."""
    if reason := missing(request.param):
        pytest.skip(reason)
    with ENGINES[request.param]() as driver:
        yield driver


@pytest.fixture(name="open_page")
def _open_page(driver: Remote, address: str) -> Open:
    """A function that opens a page of the site."""
    return lambda name: driver.get(address + name)


def _until(driver: Remote, script: str, *arguments: Any) -> Any:
    """Wait until a script returns something, and return it."""
    wait = WebDriverWait(driver, _PATIENCE, 0.1)
    return wait.until(
        lambda driver: driver.execute_script(script, *arguments), f"{script} {arguments}"
    )


def _until_text(driver: Remote, selector: str, text: str) -> None:
    """Wait until an element contains a text."""
    script = "return document.querySelector(arguments[0])?.textContent.includes(arguments[1])"
    _until(driver, script, selector, text)


def _click(driver: Remote, selector: str) -> None:
    """Wait until an element is in sight, and click it."""
    _until(driver, "return document.querySelector(arguments[0])?.checkVisibility()", selector)
    driver.find_element(By.CSS_SELECTOR, selector).click()


def _type(driver: Remote, selector: str, text: str) -> None:
    driver.find_element(By.CSS_SELECTOR, selector).send_keys(text)


def test_the_home_page_leads_to_the_explorer(driver: Remote, open_page: Open) -> None:
    """It shows the picture of a response, and its doors can be opened."""
    open_page("")
    _until(driver, "return document.querySelector('.annotated .json')?.checkVisibility()")

    _click(driver, ".doors a.md-button[href*=explore]")

    _until(driver, "return location.pathname.endsWith('/explore/')")
    _until(driver, "return document.querySelector('form.find')?.checkVisibility()")


def test_a_word_of_the_glossary_has_its_dots(driver: Remote, open_page: Open) -> None:
    """A reader sees that it is a link, though it has the color of the text."""
    open_page("how-to/which-token/")

    style = driver.execute_script("""
        const style = getComputedStyle(document.querySelector("a.term"));
        return [style.textDecorationLine, style.textDecorationStyle];
    """)

    assert ["underline", "dotted"] == style


def test_the_search_finds_a_field(driver: Remote, open_page: Open) -> None:
    """A result leads to the field's class."""
    open_page("")

    _type(driver, ".md-search__input", "is_breakglass")

    _click(driver, ".md-search-result a[href*='/member/?h=is_breakglass#']")
    _until(driver, "return location.pathname.endsWith('/reference/member/')")


def test_the_field_filter_leaves_the_field_of_a_pointer(driver: Remote, open_page: Open) -> None:
    """The matching row stays, and the number of rows is announced."""
    open_page("reference/fields/")

    _type(driver, "#field-filter-text", "/member/roles/1/role_id")

    _until_text(driver, "main [role=status]", f"1 of {len(fields())} fields")


def test_the_explorer_finds_and_explains_a_field(driver: Remote, open_page: Open) -> None:
    """The filter leaves the key, and its card has the Python expression."""
    open_page("explore/")

    _type(driver, "form.find [type=search]", "/member/roles/0/role_id")
    found = _until(driver, _FOUND)
    _click(driver, '.json [id="/member/roles/0/role_id"] a')

    assert ["/member/roles/0/role_id"] == found
    _until_text(driver, ".cards .shown", "response.member.roles[0].role_id")


@pytest.mark.usefixtures("runnable_site")
def test_the_playground_checks_an_example(driver: Remote, open_page: Open) -> None:
    """The findings are those of the same check outside the browser."""
    open_page("playground/")
    driver.execute_script("window.before = document.querySelector('.findings li')")
    _type(driver, "[data-part=text]", " ")

    _until(driver, "return document.querySelector('.findings li') && !window.before.isConnected")
    report = json.loads(check_response(load_example("older-api")).to_json())
    expected = [[found["code"], found["pointer"]] for found in report["findings"]]
    shown = [[code, pointer] for _, code, pointer in driver.execute_script(_FINDINGS)]
    # The findings are grouped by object, and a pointer continues that of its group.
    assert sorted(code for code, _ in expected) == sorted(code for code, _ in shown)
    assert [] == [
        pointer for _, pointer in shown if not any(whole.endswith(pointer) for _, whole in expected)
    ]


@pytest.mark.usefixtures("runnable_site")
def test_a_tutorial_runs_to_its_end(driver: Remote, open_page: Open) -> None:
    """Each cell shows what the page shows."""
    open_page("tutorials/01_parse/")
    _click(driver, "run-tutorial button")
    _until_text(driver, "run-tutorial [role=status]", "Python is ready")

    driver.execute_script(_RUN_ALL)

    cells = _until(driver, _CELLS)
    assert len(committed("01_parse")) > 10
    assert committed("01_parse") == shown(cells)
