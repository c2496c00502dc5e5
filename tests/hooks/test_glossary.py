"""Words are explained where they come first, and nowhere else."""

import re
import runpy

import pytest

from hooks import glossary

MEANINGS = {"JWT": "A signed text.", "Session JWT": 'A "JWT".', "Vocabulary": "Words."}


def _explained(content: str) -> list[tuple[str, str]]:
    """Return the words that become links, each with the entry that it leads to."""
    html = glossary.explained(content, MEANINGS, "../")

    assert content == re.sub(r'<a class="term"[^>]*>([^<]*)</a>', r"\1", html)
    return re.findall(
        r'<a class="term" href="\.\./reference/glossary/#([^"]*)" title="[^"]+">([^<]*)</a>', html
    )


def test_a_word_is_explained_at_its_first_use() -> None:
    """Once on a page, also when it comes again in another form."""
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
    """Singular and plural, over a line's end, the longest first; and not as a part of another."""
    assert found == _explained(f"<p>{text}</p>")


@pytest.mark.parametrize("element", ["a", "code", "h2", "pre", "table", "summary", "autoref"])
def test_what_is_a_name_or_a_link_is_left_alone(element: str) -> None:
    """The word is explained where it comes first in a sentence."""
    content = f'<{element} title="JWT">the <b>JWT</b></{element}><p>JWT</p>'

    assert [("jwt", "JWT")] == _explained(content)
    assert "</a></p>" in glossary.explained(content, MEANINGS, "../")


def test_a_meaning_is_the_first_sentence_as_text() -> None:
    """It is shown where links and marks are not."""
    text = "# G\n\nLook up.\n\n## A b\n\nOne [of](x.md) `these`.\nMore.\n\n## C\n\nTwo.\n"

    assert {"A b": "One of these.", "C": "Two."} == glossary.terms(text)
    assert 'title="A &quot;JWT&quot;."' in glossary.explained("session JWT", MEANINGS, "")


def test_the_glossary_is_in_order_and_short() -> None:
    """Its words are sorted, and a meaning is one sentence that fits below a pointer."""
    text = glossary.GLOSSARY.read_text("utf-8")
    meanings = glossary.terms(text)

    assert text.count("\n## ") == len(meanings)
    assert sorted(meanings, key=str.lower) == list(meanings)
    assert [] == [term for term, meaning in meanings.items() if not 20 < len(meaning) <= 130]
    assert {"."} == {meaning[-1] for meaning in meanings.values()}


def test_the_hook_is_a_script_too(capsys: pytest.CaptureFixture[str]) -> None:
    """`python hooks/glossary.py` prints the words and what they mean."""
    runpy.run_path(glossary.__file__, run_name="__main__")

    lines = capsys.readouterr().out.splitlines()
    assert len(glossary.terms(glossary.GLOSSARY.read_text("utf-8"))) == len(lines)
    assert any(line.startswith("JWKS: ") for line in lines)
