"""Publish Python and JupyterLite for the reader's browser, and offer the tutorials there.

`hooks.browser.assemble` puts them together first; without them the site is built without a
playground. They go into one folder with the scripts of `docs/runtime/`. The folder is named after a
hash of everything in it, so that a browser never mixes a new build with an old one in its cache.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypedDict

from hooks.browser import assemble, examples, own_wheels

SCRIPTS = assemble.ROOT / "docs" / "runtime"

TUTORIAL_LOADS = 25
"""How many megabytes a tutorial of the package alone loads, before compression; a test checks the
number."""

_STAND_INS = (
    " In your browser, the sandbox answers in memory, without a socket, and RS256 is computed by"
    " <code>rsa</code>, in pure Python, in place of <code>cryptography</code>: do not use your own"
    " keys there."
)


class Offer(TypedDict):
    """What the templates know about Python in the browser, as `config.extra.runtime`."""

    folder: str
    """The folder below the site's root; empty if there is none."""

    size: int
    """How many bytes the playground loads, before compression."""

    flow_size: int
    """How many bytes the run of the exchange loads, before compression."""

    left_out: str
    """Why there is no folder; empty if there is one."""


def offer() -> Offer:
    """Return the folder, or why there is none."""
    finished = assemble.RUNTIME / "fingerprint.txt"
    if not finished.is_file():
        return {"folder": "", "size": 0, "flow_size": 0, "left_out": _reason()}
    parts = [finished.read_text("utf-8"), assemble.fingerprint(SCRIPTS), *examples.texts().values()]
    digest = hashlib.sha256("".join(parts).encode()).hexdigest()
    return {
        "folder": f"runtime/{digest[:16]}",
        "size": _size("stytch-exchange"),
        "flow_size": _size("stytch-exchange", *own_wheels.EXTRAS),
        "left_out": "",
    }


def _reason() -> str:
    reason = assemble.RUNTIME / "left-out.txt"
    if reason.is_file():
        return reason.read_text("utf-8").strip()
    return "the site was built without `make`, which assembles it first"


def _size(*names: str) -> int:
    """Return how many bytes some packages load, with Python and all dependencies."""
    lock = _lock()
    size: int = lock["info"]["size"] + _packages(lock, names)
    return size


def _lock() -> dict[str, Any]:
    lock: dict[str, Any]
    lock = json.loads((assemble.RUNTIME / "python" / "pyodide-lock.json").read_text("utf-8"))
    return lock


def _packages(lock: Mapping[str, Any], names: Iterable[str]) -> int:
    """Return how many bytes some packages load, with all dependencies."""
    packages = lock["packages"]
    size: int = sum(packages[name]["size"] for name in _closure(packages, names))
    return size


def _closure(packages: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return some packages with all dependencies."""
    needed = [*names]
    for name in needed:
        needed += [other for other in packages[name]["depends"] if other not in needed]
    return needed


def loads(notebook: str) -> int:
    """Return how many megabytes a tutorial loads, before compression."""
    packages = _lock()["packages"]
    always = _closure(packages, ["stytch-exchange"])
    beside = {*_closure(packages, assemble.NOTEBOOKS[notebook])} - {*always}
    size: int = sum(packages[name]["size"] for name in beside)
    return TUTORIAL_LOADS + round(size / 1e6)


def with_offer(html: str, notebook: str, folder: str) -> str:
    """Return a tutorial's HTML with a button that runs it, if it can run in a browser.

    Args:
        html: The HTML of the page.
        notebook: The name of the notebook.
        folder: The path of the published folder, relative to the page.
    """
    if notebook not in assemble.NOTEBOOKS:
        return html
    stand_ins = _STAND_INS if assemble.NOTEBOOKS[notebook] else ""
    return html.replace(
        '<p class="notebook">',
        f'<link rel="stylesheet" href="{folder}/tutorial.css">'
        f'<script type="module" src="{folder}/start.js?tutorial.js"></script>'
        f'<run-tutorial notebook="{notebook}.ipynb" data-search-exclude>'
        '<button type="button" disabled class="md-button md-button--primary">'
        "Run this tutorial in your browser</button>"
        f" <small>This loads Python and JupyterLite: {loads(notebook)} MB, or half of that"
        f" if the server compresses files.{stand_ins}</small>"
        '<p class="starting">A script of this page, start.js, has not loaded yet.'
        " If nothing changes, reload the page.</p>"
        "<noscript><p>This needs JavaScript, which is turned off in your browser.</p></noscript>"
        "</run-tutorial>\n"
        '<p class="notebook">',
        1,
    )


def modules() -> dict[str, str]:
    """Return the modules that Python in the browser can import, each with the package to load.

    The modules of Python itself belong to an empty name, and so do those of our package and of what
    it needs, because these are always loaded.
    """
    packages = _lock()["packages"]
    found = {module: name for name, entry in packages.items() for module in entry["imports"]}
    always = _closure(packages, ["stytch-exchange"])
    found |= {module: "" for module, name in found.items() if name in always}
    return found | dict.fromkeys(sys.stdlib_module_names, "")


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
