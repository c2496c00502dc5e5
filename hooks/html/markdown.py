"""Convert a finished page's HTML to Markdown, for the `index.md` beside each page."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

ROOT = "\0"
"""A mark for the site's root in a link; the caller replaces it by a relative or full address."""

_LINE = "\1"
"""A mark for the end of a line of code, so that blank lines in code are kept."""

_HERE = "https://site.invalid/"
"""A base to resolve links against; it is never part of the result."""

_UNSEEN = {"button", "form", "input", "run-tutorial", "script", "style", "template"}
_FRAMES = {"ol", "table", "tbody", "thead", "tr", "ul"}
"""Elements whose own text is only white space between their children."""

_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
_BLOCKS = {
    *("article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt"),
    *("figcaption", "figure", "label", "ol", "p", "section", "summary", "table", "ul"),
}
_MARKS = {"b": "**", "strong": "**", "em": "*", "i": "*", "summary": "**", "dt": "**"}


@dataclass
class _Element:
    """An open element, and the Markdown inside it so far."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    parts: list[str] = field(default_factory=list[str])
    children: int = 0

    def has(self, name: str) -> bool:
        """Return whether the element has a class."""
        return name in self.attributes.get("class", "").split()


class _Converter(HTMLParser):
    """Converts the elements that the pages of this site use."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._base = urljoin(_HERE, address)
        self._open = [_Element("")]
        self._tabs: list[str] = []

    def markdown(self, html: str) -> str:
        """Return HTML as Markdown."""
        self.feed(html)
        self.close()
        while len(self._open) > 1:
            self.handle_endtag(self._open[-1].tag)
        text = "".join(self._open[0].parts)
        text = re.sub(r"[ \t]+\n", "\n", text)
        text = re.sub(r"\n{3,}", "\n\n", text)
        return text.strip().replace(_LINE, "\n") + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
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
        """Close an element, and all elements that were left open inside it."""
        if all(element.tag != tag for element in self._open):
            return
        while True:
            element = self._open.pop()
            self._add(self._rendered(element))
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Add text: code unchanged, other text without its indentation."""
        if self._inside("pre"):
            self._add(data)
        elif data.strip() or self._open[-1].tag not in _FRAMES:
            self._add(re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t\u00a0]+", " ", data)))

    def _add(self, text: str) -> None:
        self._open[-1].parts.append(text)

    def _inside(self, tag: str) -> bool:
        return any(element.tag == tag for element in self._open)

    def _address(self, target: str) -> str:
        """Return the address of a link: that of the Markdown, if it leads to a page of the site."""
        if target.startswith("#"):
            return target
        address = urljoin(self._base, target)
        if not address.startswith(_HERE):
            return address
        parts = urlsplit(address)
        path = parts.path.removeprefix("/")
        page = f"{path}index.md" if path.endswith("/") or not path else path
        return ROOT + page + (f"#{parts.fragment}" if parts.fragment else "")

    def _rendered(self, element: _Element) -> str:
        """Return a closed element as Markdown."""
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
        """A link; only its text, if it explains a word or is inside code."""
        target = element.attributes.get("href")
        if target is None or element.has("term") or self._inside("code") or not text.strip():
            return text
        # Only the HTML has the anchors of the API's objects.
        if element.has("field") or target.startswith("#stytch_exchange."):
            return text
        return f"[{text.strip()}]({self._address(target)})"

    def _code(self, _: _Element, text: str) -> str:
        if self._inside("pre"):
            return text
        return f"`` {text} ``" if "`" in text else f"`{text}`"

    def _block(self, element: _Element, text: str) -> str:
        """A block of code with its language, or the output of a tutorial's cell."""
        owners = " ".join(owner.attributes.get("class", "") for owner in self._open)
        named = re.search(r"language-(\w+)", owners)
        plain = "json" if text.lstrip().startswith("{") else "python"
        language = named[1] if named else ("text" if element.has("output") else plain)
        fence = "````" if "```" in text else "```"
        lines = [f"{fence}{language}", *text.strip("\n").split("\n"), fence]
        return f"\n\n{_LINE.join(lines)}\n\n"

    def _drawing(self, _: _Element, text: str) -> str:
        """A drawing: its title and description."""
        words = " ".join(text.split())
        return f"\n\n(Drawing: {words})\n\n" if words else ""

    def _item(self, element: _Element, text: str) -> str:
        """An item of a list, with its lines indented below the mark."""
        owner = self._open[-1]
        owner.children += 1
        mark = f"{owner.children}. " if owner.tag == "ol" else "- "
        # In a list of parameters, the name, the type and the description go on one line.
        words = " ".join(text.split()) if element.has("doc-section-item") else text.strip()
        space = " " * len(mark)
        indented = words.replace("\n", f"\n{space}").replace(_LINE, f"{_LINE}{space}")
        return f"\n{mark}{indented}"

    def _cell(self, _: _Element, text: str) -> str:
        self._open[-1].children += 1
        return f" {' '.join(text.replace(_LINE, ' ').split())} ".replace("|", "\\|") + "|"

    def _row(self, element: _Element, text: str) -> str:
        """A row of a table, with the rule of dashes below the first one."""
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
    """Return a page's HTML as Markdown. Links below the site's root begin with `ROOT`.

    Args:
        html: The page's own content, without the theme around it.
        address: The address of the page below the site's root, such as `reference/member/`.
    """
    return _Converter(address).markdown(html)
