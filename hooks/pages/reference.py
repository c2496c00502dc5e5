"""Addresses of the objects in the reference, for pages whose links are HTML."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
_OBJECT = re.compile(r"^::: (\S+)$", re.MULTILINE)


def address(name: str, of: str = "") -> str:
    """Return the address of an object, below the address of the reference.

    Args:
        name: The name of the object in the reference.
        of: The name of one of its fields.
    """
    return f"{_pages()[name]}/#{name}{of and '.'}{of}"


@cache
def _pages() -> Mapping[str, str]:
    """Return the name of the reference page for each documented object."""
    return {
        name: path.stem
        for path in sorted(_REFERENCE.glob("*.md"))
        for name in _OBJECT.findall(path.read_text("utf-8"))
    }
