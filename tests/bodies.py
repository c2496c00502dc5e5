"""Bodies to test with: the places in an example, and copies of it with one change."""

import json
from collections.abc import Callable, Iterator
from typing import Any

Path = tuple[Any, ...]
"""The keys and indices that lead to a value, outermost first."""

Change = Callable[[Any, Any], object]
"""Changes one key or index of the object or array that it is given."""


def paths(value: Any) -> Iterator[Path]:
    """Yield the path of every value inside a value."""
    ahead: list[tuple[Path, Any]] = [((), value)]
    while ahead:
        path, owner = ahead.pop()
        for step, child in owner.items() if isinstance(owner, dict) else enumerate(owner):
            yield (*path, step)
            if isinstance(child, dict | list):
                ahead.append(((*path, step), child))


def value_at(value: Any, path: Path) -> Any:
    """Return the value at a path."""
    for step in path:
        value = value[step]
    return value


def changed(body: Any, path: Path, change: Change) -> Any:
    """Return a copy of a body with one place changed."""
    copy = json.loads(json.dumps(body))
    change(value_at(copy, path[:-1]), path[-1])
    return copy


def set_to(value: object) -> Change:
    """Return a change that sets a value."""
    return lambda owner, step: owner.__setitem__(step, value)


def remove(owner: Any, step: Any) -> None:
    """Remove a value."""
    del owner[step]
