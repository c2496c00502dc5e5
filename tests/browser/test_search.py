"""The search, which runs in the reader's browser."""

import re
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, expect

import stytch_exchange
import stytch_exchange.jwt
import stytch_exchange.sandbox
from stytch_exchange.models._base import all_models
from tests.browser.reader import Reader, reading, until

FACES = [stytch_exchange, stytch_exchange.jwt, stytch_exchange.sandbox]

PUBLIC = {
    f"{face.__name__}.{model.__name__}": model
    for face in FACES
    for model in all_models()
    if model.__name__ in face.__all__
}
"""The models in the reference, by full name."""

_FOUND = """([query, anchors]) => new Promise((resolve) => {
    const input = document.querySelector("[data-md-component=search-query]");
    const list = document.querySelector(".md-search-result__list");
    const look = () => {
        const links = [...list.querySelectorAll("a")].map((link) => new URL(link.href));
        const words = query.toLowerCase();
        const hit = links.find(({ hash, searchParams }) => searchParams.get("h") === words
            && anchors.some((anchor) => `${hash}.`.startsWith(`#${anchor}.`)));
        if (hit) done(hit.href);
    };
    const watch = new MutationObserver(look);
    const given_up = setTimeout(() => done(null), 2000);
    const done = (value) => { watch.disconnect(); clearTimeout(given_up); resolve(value); };
    watch.observe(list, { childList: true, subtree: true });
    input.value = query;
    input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
})"""
"""Types a query, and waits for a result that links to one of some anchors."""


_FIRST = """[...document.querySelectorAll(".md-search-result__item:first-child a")]
    .some(({ href }) => href.replace(/[?]h=[^#]*/, "").endsWith("/" + arg))"""
"""Whether the first result, or a part of its page, has a given address."""


def _open_search(page: Page) -> None:
    page.keyboard.press("/")
    until(page, "document.activeElement.matches('[data-md-component=search-query]')")


def _finds(page: Page, query: str, anchors: list[str]) -> bool:
    return page.evaluate(_FOUND, [query, anchors]) is not None


@pytest.fixture(name="searched", scope="module")
def _searched(browser: Browser, address: str) -> Generator[Page]:
    """The home page with an open search, for many questions: building its index takes a second."""
    with reading(browser, address) as reader:
        reader.open("")
        _open_search(reader.page)
        yield reader.page


@pytest.fixture(name="asked")
def _asked(searched: Page) -> Page:
    """The same, without a question and without results."""
    searched.locator("[data-md-component=search-query]").fill("")
    expect(searched.locator(".md-search-result__item")).to_have_count(0)
    return searched


def test_each_model_and_field_is_found_by_name(reader: Reader) -> None:
    """The name of a class or a field is enough to find the class."""
    owners: dict[str, list[str]] = {}
    for name, model in PUBLIC.items():
        owners[model.__name__] = [name]
        for field in model.model_fields:
            owners.setdefault(field, []).append(name)
    reader.open("")
    _open_search(reader.page)

    missed = [query for query, names in owners.items() if not _finds(reader.page, query, names)]

    assert len(owners) > 200
    assert [] == missed
    assert [] == reader.elsewhere
    assert [] == reader.complaints


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("is_breakglass", "reference/member/#stytch_exchange.Member.is_breakglass"),
        ("breakglass", "reference/member/#stytch_exchange.Member.is_breakglass"),
        (
            "can member_session be null",
            "reference/response/#stytch_exchange.ExchangeAccessTokenResponse.member_session",
        ),
        ("log safely", "how-to/log-safely/"),
        ("jupyter", "#six-tutorials"),
        ("official", "#is-this-official"),
        ("install", "#install"),
        ("not json", "how-to/fix-a-body/"),
        ("bom", "how-to/fix-a-body/"),
        ("truncated", "how-to/fix-a-body/"),
        ("masked token", "how-to/fix-a-body/"),
        ("html", "how-to/fix-a-body/"),
        ("older api", "how-to/fix-a-body/"),
    ],
)
def test_a_question_is_answered_first(asked: Page, query: str, place: str) -> None:
    """The first result, or the first part of its page, links to the answer."""
    asked.keyboard.type(query)

    until(asked, _FIRST, place)


@pytest.mark.parametrize(("query", "path"), [("is_breakglass", "member"), ("JWKSCache", "jwt")])
def test_a_result_leads_to_its_place(reader: Reader, query: str, path: str) -> None:
    """Typed, chosen and opened by keyboard alone."""
    reader.open("")
    _open_search(reader.page)

    reader.page.keyboard.type(query)
    link = reader.page.locator(f".md-search-result a[href*='/{path}/?h={query.lower()}#']").first
    link.wait_for()
    while not link.evaluate("link => link === document.activeElement"):
        reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("Enter")

    reader.page.wait_for_url(re.compile(f"/reference/{path}/"))
