"""Turn the notebooks into light pages of the site, and offer each for download.

The stored outputs are shown; the tests prove them. As a MkDocs hook it makes `tutorials/*.md`;
`python hooks/notebooks.py FOLDER` writes them, and the notebooks, to a folder, so that a builder
without hooks can take them from there; without a folder it prints the pages.
"""

import html
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class UnexecutedCellError(ValueError):
    """A code cell has never run: its page would show no output."""


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add a page for each notebook, and the notebook itself."""
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        name = f"tutorials/{notebook.name}"
        files.append(File.generated(config, name, content=notebook.read_bytes()))
        files.append(File.generated(config, name[: -len("ipynb")] + "md", content=page(notebook)))
    return files


def page(path: Path) -> str:
    """Return a notebook as a page of Markdown.

    Args:
        path: The notebook.

    Raises:
        UnexecutedCellError: One of its code cells has no execution count.
    """
    # Read as the JSON that it is: to import nbformat would take a fifth of the whole build.
    cells = json.loads(path.read_text("utf-8"))["cells"]
    title, *rest = [part for cell in cells for part in _parts(cell, path.name)]
    heading, _, lead = title.partition("\n")
    return "\n\n".join([heading, _download(path.name), lead.strip(), *rest]) + "\n"


def _download(name: str) -> str:
    return (
        f'<p class="notebook">This page is a notebook: <a href="../{name}" download>download '
        f"{name}</a>, or run <code>make lab</code> in a clone of the project and open it.</p>"
    )


def _parts(cell: dict[str, Any], name: str) -> Iterator[str]:
    """Yield a cell's input and outputs as Markdown."""
    source = _text(cell["source"])
    if cell["cell_type"] == "markdown":
        yield _LINK.sub(_on_the_site, source)
        return
    if cell["execution_count"] is None:
        message = f"{name}: a code cell has never run: {source.partition(chr(10))[0]}"
        raise UnexecutedCellError(message)
    yield _fence("python", source)
    for output in cell["outputs"]:
        yield _output(output)


def _output(output: dict[str, Any]) -> str:
    """Return an output as a block that is told apart from an input at a glance."""
    if output["output_type"] == "stream":
        return _block(_text(output["text"]))
    if output["output_type"] == "error":
        return _block("\n".join(_ANSI.sub("", line) for line in output["traceback"]), " error")
    if "text/html" in output["data"]:
        return f'<div class="output" markdown="0">\n{_text(output["data"]["text/html"])}\n</div>'
    return _block(_text(output["data"]["text/plain"]))


def _text(lines: str | list[str]) -> str:
    """Return a text, which a notebook can hold as a list of its lines."""
    return lines if isinstance(lines, str) else "".join(lines)


def _block(text: str, kind: str = "") -> str:
    # A <pre> of our own: not copied as code, not highlighted, and with lines that wrap.
    return f'<pre class="output{kind}" tabindex="0">{html.escape(text.rstrip())}</pre>'


def _fence(language: str, source: str) -> str:
    return f"```{language}\n{source}\n```"


def _on_the_site(link: re.Match[str]) -> str:
    """Rewrite a link between notebooks, or to a page of the documentation."""
    target = link[1].replace(".ipynb", ".md").removeprefix("../docs/")
    inside = link[1].startswith("../docs/")
    return f"](../{target})" if inside else f"]({target})"


def write(folder: Path) -> None:
    """Write the page of each notebook, and the notebook itself, to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        (folder / notebook.name).write_bytes(notebook.read_bytes())
        (folder / f"{notebook.stem}.md").write_text(page(notebook), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write(Path(sys.argv[1]))
    else:
        for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
            print(page(notebook))
