"""Blocks of Python that a reader can run: an element after each block, which becomes a button."""

import ast
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape

_BLOCK = re.compile(
    r'<div class="language-python highlight">(?:<span class="filename">[^<]*</span>)?'
    r"<pre>(.*?)</pre></div>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")

_NEEDED = {"stytch_exchange.fixtures": "mimesis"}
"""What a part of our package needs, and the browser does not have."""


def with_buttons(html: str, folder: str, modules: Mapping[str, str]) -> str:
    """Return a page's HTML with a `<run-block>` after each block of Python, and its script.

    A block that imports what the browser does not have lists it in `lacks`. So does a block that
    uses a name of such a block. `loads` lists the packages that are loaded for a block.

    Args:
        html: The HTML of the page.
        folder: The path of the published folder, relative to the page.
        modules: The modules that Python in the browser can import, each with its package.
    """
    names: dict[str, set[str]] = {}

    def with_button(found: re.Match[str]) -> str:
        try:
            tree = ast.parse(source(found[1]))
        except SyntaxError:
            return found[0]
        imported = set(_imports(tree))
        lacks = {module.partition(".")[0] for module in imported} - modules.keys()
        lacks |= {needed for module, needed in _NEEDED.items() if module in imported}
        for name in _names(tree, ast.Load):
            lacks |= names.get(name, set())
        for name in _names(tree, ast.Store):
            names[name] = lacks
        loads = {modules.get(module, "") for module in imported} - {""}
        listed = {"lacks": lacks} if lacks else {"loads": loads}
        written = "".join(
            f' {key}="{escape(", ".join(sorted(values)))}"'
            for key, values in listed.items()
            if values
        )
        return f"{found[0]}<run-block{written}></run-block>"

    changed = _BLOCK.sub(with_button, html)
    if changed == html:
        return html
    # At the end, because the search takes the text before the first heading for a section.
    return (
        f'{changed}\n<link rel="stylesheet" href="{folder}/blocks.css">'
        f'<script type="module" src="{folder}/blocks.js"></script>'
    )


def source(block: str) -> str:
    """Return the code in the HTML of a block."""
    return unescape(_TAG.sub("", block))


def _imports(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that code imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _names(tree: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    """Yield the names that code uses, or that it assigns, defines or imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, context):
            yield node.id
        elif context is ast.Store and isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif context is ast.Store and isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
