"""What the cells of a tutorial show: as committed, and as run in a browser."""

import json
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def shown(cells: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return what each code cell shows, by its id."""
    return {
        cell["id"]: [_told(output) for output in cell["outputs"]]
        for cell in cells
        if cell["cell_type"] == "code"
    }


def committed(name: str) -> dict[str, list[Any]]:
    """Return what each code cell of a tutorial's notebook shows, by its id."""
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text("utf-8"))
    return shown(notebook["cells"])


def _told(output: dict[str, Any]) -> Any:
    """Return the text of an output, which a file holds as a list of its lines."""
    text = output.get("text") or output.get("data") or output
    if isinstance(text, dict):
        return {kind: "".join(lines) for kind, lines in text.items()}
    return "".join(text)
