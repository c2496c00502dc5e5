"""Take out of the pages what no reader sees: a sixth of a notebook's HTML."""

import re
from typing import Any

from jinja2 import Environment

# Names and white space in code have the color of code that is not highlighted.
_UNSEEN = re.compile(r'<span class="[nw]">([^<]*)</span>')


def on_env(env: Environment, **_: Any) -> Environment:
    """Leave out the blank lines that the theme's templates would write."""
    env.trim_blocks = env.lstrip_blocks = True
    return env


def on_page_content(html: str, **_: Any) -> str:
    """Leave out the marks of code that change no color."""
    return _UNSEEN.sub(r"\1", html)
