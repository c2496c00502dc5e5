"""Pages without what no reader sees."""

from jinja2 import Environment

from hooks import light_html


def test_marks_of_code_that_nobody_needs_are_left_out() -> None:
    """Names, white space, punctuation and operators lose them; a keyword keeps its own."""
    code = (
        '<span class="k">def</span><span class="w"> </span><span class="n">answer</span>'
        '<span class="p">()</span> <span class="o">-&gt;</span> <span class="nb">int</span>'
    )

    assert (
        '<span class="k">def</span> answer() -&gt; <span class="nb">int</span>'
        == light_html.on_page_content(code)
    )


def test_indentation_that_shows_nowhere_is_left_out() -> None:
    """Lines stay apart, as one space does; code, scripts and text fields stay as they are."""
    page = (
        "<ul>\n    <li>a\n      b</li>\n\n  \n</ul>\n"
        "<pre>if x:\n\n    y</pre>\n  <script>`a\n  b`</script>\n  <textarea>\n  c</textarea>"
    )

    assert (
        "<ul>\n<li>a\nb</li>\n</ul>\n"
        "<pre>if x:\n\n    y</pre>\n<script>`a\n  b`</script>\n<textarea>\n  c</textarea>"
        == light_html.on_post_page(page)
    )


def test_a_template_writes_no_blank_lines() -> None:
    """A line with nothing but a block of the template is no line of the page."""
    environment = light_html.on_env(Environment(autoescape=True))

    template = environment.from_string("<ul>\n  {% if true %}\n  <li>1</li>\n  {% endif %}\n</ul>")

    assert "<ul>\n  <li>1</li>\n</ul>" == template.render()
