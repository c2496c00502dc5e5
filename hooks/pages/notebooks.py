"""The tutorials: each notebook as a page of Markdown, and as a file to download.

The pages show the outputs that are stored in the notebooks; the tests prove them.
"""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class UnexecutedCellError(ValueError):
    """A code cell has never run, so the page would not show its output."""


def files() -> dict[str, str | bytes]:
    """Return the page of each notebook, and the notebook itself, by their paths below `docs/`."""
    found: dict[str, str | bytes] = {}
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        found[f"tutorials/{notebook.name}"] = notebook.read_bytes()
        found[f"tutorials/{notebook.stem}.md"] = page(notebook)
    return found


def page(path: Path) -> str:
    """Return a notebook as a page of Markdown.

    Args:
        path: The notebook.

    Raises:
        UnexecutedCellError: A code cell of the notebook has no execution count.
    """
    # Read as JSON, because importing nbformat would take a fifth of the build time.
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
        first = source.partition("\n")[0]
        message = f"{name}: run all cells and save; this code cell has never run: {first}"
        raise UnexecutedCellError(message)
    code = _fence("python", source)
    yield _folded(code) if cell["metadata"].get("jupyter", {}).get("source_hidden") else code
    for output in cell["outputs"]:
        yield _output(output)


def _output(output: dict[str, Any]) -> str:
    """Return an output as a block that looks different from an input."""
    if output["output_type"] == "stream":
        return _block(_text(output["text"]))
    if output["output_type"] == "error":
        return _block("\n".join(_ANSI.sub("", line) for line in output["traceback"]), " error")
    if "text/html" in output["data"]:
        return f'<div class="output" markdown="0">\n{_text(output["data"]["text/html"])}\n</div>'
    return _block(_text(output["data"]["text/plain"]))


def _text(lines: str | list[str]) -> str:
    """Return a text; a notebook can store it as a list of lines."""
    return lines if isinstance(lines, str) else "".join(lines)


def _block(text: str, kind: str = "") -> str:
    # Our own <pre>, because an output has no copy button, is not highlighted, and wraps.
    return f'<pre class="output{kind}" tabindex="0">{html.escape(text.rstrip())}</pre>'


def _folded(code: str) -> str:
    """Fold the code of a cell that JupyterLab folds too: it would give away an answer."""
    return f'<details markdown="1">\n<summary>Check</summary>\n\n{code}\n\n</details>'


def _fence(language: str, source: str) -> str:
    return f"```{language}\n{source}\n```"


def _on_the_site(link: re.Match[str]) -> str:
    """Rewrite a link to another notebook or to a page of the documentation."""
    target = link[1].replace(".ipynb", ".md").removeprefix("../docs/")
    inside = link[1].startswith("../docs/")
    return f"](../{target})" if inside else f"]({target})"
