"""Pages made from notebooks: their content, their links, and what is refused."""

import html
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from hooks.pages import notebooks


def _page(tmp_path: Path, *cells: Any) -> str:
    """Return the page of a notebook with a title and these cells."""
    path = tmp_path / "04_try.ipynb"
    title = new_markdown_cell("# Try\n\nIn this tutorial you try.")
    nbformat.write(new_notebook(cells=[title, *cells]), path)
    return notebooks.page(path)


def _executed(*outputs: Any) -> Any:
    return new_code_cell("print(6 * 7)", execution_count=1, outputs=list(outputs))


def test_a_page_begins_with_the_title_and_the_download(tmp_path: Path) -> None:
    """First the title, then the link to the notebook, then the introduction."""
    lines = [line for line in _page(tmp_path).splitlines() if line]

    assert "# Try" == lines[0]
    assert '<a href="../04_try.ipynb" download>' in lines[1]
    assert "In this tutorial you try." == lines[2]


def test_a_code_cell_is_shown_with_its_output(tmp_path: Path) -> None:
    """Code is a block of Python, and its output is below it, escaped."""
    page = _page(tmp_path, _executed(new_output("stream", name="stdout", text="4 < 42\n")))

    assert "```python\nprint(6 * 7)\n```" in page
    assert '<pre class="output" tabindex="0">4 &lt; 42</pre>' in page


def test_a_result_is_shown_as_html_if_it_has_any(tmp_path: Path) -> None:
    """A rich output is kept unchanged; a plain output is escaped text."""
    rich = {"text/html": "<table><tr><td>42</td></tr></table>", "text/plain": "<rich>"}
    plain = {"text/plain": "<plain>"}
    outputs = [new_output("execute_result", data=data) for data in (rich, plain)]

    page = _page(tmp_path, *map(_executed, outputs))

    assert '<div class="output" markdown="0">\n<table><tr><td>42</td></tr></table>\n</div>' in page
    assert '<pre class="output" tabindex="0">&lt;plain&gt;</pre>' in page
    assert html.escape("<rich>") not in page


def test_a_traceback_is_shown_without_its_colors(tmp_path: Path) -> None:
    """An error that a tutorial shows on purpose is marked, and has no terminal codes."""
    traceback = ["\x1b[31mZeroDivisionError\x1b[39m: division by zero"]
    error = new_output("error", ename="ZeroDivisionError", evalue="", traceback=traceback)

    page = _page(tmp_path, _executed(error))

    assert '<pre class="output error" tabindex="0">ZeroDivisionError: division by zero' in page
    assert "\x1b" not in page


@pytest.mark.parametrize(
    ("in_jupyter", "on_the_site"),
    [
        ("01_parse.ipynb", "01_parse.md"),
        ("01_parse.ipynb#exercises", "01_parse.md#exercises"),
        ("../docs/how-to/log-safely.md", "../how-to/log-safely.md"),
        ("../docs/reference/member.md#x.Y", "../reference/member.md#x.Y"),
        ("https://www.rfc-editor.org/rfc/rfc6901", "https://www.rfc-editor.org/rfc/rfc6901"),
    ],
)
def test_a_link_works_in_jupyter_and_on_the_site(
    tmp_path: Path, in_jupyter: str, on_the_site: str
) -> None:
    """A link to a notebook or to a page of the documentation is rewritten; other links stay."""
    page = _page(tmp_path, new_markdown_cell(f"See [this]({in_jupyter})."))

    assert f"See [this]({on_the_site})." in page


def test_code_keeps_its_brackets(tmp_path: Path) -> None:
    """Code that looks like a link is left unchanged."""
    cell = new_code_cell("names[0](x.ipynb)", execution_count=1)

    assert "names[0](x.ipynb)" in _page(tmp_path, cell)


def test_a_cell_that_never_ran_is_refused(tmp_path: Path) -> None:
    """The build fails and names the cell, because its page would have no output."""
    with pytest.raises(notebooks.UnexecutedCellError, match=r"04_try\.ipynb: .*: print\(6 \* 7\)"):
        _page(tmp_path, new_code_cell("print(6 * 7)\nprint(7 * 6)"))


def test_each_notebook_is_a_page_and_a_file() -> None:
    """The file to download is the notebook, byte for byte."""
    files = notebooks.files()

    for path in sorted(notebooks.NOTEBOOKS.glob("*.ipynb")):
        assert notebooks.page(path) == files.pop(f"tutorials/{path.stem}.md")
        assert path.read_bytes() == files.pop(f"tutorials/{path.name}")
    assert {} == files
