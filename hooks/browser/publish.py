"""Publish Python and JupyterLite for the reader's browser, and offer the tutorials there.

`hooks.browser.assemble` puts them together first; without them the site is built without a
playground. They go into one folder with the scripts of `docs/runtime/`. The folder is named after a
hash of everything in it, so that a browser never mixes a new build with an old one in its cache.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import TypedDict

from hooks.browser import assemble, examples

SCRIPTS = assemble.ROOT / "docs" / "runtime"

TUTORIAL_LOADS = 26
"""How many megabytes a tutorial loads, before compression; a test checks the number."""


class Offer(TypedDict):
    """What the templates know about Python in the browser, as `config.extra.runtime`."""

    folder: str
    """The folder below the site's root; empty if there is none."""

    size: int
    """How many bytes the playground loads, before compression."""

    left_out: str
    """Why there is no folder; empty if there is one."""


def offer() -> Offer:
    """Return the folder, or why there is none."""
    finished = assemble.RUNTIME / "fingerprint.txt"
    if not finished.is_file():
        return {"folder": "", "size": 0, "left_out": _reason()}
    parts = [finished.read_text("utf-8"), assemble.fingerprint(SCRIPTS), *examples.texts().values()]
    digest = hashlib.sha256("".join(parts).encode()).hexdigest()
    return {"folder": f"runtime/{digest[:16]}", "size": _size(), "left_out": ""}


def _reason() -> str:
    reason = assemble.RUNTIME / "left-out.txt"
    if reason.is_file():
        return reason.read_text("utf-8").strip()
    return "the site was built without `make`, which assembles it first"


def _size() -> int:
    """Return how many bytes the package loads, with Python and all dependencies."""
    lock = json.loads((assemble.RUNTIME / "python" / "pyodide-lock.json").read_text("utf-8"))
    needed = ["stytch-exchange"]
    for name in needed:
        needed += [other for other in lock["packages"][name]["depends"] if other not in needed]
    size: int = lock["info"]["size"] + sum(lock["packages"][name]["size"] for name in needed)
    return size


def with_offer(html: str, notebook: str, folder: str) -> str:
    """Return a tutorial's HTML with a button that runs it, if it can run in a browser.

    Args:
        html: The HTML of the page.
        notebook: The name of the notebook.
        folder: The path of the published folder, relative to the page.
    """
    if notebook not in assemble.NOTEBOOKS:
        return html
    return html.replace(
        '<p class="notebook">',
        f'<link rel="stylesheet" href="{folder}/tutorial.css">'
        f'<script type="module" src="{folder}/start.js?tutorial.js"></script>'
        f'<run-tutorial notebook="{notebook}.ipynb" data-search-exclude>'
        '<button type="button" disabled class="md-button md-button--primary">'
        "Run this tutorial in your browser</button>"
        f" <small>This loads Python and JupyterLite: {TUTORIAL_LOADS} MB, or half of that"
        " if the server compresses files.</small>"
        '<p class="starting">A script of this page, start.js, has not arrived yet.'
        " If nothing changes, reload the page.</p></run-tutorial>\n"
        '<p class="notebook">',
        1,
    )


def publish(folder: Path) -> None:
    """Put Python, JupyterLite and the examples into the published folder, beside the scripts."""
    for name, target in (("python", folder), ("lite", folder / "lite")):
        source = assemble.RUNTIME / name
        shutil.copytree(source, target, copy_function=_link, dirs_exist_ok=True)
    examples.write(folder)


def _link(source: str, target: str) -> None:
    """Link a file if the disk allows it, so that a rebuild does not copy 35 MB."""
    Path(target).unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
