"""Give each page as Markdown beside its HTML, and all of them as `llms.txt` and `llms-full.txt`.

The Markdown is made from the finished HTML, so that it has what the other hooks and the reference
put there. As a MkDocs hook it writes `…/index.md` and the two files that llmstxt.org asks for;
`python hooks/markdown_pages.py FILE.html` prints the Markdown of one built page.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

_ROOT = "\0"
"""Stands before an address below the site's root, until it is known who reads it from where."""

_LINE = "\1"
"""Stands for the end of a line of code, which no clearing up of blank lines may touch."""

_HERE = "https://site.invalid/"
"""A base to resolve links against; it never comes out."""

_UNSEEN = {"button", "form", "input", "run-tutorial", "script", "style", "template"}
_FRAMES = {"ol", "table", "tbody", "thead", "tr", "ul"}
"""Elements whose own text is the white space of the source."""

_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
_BLOCKS = {
    *("article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt"),
    *("figcaption", "figure", "label", "ol", "p", "section", "summary", "table", "ul"),
}
_MARKS = {"b": "**", "strong": "**", "em": "*", "i": "*", "summary": "**", "dt": "**"}

_pages: dict[str, str] = {}
"""The pages of this build as Markdown, by their address."""

_tables_of_contents: list["Navigation"] = []
"""The navigation of this build."""


@dataclass
class _Element:
    """An element that has begun: what it is, and the Markdown inside it so far."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    parts: list[str] = field(default_factory=list[str])
    children: int = 0

    def has(self, name: str) -> bool:
        """Return whether the element has a class."""
        return name in self.attributes.get("class", "").split()


class _Converter(HTMLParser):
    """HTML to Markdown, for the elements that the pages of this site are made of."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._base = urljoin(_HERE, address)
        self._open = [_Element("")]
        self._tabs: list[str] = []

    def markdown(self, html: str) -> str:
        """Return a page's HTML as Markdown, its links below the site's root marked."""
        self.feed(html)
        self.close()
        while len(self._open) > 1:
            self.handle_endtag(self._open[-1].tag)
        text = "".join(self._open[0].parts)
        text = re.sub(r"[ \t]+\n", "\n", text)
        text = re.sub(r"\n{3,}", "\n\n", text)
        return text.strip().replace(_LINE, "\n") + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        attributes = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(_Element(tag, attributes))
        elif tag == "img":
            self._add(f"![{attributes.get('alt', '')}]({self._address(attributes['src'])})")
        elif tag == "br":
            self._add("\n")
        elif tag == "hr":
            self._add("\n\n---\n\n")

    def handle_endtag(self, tag: str) -> None:
        """End an element, and what was left open in it."""
        if all(element.tag != tag for element in self._open):
            return
        while True:
            element = self._open.pop()
            self._add(self._rendered(element))
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Take text: code as it is, other text with its lines but without its indentation."""
        if self._inside("pre"):
            self._add(data)
        elif data.strip() or self._open[-1].tag not in _FRAMES:
            self._add(re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t\u00a0]+", " ", data)))

    def _add(self, text: str) -> None:
        self._open[-1].parts.append(text)

    def _inside(self, tag: str) -> bool:
        return any(element.tag == tag for element in self._open)

    def _address(self, target: str) -> str:
        """Return where a link leads, from a page of HTML to a page of Markdown."""
        if target.startswith("#"):
            return target
        address = urljoin(self._base, target)
        if not address.startswith(_HERE):
            return address
        parts = urlsplit(address)
        path = parts.path.removeprefix("/")
        page = f"{path}index.md" if path.endswith("/") or not path else path
        return _ROOT + page + (f"#{parts.fragment}" if parts.fragment else "")

    def _rendered(self, element: _Element) -> str:
        """Return an element that has ended as Markdown."""
        text = "".join(element.parts)
        tag = element.tag
        if tag in _UNSEEN or element.has("headerlink"):
            return ""
        if self._inside("svg"):
            return f"{text.strip().rstrip('.')}. " if tag in {"title", "desc"} else ""
        if special := self._SPECIAL.get(tag):
            return special(self, element, text)
        if re.fullmatch("h[1-6]", tag):
            return f"\n\n{'#' * int(tag[1])} {' '.join(text.split())}\n\n"
        if tag == "label" and self._open[-1].has("tabbed-labels"):
            self._tabs.append(text.strip())
            return ""
        if element.has("tabbed-block") and self._tabs:
            text = f"**{self._tabs.pop(0)}**\n\n{text.strip()}"
        if tag in _MARKS or element.has("admonition-title") or element.has("doc-section-title"):
            mark = _MARKS.get(tag, "**")
            text = f"{mark}{text.strip()}{mark}" if text.strip() else ""
        if tag == "blockquote":
            text = re.sub("^", "> ", text.strip(), flags=re.MULTILINE)
        return f"\n\n{text.strip()}\n\n" if tag in _BLOCKS else text

    def _link(self, element: _Element, text: str) -> str:
        """A link; the explanation of a term, and a link within code, are text alone."""
        target = element.attributes.get("href")
        if target is None or element.has("term") or self._inside("code") or not text.strip():
            return text
        # The anchor of an object of the API is the HTML's: here its heading alone names it.
        if element.has("field") or target.startswith("#stytch_exchange."):
            return text
        return f"[{text.strip()}]({self._address(target)})"

    def _code(self, _: _Element, text: str) -> str:
        if self._inside("pre"):
            return text
        return f"`` {text} ``" if "`" in text else f"`{text}`"

    def _block(self, element: _Element, text: str) -> str:
        """A block of code, with its language, or what a tutorial's cell printed."""
        owners = " ".join(owner.attributes.get("class", "") for owner in self._open)
        named = re.search(r"language-(\w+)", owners)
        plain = "json" if text.lstrip().startswith("{") else "python"
        language = named[1] if named else ("text" if element.has("output") else plain)
        fence = "````" if "```" in text else "```"
        lines = [f"{fence}{language}", *text.strip("\n").split("\n"), fence]
        return f"\n\n{_LINE.join(lines)}\n\n"

    def _drawing(self, _: _Element, text: str) -> str:
        """A drawing, by its title and its description."""
        words = " ".join(text.split())
        return f"\n\n(Drawing: {words})\n\n" if words else ""

    def _item(self, element: _Element, text: str) -> str:
        """An item, with whatever stands in it below its own mark."""
        owner = self._open[-1]
        owner.children += 1
        mark = f"{owner.children}. " if owner.tag == "ol" else "- "
        # An item of an API's list is its name, its type, and a paragraph: one line of Markdown.
        words = " ".join(text.split()) if element.has("doc-section-item") else text.strip()
        space = " " * len(mark)
        indented = words.replace("\n", f"\n{space}").replace(_LINE, f"{_LINE}{space}")
        return f"\n{mark}{indented}"

    def _cell(self, _: _Element, text: str) -> str:
        self._open[-1].children += 1
        return f" {' '.join(text.replace(_LINE, ' ').split())} ".replace("|", "\\|") + "|"

    def _row(self, element: _Element, text: str) -> str:
        """A row; below the first one of a table stands the rule that makes it a table."""
        table = next(owner for owner in reversed(self._open) if owner.tag == "table")
        table.children += 1
        rule = f"\n|{'---|' * element.children}" if table.children == 1 else ""
        return f"\n|{text}{rule}"

    _SPECIAL: ClassVar[dict[str, Callable[["_Converter", _Element, str], str]]] = {
        "a": _link,
        "code": _code,
        "li": _item,
        "pre": _block,
        "svg": _drawing,
        "td": _cell,
        "th": _cell,
        "tr": _row,
    }


def markdown(html: str, address: str) -> str:
    """Return a page's HTML as Markdown.

    Args:
        html: The page's own content, without the theme around it.
        address: Where the page stands below the site's root, such as `reference/member/`.
    """
    return _Converter(address).markdown(html)


def on_nav(nav: "Navigation", **_: Any) -> None:
    """Keep the navigation: its sections are those of `llms.txt`."""
    _pages.clear()
    _tables_of_contents[:] = [nav]


def on_page_context(context: dict[str, Any], page: "Page", **_: Any) -> dict[str, Any]:
    """Convert a page, now that its cross-references are resolved."""
    _pages[page.url] = markdown(page.content or "", page.url)
    return context


def on_post_build(config: "MkDocsConfig") -> None:
    """Write what was converted."""
    site, address = Path(config.site_dir), config.site_url or ""
    for url, text in _pages.items():
        above = address or "../" * url.count("/")
        (site / url / "index.md").write_text(text.replace(_ROOT, above), "utf-8")
    [nav] = _tables_of_contents
    (site / "llms.txt").write_text(llms(config, nav), "utf-8")
    pages = [_pages[page.url] for page in nav.pages]
    whole = "\n---\n\n".join(pages).replace(_ROOT, address)
    (site / "llms-full.txt").write_text(whole, "utf-8")


def llms(config: "MkDocsConfig", nav: "Navigation") -> str:
    """Return `llms.txt`: what the site is about, and each page with what it is for."""
    address = config.site_url or ""
    lines = [f"# {config.site_name}", "", f"> {config.site_description}", ""]
    lines += [config.copyright or "", "", "## Overview", ""]
    lines += [_entry(page, address) for page in nav.items if page.is_page]
    for section in nav.items:
        if section.is_section:
            lines += ["", f"## {section.title}", "", *_entries(section, address)]
    schema = "schema/exchange-access-token-response.schema.json"
    lines += ["", "## Optional", ""]
    lines += [f"- [JSON Schema]({address}{schema}): The response, for tools of any language."]
    lines += [f"- [All pages in one file]({address}llms-full.txt): What is listed here, whole."]
    return "\n".join(lines) + "\n"


def _entries(section: Any, address: str) -> Iterator[str]:
    for item in section.children:
        if item.is_page:
            yield _entry(item, address)
        else:
            yield from _entries(item, address)


def _entry(page: Any, address: str) -> str:
    return f"- [{page.title}]({address}{page.url}index.md): {page.meta['description']}"


if __name__ == "__main__":
    built = Path(sys.argv[1]).read_text("utf-8")
    article = re.search(r"<article[^>]*>(.*)</article>", built, re.DOTALL)
    print(markdown(article[1] if article else built, "").replace(_ROOT, ""), end="")
