"""Excerpts: the part of a body around a place, without any of its values."""

from typing import Any

import pytest

from stytch_exchange.lines.excerpts import excerpt_at, folded, word_at

BODY: dict[str, Any] = {
    "name": "Ada",
    "empty": ["", [], {}, None, True],
    "number": 7.5,
    "nested": {"a": [1], "b": {"c": 1}},
    "ada@example.com": "x",
    "long": list(range(13)),
}


@pytest.mark.parametrize(
    ("pointer", "shown"),
    [
        ("/nested/b", '{"b": {…}, "a": […]}'),
        ("/nested/new", '{"a": […], "b": {…}}'),
        ("/empty/3", '["", [], {}, null, true]'),
        ("/long/0", f"[{', '.join('0' * 12)}, …]"),
        (
            "/number",
            '{"number": 0, "name": "…", "empty": […], "nested": {…}, "ada@…": "…", "long": […]}',
        ),
        ("/name/x", None),
        ("/empty/9/x", None),
        ("/gone/x/y", None),
    ],
)
def test_the_object_around_a_place_is_masked(pointer: str, shown: str | None) -> None:
    """The key of the place comes first; keys that are not the API's are shortened."""
    assert shown == excerpt_at(BODY, pointer)


def test_the_whole_body_is_around_its_top_level() -> None:
    """A body that is not an object has no excerpt."""
    assert '{"a": 0}' == excerpt_at({"a": 1}, "")
    assert excerpt_at("text", "") is None


def test_a_value_that_is_not_text_is_not_shown() -> None:
    """Nor is one that is not there."""
    assert ("…", "…") == (word_at(BODY, "/number"), word_at(None, "/number"))


@pytest.mark.parametrize(
    ("pointer", "shown"),
    [("", ""), ("/a/0/b/12", "/a/*/b/*"), ("/a1/0b", "/a1/0b"), ("/0/0", "/*/*")],
)
def test_indices_are_folded(pointer: str, shown: str) -> None:
    """Each index becomes `*`."""
    assert shown == folded(pointer)
