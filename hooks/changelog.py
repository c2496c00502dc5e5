"""Put the project's changelog on the site, as `changelog.md`."""

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the page."""
    text = CHANGELOG.read_text(encoding="utf-8")
    files.append(File.generated(config, "changelog.md", content=text))
    return files
