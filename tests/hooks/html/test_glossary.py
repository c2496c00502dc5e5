"""Words are explained at their first use on a page."""

import re

import pytest

from hooks.html import glossary

MEANINGS = {"JWT": "A signed text.", "Session JWT": 'A "JWT".', "Vocabulary": "Words."}


def _explained(content: str) -> list[tuple[str, str]]:
    """Return the words that become links, each with its entry."""
    html = glossary.explained(content, MEANINGS, "../")

    assert content == re.sub(r'<a class="term"[^>]*>([^<]*)</a>', r"\1", html)
    return re.findall(
        r'<a class="term" href="\.\./reference/glossary/#([^"]*)" title="[^"]+">([^<]*)</a>', html
    )


def test_a_word_is_explained_at_its_first_use() -> None:
    """Only once on a page, even if it appears again in another form."""
    assert [("jwt", "JWT")] == _explained("<p>A JWT is a JWT.</p><p>All JWTs are.</p>")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Session JWTs are secret.", [("session-jwt", "Session JWTs")]),
        ("A session\nJWT, a JWT.", [("session-jwt", "session\nJWT"), ("jwt", "JWT")]),
        ("Vocabularies, a vocabulary", [("vocabulary", "Vocabularies")]),
        ("the JWT's header", [("jwt", "JWT")]),
        ("a jwt, pre-JWT, JWT-like, myJWT, /JWT", []),
    ],
)
def test_a_word_is_known_in_its_forms(text: str, found: list[tuple[str, str]]) -> None:
    """Singular and plural, across lines, the longest word first; not inside another word."""
    assert found == _explained(f"<p>{text}</p>")


@pytest.mark.parametrize("element", ["a", "code", "h2", "pre", "table", "summary", "autoref"])
def test_names_and_links_are_left_alone(element: str) -> None:
    """The word is explained at its first use in a sentence."""
    content = f'<{element} title="JWT">the <b>JWT</b></{element}><p>JWT</p>'

    assert [("jwt", "JWT")] == _explained(content)
    assert "</a></p>" in glossary.explained(content, MEANINGS, "../")


def test_a_meaning_is_the_first_sentence_as_text() -> None:
    """A tooltip cannot show links and marks."""
    text = "# G\n\nLook up.\n\n## A b\n\nOne [of](x.md) `these`.\nMore.\n\n## C\n\nTwo.\n"

    assert {"A b": "One of these.", "C": "Two."} == glossary.terms(text)
    assert 'title="A &quot;JWT&quot;."' in glossary.explained("session JWT", MEANINGS, "")


def test_the_glossary_is_in_order_and_short() -> None:
    """Its words are sorted, and a meaning is one sentence that fits into a tooltip."""
    text = glossary.GLOSSARY.read_text("utf-8")
    meanings = glossary.terms(text)

    assert text.count("\n## ") == len(meanings)
    assert sorted(meanings, key=str.lower) == list(meanings)
    assert [] == [term for term, meaning in meanings.items() if not 20 < len(meaning) <= 130]
    assert {"."} == {meaning[-1] for meaning in meanings.values()}
