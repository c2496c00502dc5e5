"""A page is described by its own first sentence."""

import pytest

from hooks.html import description


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<h1>Roles</h1>\n<p>Check a role.\nThen another.</p>", "Check a role."),
        ('<p class="notebook">Download.</p><p>Read <code>a &lt; b</code>.</p>', "Read a < b."),
        ('<p>See <a href="x">the <em>page</em></a>.</p><p>More.</p>', "See the page."),
        ("<h1>Nothing</h1>", ""),
    ],
)
def test_the_first_sentence_is_the_first_line_of_text(content: str, sentence: str) -> None:
    """Its markup is removed, and so is a line above it, such as a download."""
    assert sentence == description.first_sentence(content)
