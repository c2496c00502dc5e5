"""Convert a finished page's HTML to Markdown, for the `index.md` beside each page."""

import re
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

ROOT = "\0"
"""A mark for the site's root in a link; the caller replaces it by a relative or full address."""

_HERE = "https://site.invalid/"
"""A base to resolve links against; it is never part of the result."""

_SHORTENED = re.compile(r"\n\s*/\* and \d+ more \*/")
_FOLDED = re.compile(r"\{ /\* (\w+) \*/ \}")

_UNSEEN = ["button", "form", "input", "run-block", "run-tutorial", "script", "style", "template"]


def markdown(html: str, address: str) -> str:
    """Return a page's HTML as Markdown. Links below the site's root begin with `ROOT`.

    Args:
        html: The page's own content, without the theme around it.
        address: The address of the page below the site's root, such as `reference/member/`.
    """
    soup = BeautifulSoup(html, "html.parser")
    for unseen in soup.find_all(_UNSEEN):
        unseen.decompose()
    for left_out in soup.select(".json .left-out"):
        # The style sheet writes the size and the bracket of an object that is not shown.
        size, _, bracket = str(left_out["data-n"]).rpartition(" ")
        left_out.replace_with(f'"…": "{size}"{bracket}')
    for annotated in soup.select(".json"):
        block = soup.new_tag("pre", string=annotated.get_text())
        annotated.replace_with(block)
    return _Converter(urljoin(_HERE, address)).convert_soup(soup).strip() + "\n"


class _Converter(MarkdownConverter):
    """Adds what the pages of this site have and other pages do not."""

    def __init__(self, base: str) -> None:
        super().__init__(
            heading_style="atx",
            bullets="-",
            escape_asterisks=False,
            escape_underscores=False,
        )
        self._base = base

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link; only its text, if it explains a word or is inside code."""
        target = str(el.get("href", ""))
        if _has(el, "headerlink"):
            return ""
        # Only the HTML has the anchors of the API's objects, and of the lines of annotated JSON.
        is_anchor = _has(el, "field") or (
            target.startswith("#") and ("." in target or "/" in target)
        )
        if is_anchor or not target or _has(el, "term") or "code" in parent_tags or not text.strip():
            return text
        return f"[{text.strip()}]({self._address(target)})"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A picture."""
        del text, parent_tags
        return f"![{el.get('alt', '')}]({self._address(str(el['src']))})"

    def convert_svg(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A drawing: its title and description."""
        del text, parent_tags
        words = [part.get_text().strip().rstrip(".") for part in el.find_all(["title", "desc"])]
        return f"\n\n(Drawing: {'. '.join(words)}.)\n\n" if words else ""

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The title of something folded."""
        del el, parent_tags
        return _bold(text)

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A paragraph, or the title of a note."""
        del parent_tags
        return _bold(text) if _has(el, "admonition-title") else _block(text)

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A part of a line, or the title of a list of parameters."""
        del parent_tags
        return _bold(text) if _has(el, "doc-section-title") else text

    def convert_label(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The name of a tab, which is written above its content."""
        del parent_tags
        return "" if _has(el.parent, "tabbed-labels") else _block(text)

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A block, with its name if it is the content of a tab."""
        del parent_tags
        if _has(el, "tabbed-block") and (tabs := el.find_parent(class_="tabbed-set")):
            name = tabs.find_all("label")[len(el.find_previous_siblings("div"))]
            return _bold(name.get_text()) + text.lstrip("\n")
        return _block(text)

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A block of code."""
        del parent_tags
        language = _language(el)
        if language == "json":
            text = _FOLDED.sub(r'{"…": "\1"}', _SHORTENED.sub("", text))
        fence = "````" if "```" in text else "```"
        return _block("\n".join([fence + language, text.strip("\n"), fence]))

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An item of a list; a parameter's name, type and description go on one line."""
        line = " ".join(text.split()) if _has(el, "doc-section-item") else text
        item: str = super().convert_li(el, line, parent_tags)  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue] # not in the stubs
        return item

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A cell of a table, in one line."""
        del el, parent_tags
        return f" {' '.join(text.split())} ".replace("|", "\\|") + "|"

    convert_th = convert_td

    def _address(self, target: str) -> str:
        """Return the address of a link: that of the Markdown, if it leads to a page of the site."""
        address = urljoin(self._base, target)
        if target.startswith("#") or not address.startswith(_HERE):
            return target
        parts = urlsplit(address)
        path = parts.path.removeprefix("/")
        page = f"{path}index.md" if path.endswith("/") or not path else path
        return ROOT + page + (f"#{parts.fragment}" if parts.fragment else "")


def _has(element: Tag | None, name: str) -> bool:
    return element is not None and name in (element.get("class") or ())


def _bold(text: str) -> str:
    return f"\n\n**{text.strip()}**\n\n"


def _block(text: str) -> str:
    return f"\n\n{text.strip()}\n\n"


def _language(block: Tag) -> str:
    """Return the language of a block of code; the output of a cell is text."""
    if _has(block, "output"):
        return "text"
    owners = " ".join(str(owner.get("class")) for owner in [block, *block.parents])
    named = re.search(r"language-(\w+)", owners)
    plain = "json" if block.get_text().lstrip().startswith("{") else "python"
    return named[1] if named else plain
