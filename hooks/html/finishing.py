"""What becomes of a page's HTML after any builder has made it from Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hooks.browser import publish
from hooks.html import annotated, code, glossary, runnable


@dataclass(frozen=True)
class Finish:
    """The changes to each page of one build."""

    meanings: dict[str, str]
    """The words of the glossary, each with its meaning."""

    folder: str
    """The folder below the site's root for the reader's browser; empty if there is none."""

    modules: Mapping[str, str]
    """The modules that Python in the browser can import, each with its package."""

    @classmethod
    def begin(cls) -> "Finish":
        """Read the parts that all pages share."""
        folder = publish.offer()["folder"]
        meanings = glossary.terms(glossary.GLOSSARY.read_text("utf-8"))
        return cls(meanings, folder, publish.modules() if folder else {})

    def finished(self, html: str, path: str, url: str, markdown: str) -> str:
        """Explain the words of a page, offer to run its code, and save bytes.

        Args:
            html: The HTML of the page.
            path: The path of its Markdown below `docs/`.
            url: Its address below the site's root.
            markdown: Its Markdown.
        """
        root = "../" * url.count("/")
        if path != "reference/glossary.md":
            html = glossary.explained(html, self.meanings, root)
        if self.folder and path.startswith("tutorials/"):
            html = publish.with_offer(html, Path(path).stem, f"{root}{self.folder}")
        # The samples of the reference show values, and print nothing.
        elif self.folder and "```python" in markdown:
            html = runnable.with_buttons(html, f"{root}{self.folder}", self.modules)
        html = annotated.with_files(html, root.rstrip("/") or ".")
        return code.with_printed_output(code.without_plain_marks(html))
