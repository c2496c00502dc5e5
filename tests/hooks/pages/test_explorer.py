"""The pages that explain a response in place."""

import json
from html import unescape

import pytest
from bs4 import BeautifulSoup

from hooks import pages
from hooks.model.meaning import MARKS, meanings
from hooks.pages.explorer import EXAMPLES, FIRST, LARGEST, path, used
from stytch_exchange import ExchangeAccessTokenResponse, examples, load_example


@pytest.fixture(name="name", params=EXAMPLES)
def _name(request: pytest.FixtureRequest) -> str:
    """Each example that has a page."""
    name: str = request.param
    return name


@pytest.fixture(name="page")
def _page(name: str) -> BeautifulSoup:
    """Its page."""
    return BeautifulSoup(str(pages.generated(None)[path(name)]), "html.parser")


def test_the_json_is_the_example(name: str, page: BeautifulSoup) -> None:
    """The tokens are cut."""
    body = json.loads(load_example(name))
    cut = {key: f"{body[key][:12]}…" for key in ("session_token", "session_jwt")}
    [lines] = page.select(".json")

    assert {**body, **cut} == json.loads(lines.text)


def test_each_key_leads_to_a_card(page: BeautifulSoup) -> None:
    """Without a script, too: the card is shown because it is the target of the link."""
    cards = {str(card["id"]) for card in page.select(".cards > [id]")}
    targets = {str(link["href"])[1:] for link in page.select(".json a")}

    assert targets == cards


def test_a_card_says_what_its_field_means(name: str, page: BeautifulSoup) -> None:
    """Meaning, type, null, known values and marks come from the model."""
    for meaning in used(json.loads(load_example(name))):
        field = meaning.field
        card = page.find(id=f"{field.model.__name__}.{field.name}")
        assert card is not None
        text = unescape(card.text)

        assert field.name in text
        assert meaning.text.replace("`", "") in text
        assert ("or null" if field.is_nullable else "never null") in text
        assert (meaning.null.replace("`", "") in text) is field.is_nullable
        assert [] == [word for word in field.known if f'"{word}"' not in text]
        assert [*meaning.marks] == [mark.text for mark in card.select("b")]
        if meaning.target:
            assert meaning.target.__name__ in text


def test_the_first_card_explains_each_field_of_the_response(page: BeautifulSoup) -> None:
    """Before a key is chosen, a newcomer sees what the response has."""
    [intro] = page.select(".intro")
    lines = page.select(".json > [id]")
    shown = [term.text for term in intro.select("dt")]

    assert [str(line["id"])[1:] for line in lines] == shown
    assert len(shown) == len(intro.select("dd"))
    assert [] == page.select(".json > .o > details[open]")


def test_the_filter_has_each_mark(page: BeautifulSoup) -> None:
    """In the words of the cards."""
    assert [*MARKS] == [box["value"] for box in page.select("form [type=checkbox]")]


def test_each_page_leads_to_the_others(page: BeautifulSoup) -> None:
    """And says which one it is."""
    *others, largest = page.select("nav.examples a")

    assert [*EXAMPLES.values()] == [link.text for link in others]
    assert str(largest["href"]).endswith(f"/playground/#example={LARGEST}")
    assert 1 == len(page.select("nav.examples [aria-current=page]"))


def test_a_page_says_what_its_example_is(name: str) -> None:
    """In the words of the examples' own documentation."""
    text = str(pages.generated(None)[path(name)])
    rows = (examples.__doc__ or "").splitlines()
    [about] = [row for row in rows if row.startswith(f"| `{name}`")]

    assert about.split("|")[2].strip() in text


def test_most_fields_are_on_a_page() -> None:
    """The large example has no page of its own: it would be too heavy."""
    shown = {meaning for name in EXAMPLES for meaning in used(json.loads(load_example(name)))}
    root = ExchangeAccessTokenResponse

    assert {meanings()[root, name] for name in root.model_fields} <= shown
    assert "explore.md" == path(FIRST)
