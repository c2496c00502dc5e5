"""The files for language models: `llms.txt` lists the pages, `llms-full.txt` contains them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hooks.html.markdown import ROOT
from hooks.pages.json_schema import PATH


class Entry(NamedTuple):
    """A page in the list."""

    title: str
    url: str
    description: str


def index(heading: Iterable[str], sections: Mapping[str, Sequence[Entry]], address: str) -> str:
    """Return `llms.txt`, in the form of llmstxt.org.

    Args:
        heading: The paragraphs at its beginning: the title, and what the site is about.
        sections: The entries of each section.
        address: The address of the site, or an empty string.
    """
    lines = [line for paragraph in heading for line in (paragraph, "")]
    for title, entries in sections.items():
        lines += [f"## {title}", ""]
        lines += [f"- [{name}]({address}{url}index.md): {text}" for name, url, text in entries]
        lines.append("")
    lines += ["## Optional", ""]
    lines += [f"- [JSON Schema]({address}{PATH}): The response, for tools in any language."]
    lines += [f"- [All pages in one file]({address}llms-full.txt): The full text of these pages."]
    return "\n".join(lines) + "\n"


def write_pages(site: Path, pages: Mapping[str, str], address: str) -> None:
    """Write each page's Markdown beside its HTML, and all pages into `llms-full.txt`.

    Args:
        site: The folder of the built site.
        pages: The Markdown of the pages by their address below the site's root, in order.
        address: The address of the site, or an empty string.
    """
    for url, text in pages.items():
        root = address or "../" * url.count("/")
        (site / url / "index.md").write_text(text.replace(ROOT, root), "utf-8")
    whole = "\n---\n\n".join(pages.values()).replace(ROOT, address)
    (site / "llms-full.txt").write_text(whole, "utf-8")
