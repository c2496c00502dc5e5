"""The search index."""

import pytest

from hooks.html import search


def test_code_and_tags_are_left_out_of_the_index() -> None:
    """The text stays, with the names in it, and so does the rest of the index."""
    text = "<p>Use <code>log_fields</code>.</p> <pre><code>print(1)\n</code></pre><p>Done</p>"
    index = {"config": {"lang": ["en"]}, "docs": [{"location": "a/", "text": text, "title": "A"}]}

    light = search.as_text(index)

    left = "Use log_fields. Done"
    assert {**index, "docs": [{"location": "a/", "text": left, "title": "A"}]} == light


def test_what_answers_nothing_is_left_out_of_the_index() -> None:
    """Links to other pages, and a tutorial's exercises; a section with a similar name stays."""
    places = [
        "a/#next",
        "tutorials/01/#exercises",
        "tutorials/01/#1-sign-in",
        "a/#1-b",
        "a/#next-b",
    ]
    index = {"docs": [{"location": place, "text": "", "title": ""} for place in places]}

    left = [entry["location"] for entry in search.as_text(index)["docs"]]

    assert ["a/#1-b", "a/#next-b"] == left


def test_a_section_of_a_tutorial_is_found_by_its_heading() -> None:
    """Its text is left out; the introduction of the tutorial stays."""
    places = ["tutorials/01/", "tutorials/01/#parse", "how-to/a/#parse"]
    index = {"docs": [{"location": place, "text": "<p>Text</p>", "title": ""} for place in places]}

    texts = [entry["text"] for entry in search.as_text(index)["docs"]]

    assert ["Text", "", "Text"] == texts


def test_a_row_of_a_table_of_fields_is_an_entry() -> None:
    """Without pointers and links, and with the words of its name that the text does not have."""
    row = (
        '<tr>\n<td>\n<a id="face.Member.is_locked"></a> '
        '<a href="#x"><code>is_locked</code></a>'
        '\n</td>\n<td>\nboolean\n<span class="presence">required</span>\n</td>\n'
        "<td>\n<p>Whether <a href='y'><code>so</code></a>.</p>"
        '\n<div class="pointers">At <code>/member</code></div> </td>\n</tr>'
    )

    assert [
        {
            "location": "reference/member/#face.Member.is_locked",
            "title": "is_locked",
            "text": "<p><code>Member</code>: boolean, required</p>"
            "<p>Whether <code>so</code>. · locked</p>",
            "boost": 6,
        }
    ] == list(search.fields_of("reference/member/", f"<table>{row}</table>"))


def test_a_field_of_a_later_response_comes_after_that_of_the_first() -> None:
    """Both have the same name, and most readers look for the response of the exchange."""
    row = '<tr><td><a id="face.Later.member"></a></td><td>object</td><td><p>One.</p></td></tr>'
    [first] = search.fields_of("reference/response/", row)
    [later] = search.fields_of("reference/after-the-exchange/", row)

    assert later["boost"] < first["boost"]


@pytest.mark.parametrize(
    ("path", "markdown", "weight"),
    [
        ("how-to/check-roles.md", "", 8),
        ("tutorials/01_parse.md", "", 6),
        ("reference/member.md", "::: stytch_exchange.Member", 8),
        ("reference/parsing.md", "::: stytch_exchange.parse_response", 2),
        ("explanation/site.md", "", 1),
    ],
)
def test_the_most_useful_pages_come_first(path: str, markdown: str, weight: int) -> None:
    """Models and how-to pages, tutorials, then the rest of the reference, then other pages."""
    assert weight == search.boost(path, markdown)
