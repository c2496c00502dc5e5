"""Blocks of code without useless marks."""

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
