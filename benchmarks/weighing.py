"""Weigh the built site: the size of each page, and of a first visit to it.

`make site` comes first. Each file is counted once, compressed with gzip as static hosts do.
The search counts too: its script and its index are fetched with every first page.
"""

import gzip
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

SITE = Path(__file__).parent.parent / "site"

_LOADED = re.compile(
    r'<link rel="(?:stylesheet|icon|modulepreload)" href="([^"]+)"|\bsrc="([^"]+)"'
)
_BASE = "https://site.invalid/"


@cache
def compressed(path: Path) -> int:
    """Return the size of a file on the wire, in bytes."""
    return len(gzip.compress(path.read_bytes(), 6))


def megabytes(files: Iterable[Path]) -> tuple[float, float]:
    """Return the size of some files, plain and compressed."""
    paths = list(files)
    return (
        sum(path.stat().st_size for path in paths) / 1e6,
        sum(map(compressed, paths)) / 1e6,
    )


def first_visit(page: Path) -> int:
    """Return the compressed size of a page with the files that it loads, in bytes."""
    address = urljoin(_BASE, page.relative_to(SITE).as_posix())
    html = page.read_text("utf-8")
    sources = {urlsplit(urljoin(address, a or b)).path for a, b in _LOADED.findall(html)}
    loaded = [SITE / source[1:] for source in sources]
    search = [*SITE.glob("assets/javascripts/workers/*.js"), *SITE.glob("search/*")]
    return sum(map(compressed, [page, *loaded, *search]))


def measure() -> dict[str, Any]:
    """Return the sizes of the middle and the heaviest page of each part of the site, in kB."""
    written = sorted(SITE.rglob("index.html"))
    # Python for the browser is loaded when a reader asks for it, and is weighed separately.
    pages = [page for page in written if page.relative_to(SITE).parts[0] != "runtime"]
    if not pages:
        sys.exit("there is no site: run `make site` first")
    parts: dict[str, list[Path]] = {}
    for page in pages:
        name = page.relative_to(SITE).parts[0]
        parts.setdefault(name.removesuffix("index.html") or "home", []).append(page)
    return {name: _weighed(found) for name, found in parts.items()}


def _weighed(pages: list[Path]) -> dict[str, Any]:
    html = sorted(page.stat().st_size / 1000 for page in pages)
    visits = sorted(first_visit(page) / 1000 for page in pages)
    middle = len(pages) // 2
    return {
        "pages": len(pages),
        "html": [html[middle], html[-1]],
        "first_visit": [visits[middle], visits[-1]],
    }
