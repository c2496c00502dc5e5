"""The Markdown of a page reads as if an author had written it."""

import json

import pytest

from hooks.html.markdown import ROOT, markdown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<h2>A<a class="headerlink" href="#a">&para;</a></h2>\n<p>B.\nC.</p>', "## A\n\nB.\nC."),
        ("<p><strong>this</strong>, <em>that</em>, <code>x</code></p>", "**this**, *that*, `x`"),
        ("<p>Say <code>a `b`</code>.</p>", "Say `` a `b` ``."),
        ("<p>one<br>two</p><hr><p>three</p>", "one  \ntwo\n\n---\n\nthree"),
        ("<blockquote><p>Said.</p></blockquote>", "> Said."),
        ("<details><summary>A solution</summary><p>It.</p></details>", "**A solution**\n\nIt."),
        ("<script>alert(1)</script><button>Copy</button><p>Text</p>", "Text"),
        ("<run-tutorial><button>Run</button> <small>26 MB</small></run-tutorial><p>T</p>", "T"),
        ("<p>left open", "left open"),
        ("</p>never opened", "never opened"),
    ],
)
def test_text_keeps_its_lines_and_its_marks(html: str, text: str) -> None:
    """One sentence a line is kept; buttons, scripts and links to headings are removed."""
    assert f"{text}\n" == markdown(html, "")


def test_code_is_unchanged() -> None:
    """Blank lines and indentation are kept, in a list too, and the fence names the language."""
    block = "<pre><span></span><code>{\n\n\n  &lt;1\n}\n</code></pre>"
    code = f'<div class="language-json highlight">{block}</div>'

    assert "```json\n{\n\n\n  <1\n}\n```\n" == markdown(code, "")
    assert "- ```json\n  {\n\n\n    <1\n  }\n  ```\n" == markdown(f"<ul><li>{code}</li></ul>", "")


def test_code_with_a_fence_has_a_longer_one() -> None:
    """Otherwise the block would end in the middle."""
    assert "````python\n```\n````\n" == markdown("<pre>```</pre>", "")


def test_an_output_differs_from_an_input() -> None:
    """The output of a cell is text, not code."""
    assert "```text\n42\n```\n" == markdown('<pre class="output">42</pre>', "")


def test_an_object_that_names_no_language_is_json() -> None:
    """The reference shows each model as such an object."""
    assert '```json\n{"a": 1}\n```\n' == markdown('<pre><code>{"a": 1}</code></pre>', "")


def test_a_shortened_example_is_valid_json() -> None:
    """HTML marks the missing parts with comments, which JSON does not have."""
    html = '<pre>{\n  "a": [\n    1\n    /* and 2 more */\n  ],\n  "b": { /* Member */ }\n}</pre>'
    block = markdown(html, "").removeprefix("```json\n").removesuffix("```\n")

    assert {"a": [1], "b": {"…": "Member"}} == json.loads(block)


def test_each_tab_has_its_name_above_it() -> None:
    """In HTML all names come before the contents."""
    html = (
        '<div class="tabbed-set"><input><div class="tabbed-labels"><label>A</label>'
        '<label>B</label></div><div class="tabbed-content"><div class="tabbed-block"><p>a</p></div>'
        '<div class="tabbed-block"><p>b</p></div></div></div><label>C</label>'
    )

    assert "**A**\n\na\n\n**B**\n\nb\n\nC\n" == markdown(html, "")


def test_lists_are_tight_and_numbered() -> None:
    """The lines of an item are indented below its mark."""
    html = "<ol>\n<li>one\nmore</li>\n<li>two<ul>\n<li>deep</li>\n</ul></li>\n</ol>"

    assert "1. one\n   more\n2. two\n   - deep\n" == markdown(html, "")


def test_a_table_is_one_line_a_row() -> None:
    """A bar in a cell is escaped, and the paragraphs of a cell are on one line."""
    html = (
        "<table>\n<thead>\n<tr>\n<th>A</th>\n<th>B</th>\n</tr>\n</thead>\n<tbody>\n"
        "<tr>\n<td><p>x | y</p>\n<p>z</p></td>\n<td></td>\n</tr>\n</tbody>\n</table>"
    )

    assert "| A | B |\n| --- | --- |\n| x \\| y z |  |\n" == markdown(html, "")


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("../session/", f"{ROOT}reference/session/index.md"),
        ("../session/#x", f"{ROOT}reference/session/index.md#x"),
        ("../..", f"{ROOT}index.md"),
        ("../../schema/x.json", f"{ROOT}schema/x.json"),
        ("#roles", "#roles"),
        ("https://www.rfc-editor.org/rfc/rfc6901", "https://www.rfc-editor.org/rfc/rfc6901"),
    ],
)
def test_a_link_leads_from_markdown_to_markdown(target: str, address: str) -> None:
    """A link to a page becomes a link to its Markdown; links to files and other sites stay."""
    found = markdown(f'<p><a href="{target}">it</a></p>', "reference/member/")

    assert f"[it]({address})\n" == found


def test_links_that_only_html_can_have_become_text() -> None:
    """These are an object's anchor, a word's explanation, and a link inside code."""
    html = (
        '<p><a href="#stytch_exchange.Member">Member</a>, <a class="term" href="../g/">claim</a>, '
        '<code><a href="x">y</a></code>, <a id="z"></a></p>'
    )

    assert "Member, claim, `y`,\n" == markdown(html, "")


def test_pictures_are_named() -> None:
    """A picture by its alternative text, a drawing by its title and description."""
    html = (
        '<img alt="A logo" src="a.svg"><svg><title>One</title><desc>Two.</desc><text>3</text></svg>'
    )

    assert f"![A logo]({ROOT}a.svg)\n\n(Drawing: One. Two.)\n" == markdown(html, "")
    assert "\n" == markdown("<svg><path/></svg>", "")
