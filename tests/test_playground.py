"""The playground without a browser: its bridge to Python, and its page if Python is missing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bridge
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.commands.build import build
from mkdocs.config import load_config

from hooks.browser import assemble, publish
from stytch_exchange import check_response, example_names, load_example
from stytch_exchange.findings import json_pointer
from tests.conftest import RESPONSES
from tests.site_build import ROOT

Pairs = tuple[tuple[str, Any], ...]
"""An object as it is written: a key may appear twice."""

_LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
_KEYS = st.text(st.characters(codec="utf-8"), max_size=4) | st.sampled_from(["a", "~/", "😀"])
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _LEAVES, lambda inner: st.lists(inner) | st.lists(st.tuples(_KEYS, inner)).map(tuple)
)


def _written(value: Any, space: str, *, plain: bool) -> str:
    """Return a value as JSON, with white space wherever JSON allows it."""
    if isinstance(value, tuple | list):
        texts = [
            f"{json.dumps(item[0], ensure_ascii=plain)}{space}:{space}"
            f"{_written(item[1], space, plain=plain)}"
            if isinstance(value, tuple)
            else _written(item, space, plain=plain)
            for item in value
        ]
        begin, end = "{}" if isinstance(value, tuple) else "[]"
        return f"{begin}{space}{f'{space},{space}'.join(texts)}{space}{end}"
    return json.dumps(value, ensure_ascii=plain)


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield each pointer into a decoded value, and the value there."""
    yield json_pointer(path), value
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(item, (*path, step))


def _at(text: str, span: bridge.Span | None) -> str:
    """Return the part of a text between two offsets in JavaScript."""
    assert span is not None
    start, end = span
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def _spanned(text: str, *pointers: str) -> list[str]:
    """Return the parts of a text at some pointers."""
    return [_at(text, span) for span in bridge.spans(text.encode(), pointers)]


@given(value=_VALUES, space=st.text(" \t\r\n", max_size=2), plain=st.booleans())
def test_a_span_holds_the_value_at_its_pointer(value: Any, space: str, *, plain: bool) -> None:
    """This is true for escapes, characters of two units, and a key that appears twice."""
    text = f"{space}{_written(value, space, plain=plain)}{space}"
    places = dict(_places(json.loads(text)))

    spans = bridge.spans(text.encode(), places)

    assert list(places.values()) == [json.loads(_at(text, span)) for span in spans]


def test_of_a_key_that_appears_twice_the_last_value_counts() -> None:
    """The last value counts even if only the first one has the wanted field."""
    text = '{"a": {"b": 1}, "a": [2]}'

    assert ["[2]", "[2]"] == _spanned(text, "/a", "/a/b")


def test_what_is_missing_leads_to_the_object_that_lacks_it() -> None:
    """It is the innermost object that exists."""
    text = '{"member": {"roles": [{}]}}'

    assert ["{}", '{"roles": [{}]}'] == _spanned(text, "/member/roles/0/role_id", "/member/name")


def test_a_shortened_key_leads_to_its_value() -> None:
    """A key that is not the contract's own is shortened in a finding."""
    text = '{"word-1": 1, "Second/~": {"b": 2}}'

    assert ["2", "1"] == _spanned(text, "/Seco…/b", "/word…")


def test_two_keys_that_look_alike_lead_to_their_object() -> None:
    """The bridge cannot know which one is meant, even if one of them appears again."""
    text = '{"Secret1": 1, "Secret2": 2, "Secret1": 3}'

    assert [text] == _spanned(text, "/Secr…")


def _place(body: bytes) -> Any:
    """Return the span of a body's last finding."""
    return json.loads(bridge.check(body))["spans"][-1]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"a": }', "}"),
        ('"😀" x'.encode(), "x"),
        ('{"é": 1,\n "😀": ,\n "b": 2}'.encode(), ","),
        (b"<html>", "<"),
        (b"", ""),
        (b'{"a"', '"'),
        ("\ufeff<html>".encode(), "<"),
        ("\ufeff\ufeff{}".encode(), "\ufeff"),
        ("\ufeff[]".encode(), "[]"),
        (b"[" * 1000, "["),
    ],
)
def test_what_is_no_json_leads_to_where_it_breaks(body: bytes, place: str) -> None:
    """It is the position in the finding's message, whose columns count bytes."""
    assert place == _at(body.decode(), _place(body))


def test_what_is_no_text_has_no_places() -> None:
    """There is no text to show them in."""
    assert _place(b'{"a": "\xff"}') is None
    assert _place(b'"\xff"') is None
    assert [None] == bridge.spans(b'"\xff"', ["/a"])


def test_what_only_pydantic_reads_has_no_places() -> None:
    """The spans come from Python's own parser."""
    assert [None] == bridge.spans(b'{"a": 01}', ["/a"])
    assert bridge.stop(b"{", "is not UTF-8 text") is None


def test_a_refusal_is_the_whole_body() -> None:
    """This is true for deeply nested bodies, and for bodies that are not JSON."""
    body = b"[" * 100_000

    assert [[0, len(body)]] == json.loads(bridge.check(body, 502))["spans"]


def test_a_very_long_number_has_a_span() -> None:
    """Python would refuse to read it as an integer."""
    number = "1" * 5000

    assert [number] == _spanned(f'{{"a": {number}}}', "/a")


@pytest.mark.parametrize("name", example_names())
@pytest.mark.parametrize("status_code", [None, 200, 502])
def test_a_check_has_the_package_s_own_report(name: str, status_code: int | None) -> None:
    """It also has a span or null for each finding."""
    body = load_example(name)
    report = check_response(body, status_code=status_code)

    checked = json.loads(bridge.check(body, status_code))

    assert json.loads(report.to_json()) == checked["report"]
    assert len(report.findings) == len(checked["spans"])
    assert (report.response or report.partial) is None or checked["tree"] is not None
    assert (report.partial is not None) == checked["partial"]


@pytest.mark.parametrize("name", RESPONSES)
def test_a_check_shows_no_token(name: str) -> None:
    """The package's mask is in their places."""
    body = load_example(name)
    decoded = json.loads(body)

    checked = bridge.check(body)

    assert [] == [key for key in ("session_token", "session_jwt") if decoded[key] in checked]
    assert ["session_token", "**********"] in json.loads(checked)["tree"]["items"]
    assert ["session_jwt", "**********"] in json.loads(checked)["tree"]["items"]


def _shown(body: dict[str, Any], *labels: str) -> Any:
    """Return what the tree of a body shows below some labels."""
    node = json.loads(bridge.check(json.dumps(body).encode()))["tree"]
    for label in labels:
        node = dict(node["items"])[label]
    return node


def test_the_tree_has_names_and_values(body: dict[str, Any]) -> None:
    """A class has its fields, and a value is shown as Python does."""
    member = _shown(body, "member")

    assert "Member" == member["kind"]
    assert list(body["member"]) == sorted(label for label, _ in member["items"])
    assert "'Nguyễn Thu Hà'" == _shown(body, "member", "name")
    assert "2026-01-19 08:15:20+00:00" == _shown(body, "member", "created_at")
    assert "False" == _shown(body, "member", "is_locked")
    assert "None" == _shown(body, "member", "external_id")
    assert "[]" == _shown(body, "member", "sso_registrations")
    assert "list of 2" == _shown(body, "member", "roles")["kind"]
    assert "MemberRole" == _shown(body, "member", "roles", "1")["kind"]


def test_the_tree_shows_what_was_filled(body: dict[str, Any]) -> None:
    """The tree also shows a response that had to be repaired."""
    del body["member"]["roles"]
    body["member_session"]["roles"] = []

    assert "[]" == _shown(body, "member", "roles")


def test_the_tree_is_shortened(body: dict[str, Any]) -> None:
    """Long lists, objects, keys and values are shortened."""
    body["member"]["trusted_metadata"] = {"list": [*range(1000)], "text": "x" * 1000, "k" * 1000: 1}
    body["member"]["untrusted_metadata"] = {str(number): None for number in range(101)}

    shown = _shown(body, "member", "trusted_metadata", "list")

    assert ("list of 1000", 900) == (shown["kind"], shown["more"])
    assert [["0", "0"], ["99", "99"]] == [shown["items"][0], shown["items"][-1]]
    assert f"'{'x' * 299}…" == _shown(body, "member", "trusted_metadata", "text")
    assert "1" == _shown(body, "member", "trusted_metadata", "k" * 300)
    assert 1 == _shown(body, "member", "untrusted_metadata")["more"]


_PAGE = """site_name: Playground
docs_dir: {docs}
site_dir: {site}
theme:
  name: material
  custom_dir: {root}/overrides
  font: false
"""


@pytest.mark.parametrize("told", ["the machine that built this site has no `npm`\n", None])
def test_a_page_without_python_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str | None
) -> None:
    """If nothing was assembled, a sentence replaces the playground."""
    monkeypatch.setattr(assemble, "RUNTIME", tmp_path)
    if told:
        (tmp_path / "left-out.txt").write_text(told, "utf-8")
    docs, site = tmp_path / "docs", tmp_path / "site"
    docs.mkdir()
    (docs / "index.md").write_text((ROOT / "docs" / "playground.md").read_text("utf-8"), "utf-8")
    settings = tmp_path / "mkdocs.yml"
    settings.write_text(_PAGE.format(docs=docs, site=site, root=ROOT), "utf-8")

    build(load_config(str(settings), extra={"runtime": publish.offer()}))

    html = (site / "index.html").read_text("utf-8")
    reason = "the machine that built this site has no npm" if told else "the site was built without"
    assert f"This site does not have the playground, because {reason}" in html
    assert "<response-playground" not in html
    assert "playground.js" not in html
