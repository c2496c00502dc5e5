"""Take out of the pages what no reader sees, or misses: a third of a notebook's HTML and more."""

import re
from typing import Any

from jinja2 import Environment

# Names and white space in code have the color of code that is not highlighted. The theme has
# punctuation and operators paler than that, which costs most of the marks, and is harder to read.
_UNSEEN = re.compile(r'<span class="[nopw]">([^<]*)</span>')

# Where a line begins and how many are blank shows in these elements alone.
_LINE_BREAK = re.compile(
    r"(<(pre|script|style|textarea)\b.*?</\2>)|[ \t\r]*\n[ \t\r\n]*", re.DOTALL
)


def on_env(env: Environment, **_: Any) -> Environment:
    """Leave out the blank lines that the theme's templates would write."""
    env.trim_blocks = env.lstrip_blocks = True
    return env


def on_page_content(html: str, **_: Any) -> str:
    """Leave out the marks of code that nobody needs."""
    return _UNSEEN.sub(r"\1", html)


def on_post_page(output: str, **_: Any) -> str:
    """Leave out indentation and blank lines, where the browser shows one space for them."""
    return _LINE_BREAK.sub(lambda found: found[1] or "\n", output)
