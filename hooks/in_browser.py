"""Publish what runs the package in the reader's browser, and offer the tutorials there.

`python hooks/runtime.py` has assembled it before; a build takes it as it is, and does without where
it is not there. As a MkDocs hook this puts it, with the scripts of `docs/runtime/`, into one folder
whose name is a hash of all that is in it: a new build is never mixed with an old one that a browser
has kept. `python hooks/in_browser.py` prints the name of that folder, and what is loaded of it.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from mkdocs.utils import get_relative_url

from hooks import runtime

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

SCRIPTS = runtime.ROOT / "docs" / "runtime"

TUTORIAL_LOADS = 26
"""Megabytes that a tutorial loads before compression, of Python and JupyterLite; tested."""


class Offer(TypedDict):
    """What the templates know of the runtime, as `config.extra.runtime`."""

    folder: str
    """The folder below the site's root, empty where there is none."""

    size: int
    """How many bytes the playground loads, before compression."""

    left_out: str
    """Why there is none, empty where there is one."""


def offer() -> Offer:
    """Return what there is to offer."""
    finished = runtime.RUNTIME / "fingerprint.txt"
    if not finished.is_file():
        return {"folder": "", "size": 0, "left_out": _reason()}
    parts = [finished.read_text("utf-8"), runtime.fingerprint(SCRIPTS)]
    digest = hashlib.sha256("".join(parts).encode()).hexdigest()
    return {"folder": f"runtime/{digest[:16]}", "size": _size(), "left_out": ""}


def _reason() -> str:
    told = runtime.RUNTIME / "left-out.txt"
    if told.is_file():
        return told.read_text("utf-8").strip()
    return "the site was built without `make`, which assembles it first"


def _size() -> int:
    """Return what a start of the package with all that it needs loads."""
    lock = json.loads((runtime.RUNTIME / "python" / "pyodide-lock.json").read_text("utf-8"))
    needed = ["stytch-exchange"]
    for name in needed:
        needed += [other for other in lock["packages"][name]["depends"] if other not in needed]
    size: int = lock["info"]["size"] + sum(lock["packages"][name]["size"] for name in needed)
    return size


def on_config(config: "MkDocsConfig") -> "MkDocsConfig":
    """Tell the templates."""
    config.extra["runtime"] = offer()
    return config


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Put the scripts where the runtime is; without one they are of no use."""
    for file in list(files):
        if file.src_uri.startswith("runtime/"):
            files.remove(file)
            if folder := config.extra["runtime"]["folder"]:
                file.dest_uri = file.src_uri.replace("runtime", folder, 1)
                files.append(file)
    return files


def on_page_content(html: str, page: "Page", config: "MkDocsConfig", **_: object) -> str:
    """Offer a tutorial in the browser, where all that it needs runs there."""
    name = Path(page.file.src_uri).stem
    if not (folder := config.extra["runtime"]["folder"]) or name not in runtime.NOTEBOOKS:
        return html
    base = get_relative_url(folder, page.url)
    return html.replace(
        '<p class="notebook">',
        f'<link rel="stylesheet" href="{base}/tutorial.css">'
        f'<script type="module" src="{base}/tutorial.js"></script>'
        f'<run-tutorial notebook="{name}.ipynb" data-search-exclude><button type="button" disabled'
        ' class="md-button md-button--primary">Run this tutorial in your browser</button>'
        f" <small>It loads Python and JupyterLite then: {TUTORIAL_LOADS} MB, half of that"
        " where the host compresses.</small></run-tutorial>\n"
        '<p class="notebook">',
        1,
    )


def on_post_build(config: "MkDocsConfig") -> None:
    """Put the runtime beside its scripts."""
    if folder := config.extra["runtime"]["folder"]:
        target = Path(config.site_dir, folder)
        for name, place in (("python", target), ("lite", target / "lite")):
            shutil.copytree(runtime.RUNTIME / name, place, copy_function=_link, dirs_exist_ok=True)


def _link(source: str, target: str) -> None:
    """Give a file another name where that can be done: a rebuild need not copy 35 MB."""
    Path(target).unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


if __name__ == "__main__":
    print(json.dumps(offer(), indent=2))
