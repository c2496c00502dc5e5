"""Containers: find the objects and arrays in a decoded value, at any depth."""

from collections.abc import Iterator
from typing import Any

from stytch_exchange.findings import Location

Trail = tuple["Trail | None", int | str]
"""A path as a linked list, innermost step first. Adding a step costs the same at any depth."""

CONTAINERS = dict, list
"""The types of containers. `dict | list` would create a type in each call."""


def containers(value: Any) -> Iterator[tuple[dict[str, Any] | list[Any], Trail | None]]:
    """Yield each object and array in a decoded value that is not empty, the value included."""
    ahead: list[tuple[Any, Trail | None]] = [(value, None)]
    while ahead:
        container, trail = ahead.pop()
        if container and isinstance(container, CONTAINERS):
            yield container, trail
            children = container.items() if isinstance(container, dict) else enumerate(container)
            ahead += [
                (child, (trail, step))
                for step, child in children
                if child and isinstance(child, CONTAINERS)
            ]


def location(trail: Trail | None) -> Location:
    """Return the path of a trail, outermost step first."""
    steps: list[int | str] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return tuple(reversed(steps))
