"""Blocks of code without useless marks, and with marks for what they print."""

from hooks.html import code


def test_marks_without_a_color_of_their_own_are_removed() -> None:
    """Names, white space, punctuation and operators lose their marks; keywords keep theirs."""
    html = (
        '<span class="k">def</span><span class="w"> </span><span class="n">answer</span>'
        '<span class="p">()</span> <span class="o">-&gt;</span> <span class="nb">int</span>'
    )

    assert (
        '<span class="k">def</span> answer() -&gt; <span class="nb">int</span>'
        == code.without_plain_marks(html)
    )


def test_a_printed_line_has_its_own_mark() -> None:
    """Other comments keep theirs, and the text stays the same, so that a copy still runs."""
    html = 'print(1)  <span class="c1"># One</span>\n<span class="c1">#&gt; 1</span>'

    assert (
        'print(1)  <span class="c1"># One</span>\n'
        '<span class="printed"><i>#&gt;</i> 1</span>' == code.with_printed_output(html)
    )


def test_printed_lines_have_it_too() -> None:
    """They are a string between lines of quotes; a docstring is not."""
    docstring = '<span class="sd">"""About."""</span>\n'
    printed = (
        'print(2)\n<span class="sd">"""</span>\n<span class="sd">a</span>\n\n'
        '<span class="sd">b</span>\n<span class="sd">"""</span>\n'
    )

    assert (
        f'{docstring}print(2)\n<span class="printed"><i>"""</i></span>\n'
        '<span class="printed">a</span>\n\n<span class="printed">b</span>\n'
        '<span class="printed"><i>"""</i></span>\n' == code.with_printed_output(docstring + printed)
    )
