"""A page's HTML becomes Markdown that reads like what an author would have written."""

import runpy
import sys
from pathlib import Path

import pytest

from hooks import markdown_pages
from hooks.markdown_pages import _ROOT, markdown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<h2>A<a class="headerlink" href="#a">&para;</a></h2>\n<p>B.\nC.</p>', "## A\n\nB.\nC."),
        ("<p><strong>this</strong>, <em>that</em>, <code>x</code></p>", "**this**, *that*, `x`"),
        ("<p>Say <code>a `b`</code>.</p>", "Say `` a `b` ``."),
        ("<p>one<br>two</p><hr><p>three</p>", "one\ntwo\n\n---\n\nthree"),
        ("<blockquote><p>Said.</p></blockquote>", "> Said."),
        ("<details><summary>A solution</summary><p>It.</p></details>", "**A solution**\n\nIt."),
        ("<script>alert(1)</script><button>Copy</button><p>Text</p>", "Text"),
        ("<run-tutorial><button>Run</button> <small>26 MB</small></run-tutorial><p>T</p>", "T"),
        ("<p>left open", "left open"),
        ("</p>never opened", "never opened"),
    ],
)
def test_text_keeps_its_lines_and_its_marks(html: str, text: str) -> None:
    """One sentence a line stays one; what a reader does not read is gone."""
    assert f"{text}\n" == markdown(html, "")


def test_code_is_left_as_it_is() -> None:
    """Blank lines, indentation and entities, also within a list, and with its language."""
    block = "<pre><span></span><code>{\n\n\n  &lt;1\n}\n</code></pre>"
    code = f'<div class="language-json highlight">{block}</div>'

    assert "```json\n{\n\n\n  <1\n}\n```\n" == markdown(code, "")
    assert "- ```json\n  {\n  \n  \n    <1\n  }\n  ```\n" == markdown(
        f"<ul><li>{code}</li></ul>", ""
    )


def test_code_with_a_fence_has_a_longer_one() -> None:
    """Else the block would end in its middle."""
    assert "````python\n```\n````\n" == markdown("<pre>```</pre>", "")


def test_an_output_is_told_from_an_input() -> None:
    """What a cell printed is text, not code."""
    assert "```text\n42\n```\n" == markdown('<pre class="output">42</pre>', "")


def test_an_object_that_names_no_language_is_json() -> None:
    """Such as the one with which the reference shows a model."""
    assert '```json\n{"a": 1}\n```\n' == markdown('<pre><code>{"a": 1}</code></pre>', "")


def test_each_tab_has_its_name_above_it() -> None:
    """In HTML the names come first, and what they name after all of them."""
    html = (
        '<div class="tabbed-set"><input><div class="tabbed-labels"><label>A</label>'
        '<label>B</label></div><div class="tabbed-content"><div class="tabbed-block"><p>a</p></div>'
        '<div class="tabbed-block"><p>b</p></div></div></div><label>C</label>'
    )

    assert "**A**\n\na\n\n**B**\n\nb\n\nC\n" == markdown(html, "")


def test_lists_are_tight_and_numbered() -> None:
    """Each item with what belongs to it below its mark."""
    html = "<ol>\n<li>one\nmore</li>\n<li>two<ul>\n<li>deep</li>\n</ul></li>\n</ol>"

    assert "1. one\n   more\n2. two\n\n   - deep\n" == markdown(html, "")


def test_a_table_is_one_line_a_row() -> None:
    """A bar within a cell is escaped, and the paragraphs of a cell stand on its line."""
    html = (
        "<table>\n<thead>\n<tr>\n<th>A</th>\n<th>B</th>\n</tr>\n</thead>\n<tbody>\n"
        "<tr>\n<td><p>x | y</p>\n<p>z</p></td>\n<td></td>\n</tr>\n</tbody>\n</table>"
    )

    assert "| A | B |\n|---|---|\n| x \\| y z |  |\n" == markdown(html, "")


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("../session/", f"{_ROOT}reference/session/index.md"),
        ("../session/#x", f"{_ROOT}reference/session/index.md#x"),
        ("../..", f"{_ROOT}index.md"),
        ("../../schema/x.json", f"{_ROOT}schema/x.json"),
        ("#roles", "#roles"),
        ("https://www.rfc-editor.org/rfc/rfc6901", "https://www.rfc-editor.org/rfc/rfc6901"),
    ],
)
def test_a_link_leads_from_markdown_to_markdown(target: str, address: str) -> None:
    """To a page's Markdown, to a file, or out of the site."""
    found = markdown(f'<p><a href="{target}">it</a></p>', "reference/member/")

    assert f"[it]({address})\n" == found


def test_what_only_a_page_can_link_is_text() -> None:
    """An object's anchor, a term's explanation, and a link within code have none in Markdown."""
    html = (
        '<p><a href="#stytch_exchange.Member">Member</a>, <a class="term" href="../g/">claim</a>, '
        '<code><a href="x">y</a></code>, <a id="z"></a></p>'
    )

    assert "Member, claim, `y`,\n" == markdown(html, "")


def test_pictures_are_named() -> None:
    """A picture by what it shows, a drawing by its title and its description."""
    html = (
        '<img alt="A logo" src="a.svg"><svg><title>One</title><desc>Two.</desc><text>3</text></svg>'
    )

    assert f"![A logo]({_ROOT}a.svg)\n\n(Drawing: One. Two.)\n" == markdown(html, "")
    assert "\n" == markdown("<svg><path/></svg>", "")


def test_the_hook_is_a_script_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python hooks/markdown_pages.py FILE.html` prints a built page as Markdown."""
    page = tmp_path / "page.html"
    page.write_text("<nav>Menu</nav><article class='x'><h1>It</h1></article>", "utf-8")
    monkeypatch.setattr(sys, "argv", ["markdown_pages.py", str(page)])

    runpy.run_path(markdown_pages.__file__, run_name="__main__")

    assert "# It\n" == capsys.readouterr().out
