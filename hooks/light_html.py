"""Take out of the pages what no reader sees: a fifth of a notebook's HTML."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

# Names and white space in code have the color of code that is not highlighted.
_UNSEEN = re.compile(r'<span class="[nw]">([^<]*)</span>')


def on_env(env: "Environment", config: "MkDocsConfig", files: "Files") -> "Environment":  # noqa: ARG001 - MkDocs passes them by name
    """Leave out the blank lines that the theme's templates would write."""
    env.trim_blocks = env.lstrip_blocks = True
    return env


def on_page_content(html: str, page: "Page", config: "MkDocsConfig", files: "Files") -> str:  # noqa: ARG001 - MkDocs passes them by name
    """Leave out the marks of code that change no color."""
    return _UNSEEN.sub(r"\1", html)
