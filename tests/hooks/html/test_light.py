"""Pages without the white space of their templates."""

import pytest

from hooks.html.light import lighter


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul>\n\n    <li>a  b</li>\n  \n</ul>", "<ul>\n<li>a  b</li>\n</ul>"),
        ("<pre>a\n\n  b</pre>\n\n<p>", "<pre>a\n\n  b</pre>\n<p>"),
        ("<script>\n\n  a</script><textarea>\n\n b</textarea>", None),
        ("<pretty>\n\n</pretty>", "<pretty>\n</pretty>"),
        ("", ""),
    ],
)
def test_only_white_space_between_lines_goes(html: str, expected: str | None) -> None:
    """Code, scripts and fields keep theirs, because it has a meaning there."""
    assert (html if expected is None else expected) == lighter(html)
