"""Put the project's changelog on the site, as `changelog.md`, with an anchor for each version."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"

_HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?P<date>.*)$|^### (?P<kind>.+)$", re.MULTILINE)

_NEXT = "\nNext: [Notice API changes](how-to/notice-changes.md) is about those that are not ours.\n"


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the page."""
    files.append(File.generated(config, "changelog.md", content=page(CHANGELOG.read_text("utf-8"))))
    return files


def page(changelog: str) -> str:
    """Return a changelog with headings that can be linked to for good.

    A version is `#0.2.0`, and what it fixed `#0.2.0-fixed`, whatever else is written around it.
    """
    version = ""

    def with_anchor(heading: re.Match[str]) -> str:
        nonlocal version
        if kind := heading["kind"]:
            return f"### {kind} {{ #{version}-{kind.lower()} }}"
        version = heading["version"].lower()
        return f"## {heading['version']}{heading['date']} {{ #{version} }}"

    return _HEADING.sub(with_anchor, changelog) + _NEXT


if __name__ == "__main__":
    print(page(CHANGELOG.read_text("utf-8")), end="")
