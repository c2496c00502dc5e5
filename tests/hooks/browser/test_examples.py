"""The examples of the playground, which are checked when the site is built."""

import json
from pathlib import Path

import bridge
import pytest
from bs4 import BeautifulSoup

from hooks.browser import examples
from stytch_exchange import example_names, load_example


@pytest.mark.parametrize("name", example_names())
def test_an_example_has_the_result_of_the_playground(name: str) -> None:
    """The playground would show the same with Python."""
    example = examples.example(name)

    assert load_example(name) == example["body"].encode()
    assert json.loads(bridge.check(load_example(name))) == example["result"]


@pytest.mark.parametrize("name", example_names())
def test_an_example_is_annotated(name: str) -> None:
    """The JSON is the body with shorter tokens; the body of a refusal has no such JSON."""
    example = examples.example(name)
    lines = BeautifulSoup(example["figure"], "html.parser").select(".json")

    assert bool(lines) is not name.startswith("error-")
    for shown in lines:
        assert json.loads(example["body"]).keys() == json.loads(shown.text).keys()


@pytest.mark.parametrize("name", ["older-api", "sso-scim"])
def test_each_key_leads_to_a_card(name: str) -> None:
    """Before the cards are there, to the reference."""
    example = examples.example(name)
    links = BeautifulSoup(example["figure"], "html.parser").select(".json a")
    cards = BeautifulSoup(example["cards"], "html.parser").select("div[id]")

    targets = [str(link["href"]).partition("#") for link in links]
    assert {str(card["id"]) for card in cards} == {anchor for _, _, anchor in targets}
    assert {True} == {page.startswith("../reference/") for page, _, _ in targets}


def test_a_finding_is_marked_with_the_object_around_it() -> None:
    """A missing field has no line of its own."""
    figure = BeautifulSoup(examples.example(examples.OPENING)["figure"], "html.parser")
    marked = [str(line["id"]) for line in figure.select("[data-f=error]")]

    assert ["/member", "/organization", "/member_session"] == marked


def test_the_files_are_the_examples(tmp_path: Path) -> None:
    """Each file is named after its example."""
    examples.write(tmp_path)

    written = {path.stem: path.read_text("utf-8") for path in (tmp_path / "examples").iterdir()}
    assert {name: examples.example(name) for name in example_names()} == {
        name: json.loads(text) for name, text in written.items()
    }
