"""Annotated JSON: every key a link, and the text is JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pydantic import BaseModel

from hooks.html.annotated import Style, annotated, beside_fields, pointer, with_files
from hooks.model.examples import ObjectExample, object_examples
from hooks.model.meaning import Meaning
from stytch_exchange import (
    ExchangeAccessTokenResponse,
    Member,
    SCIMAttributes,
    SCIMRegistration,
    load_example,
)

EXAMPLES = object_examples().values()
SECRET_SHOWN = 13
"""The characters of a token that are shown, with the ellipsis."""


def _link(meaning: Meaning, text: str) -> str:
    return f'<a href="#{meaning.field.path}">{text}</a>'


PLAIN = Style(_link, has_pointers=True, is_open=lambda *_: True)


def _lines(body: Mapping[str, Any], style: Style = PLAIN) -> BeautifulSoup:
    return BeautifulSoup(annotated(body, ExchangeAccessTokenResponse, style), "html.parser")


def _without_secrets(body: dict[str, Any]) -> dict[str, Any]:
    cut = {name: f"{body[name][:12]}…" for name in ("session_token", "session_jwt")}
    return {**body, **cut}


def _pointers(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[str]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for step, below in pairs:
        yield pointer((*above, step))
        if isinstance(below, (dict, list)):
            yield from _pointers(below, (*above, step))


def test_the_text_is_the_example(response_name: str) -> None:
    """All of it, apart from the tokens, which are cut."""
    body = json.loads(load_example(response_name))

    assert _without_secrets(body) == json.loads(_lines(body).text)


def test_the_fields_are_in_the_order_of_the_model(response_name: str) -> None:
    """The table of fields has the same order."""
    body = json.loads(load_example(response_name))
    shown = json.loads(_lines(body).text)

    assert [name for name in Member.model_fields if name in body["member"]] == [*shown["member"]]


def test_each_line_has_its_pointer(response_name: str) -> None:
    """Only the items of a value in one line have none; each pointer leads to a value."""
    body = json.loads(load_example(response_name))
    found = [line["id"] for line in _lines(body).select("[id]")]
    existing = set(_pointers(body))

    assert len(set(found)) == len(found)
    assert set() == set(found) - existing
    assert {f"/{name}" for name in body} <= set(found)


def test_each_key_leads_to_its_field(response_name: str) -> None:
    """The link names the class and the field; a key of any data leads to the field around it."""
    body = json.loads(load_example(response_name))
    keys = _lines(body).select("a")

    assert len(keys) > len(body)
    for key in keys:
        [line, *_] = key.find_parents(id=True)
        name = str(key["href"]).rpartition(".")[2]
        assert name in str(line["id"]).split("/")


def test_a_key_that_is_not_in_the_contract_is_not_a_link() -> None:
    """Nobody knows what it means."""
    [line] = _lines({"mood": "good"}).select("[id]")

    assert ("/mood", '  "mood": "good"') == (line["id"], line.text)
    assert line.find("a") is None


def test_a_key_of_any_data_is_escaped() -> None:
    """In the pointer, in the JSON and in the HTML."""
    data = {'<a "b"/~>': "x" * 70}

    html = annotated({"member": {"untrusted_metadata": data}}, ExchangeAccessTokenResponse, PLAIN)

    assert "<a " not in html.replace("<a href", "")
    soup = BeautifulSoup(html, "html.parser")
    assert data == json.loads(soup.text)["member"]["untrusted_metadata"]
    assert soup.find(id='/member/untrusted_metadata/<a "b"~1~0>')


@pytest.mark.parametrize(
    ("address", "marks"),
    [
        ("/session_token", "secret"),
        ("/member/created_at", "may be null"),
        ("/member/name", "personal data"),
        ("/organization/mfa_policy", "set by you"),
        ("/member/untrusted_metadata", "may be null · personal data · set by you"),
        ("/request_id", None),
    ],
)
def test_a_line_has_the_marks_of_its_field(address: str, marks: str | None) -> None:
    """The marks are in the order of the filter above the JSON."""
    line = _lines(json.loads(load_example("connected-app"))).find(id=address)

    assert line is not None
    assert marks == line.get("data-m")


def test_a_finding_marks_its_line() -> None:
    """So does the line that is open at first."""
    style = Style(
        _link,
        has_pointers=True,
        is_open=lambda *_: True,
        opened="/status_code",
        found={"/mood": "info"},
    )
    soup = _lines({"status_code": 200, "mood": "good"}, style)

    assert ["/status_code"] == [line["id"] for line in soup.select("[data-on]")]
    assert [("/mood", "info")] == [(line["id"], line["data-f"]) for line in soup.select("[data-f]")]


def test_what_is_folded_says_how_much_it_has() -> None:
    """Objects have fields, and arrays have items; what folds them has their name."""
    body = json.loads(load_example("connected-app"))
    style = Style(_link, has_pointers=True, is_open=lambda *_: False)
    soup = _lines(body, style)
    sizes = {line["id"]: line.select("i")[0]["data-n"] for line in soup.select(".o")}
    names = {line["id"]: line.select("summary")[0]["aria-label"] for line in soup.select(".o")}

    assert f"{len(body['member'])} fields }}," == sizes["/member"]
    assert "2 items ]," == sizes["/member/roles"]
    assert "1 item ]," == sizes["/member/oauth_registrations"]
    assert ("member", "item 1") == (names["/member"], names["/member/roles/1"])
    assert [] == soup.select("details[open]")


def _example(model: type[BaseModel]) -> str:
    return beside_fields(object_examples()[model])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.model.__name__)
def test_beside_the_fields_each_key_leads_to_the_reference(example: ObjectExample) -> None:
    """The JSON has the object's own keys, each a link to its field."""
    text = beside_fields(example)
    own = re.findall(r'^<div.*>  <autoref identifier="([^"]+)"', text, re.MULTILINE)

    assert {path.rpartition(".")[2] for path in own} == set(example.value)
    assert f"```python\n    {example.python.splitlines()[0]}" in text


def test_beside_the_fields_much_is_left_out() -> None:
    """Of a long array, two items are shown; an object with its own long table is not repeated."""
    assert '<i data-n="24 more"></i>' in _example(SCIMAttributes)
    assert '{<i class="left-out" data-n="23 fields }"></i>' in _example(SCIMRegistration)


def test_no_token_is_shown_whole(response_name: str) -> None:
    """At most its first twelve characters."""
    body = json.loads(load_example(response_name))
    text = _lines(body).text

    assert [] == [
        name for name in ("session_token", "session_jwt") if body[name][:SECRET_SHOWN] in text
    ]


def test_only_a_page_with_annotated_json_loads_its_files() -> None:
    """Other pages stay lighter."""
    html = '<figure class="annotated explorer"></figure>'

    assert "<p>Text</p>" == with_files("<p>Text</p>", "..")
    assert '<script src="../javascripts/annotated.js" defer>' in with_files(html, "..")
    assert 'href="../stylesheets/annotated.css"' in with_files(html, "..")
