"""Pages without what no reader sees."""

from jinja2 import Environment

from hooks import light_html


def test_marks_of_code_that_change_no_color_are_left_out() -> None:
    """A name and white space lose their marks; a keyword keeps its own, and text is untouched."""
    code = '<span class="k">def</span><span class="w"> </span><span class="n">answer</span>'

    assert '<span class="k">def</span> answer' == light_html.on_page_content(code)


def test_a_template_writes_no_blank_lines() -> None:
    """A line with nothing but a block of the template is no line of the page."""
    environment = light_html.on_env(Environment(autoescape=True))

    template = environment.from_string("<ul>\n  {% if true %}\n  <li>1</li>\n  {% endif %}\n</ul>")

    assert "<ul>\n  <li>1</li>\n</ul>" == template.render()
