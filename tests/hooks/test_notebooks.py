"""Notebooks become pages: what they show, where their links lead, and what is refused."""

import html
import runpy
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from hooks import notebooks


def _page(tmp_path: Path, *cells: Any) -> str:
    """Return the page of a notebook that has a title and these cells."""
    path = tmp_path / "04_try.ipynb"
    title = new_markdown_cell("# Try\n\nIn this tutorial you try.")
    nbformat.write(new_notebook(cells=[title, *cells]), path)
    return notebooks.page(path)


def _executed(*outputs: Any) -> Any:
    return new_code_cell("print(6 * 7)", execution_count=1, outputs=list(outputs))


def test_a_page_begins_with_the_title_and_the_download(tmp_path: Path) -> None:
    """The title comes first, then where the notebook is, then what the tutorial is about."""
    lines = [line for line in _page(tmp_path).splitlines() if line]

    assert "# Try" == lines[0]
    assert '<a href="../04_try.ipynb" download>' in lines[1]
    assert "In this tutorial you try." == lines[2]


def test_a_code_cell_is_shown_with_its_output(tmp_path: Path) -> None:
    """Code is a block of Python, and what it printed stands below it, escaped."""
    page = _page(tmp_path, _executed(new_output("stream", name="stdout", text="4 < 42\n")))

    assert "```python\nprint(6 * 7)\n```" in page
    assert '<pre class="output" tabindex="0">4 &lt; 42</pre>' in page


def test_a_result_is_shown_as_html_where_it_has_some(tmp_path: Path) -> None:
    """A rich output is kept as it is; a plain one is escaped text."""
    rich = {"text/html": "<table><tr><td>42</td></tr></table>", "text/plain": "<rich>"}
    plain = {"text/plain": "<plain>"}
    outputs = [new_output("execute_result", data=data) for data in (rich, plain)]

    page = _page(tmp_path, *map(_executed, outputs))

    assert '<div class="output" markdown="0">\n<table><tr><td>42</td></tr></table>\n</div>' in page
    assert '<pre class="output" tabindex="0">&lt;plain&gt;</pre>' in page
    assert html.escape("<rich>") not in page


def test_a_traceback_is_shown_without_its_colors(tmp_path: Path) -> None:
    """An error that a tutorial shows on purpose is told apart, and free of terminal codes."""
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
    """A link to a notebook or to a page of the documentation is rewritten; others stay."""
    page = _page(tmp_path, new_markdown_cell(f"See [this]({in_jupyter})."))

    assert f"See [this]({on_the_site})." in page


def test_code_keeps_its_brackets(tmp_path: Path) -> None:
    """Only text has links: code that looks like one is left alone."""
    cell = new_code_cell("names[0](x.ipynb)", execution_count=1)

    assert "names[0](x.ipynb)" in _page(tmp_path, cell)


def test_a_cell_that_never_ran_is_refused(tmp_path: Path) -> None:
    """A page without its outputs would be a lie, so the build fails and names the cell."""
    with pytest.raises(notebooks.UnexecutedCellError, match=r"04_try\.ipynb: .*: print\(6 \* 7\)"):
        _page(tmp_path, new_code_cell("print(6 * 7)\nprint(7 * 6)"))


def test_the_pages_can_be_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python hooks/notebooks.py FOLDER` leaves what the hook gives MkDocs."""
    folder = tmp_path / "docs" / "tutorials"
    monkeypatch.setattr(sys, "argv", ["notebooks.py", str(folder)])

    runpy.run_path(notebooks.__file__, run_name="__main__")

    names = [path.stem for path in sorted(notebooks.NOTEBOOKS.glob("*.ipynb"))]
    assert names == [path.stem for path in sorted(folder.glob("*.md"))]
    assert names == [path.stem for path in sorted(folder.glob("*.ipynb"))]
    first = notebooks.NOTEBOOKS / f"{names[0]}.ipynb"
    assert notebooks.page(first) == (folder / f"{names[0]}.md").read_text("utf-8")
    assert first.read_bytes() == (folder / first.name).read_bytes()


def test_the_hook_is_a_script_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a folder, it prints the pages."""
    monkeypatch.setattr(sys, "argv", ["notebooks.py"])

    runpy.run_path(notebooks.__file__, run_name="__main__")

    assert capsys.readouterr().out.count("This page is a notebook") == 6
