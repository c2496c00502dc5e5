"""Let long names break between their words, and nowhere else: on a phone, and in a narrow column.

The marks for it are no characters: what is selected and copied, or searched for, has none.
"""

import re
from typing import Any

_PARTS = re.compile(
    r"(?P<block><(pre|script|style|textarea)\b.*?</\2>)|(?P<cell><td\b.*?</td>)"
    r'|(?:<code>|<span class="doc doc-object-name[^>]*>)[^<]+',
    re.DOTALL,
)
_NAME = re.compile(r"<(code|span class=[^>]*)>([^<]+)")

_LONG = re.compile(r"\S{22,}")
"""What may not fit into the next line of a text either, on a phone."""

_LONG_IN_A_CELL = re.compile(r"\S{13,}")

_WHOLE = re.compile(r"--[\w-]+|(?=.*[ -]).{3,13}")
"""An option, and what is short but has a space or a hyphen, at which a browser would break it."""

_BETWEEN_PARTS = re.compile(r"(?<=[\w*])(?=/)|(?<=//)")
_BETWEEN_WORDS = re.compile(
    r"(?<=_)(?=[^\W_])|(?<=[a-z]\.)(?=\w{4})|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z])"
)


def on_post_page(output: str, **_: Any) -> str:
    """Mark in names where a line may end; blocks of code are left as they are."""
    return _PARTS.sub(_part, output)


def _part(found: re.Match[str]) -> str:
    if found["block"]:
        return found["block"]
    is_text = not found["cell"] or "<p>" in found["cell"]
    long = _LONG if is_text else _LONG_IN_A_CELL
    return _NAME.sub(lambda name: _marked(name[1], name[2], long), found[0])


def _marked(tag: str, name: str, long: re.Pattern[str]) -> str:
    if tag == "code" and _WHOLE.fullmatch(name):
        return f'<code class="whole">{name}'
    return f"<{tag}>{long.sub(_broken, name)}"


def _broken(found: re.Match[str]) -> str:
    """Return a name with its breaks: a path has them between its parts alone."""
    name = found[0]
    return (_BETWEEN_PARTS if "/" in name else _BETWEEN_WORDS).sub("<wbr>", name)
