"""Annotated JSON: an object of the response in which every key is a link to what it means.

Its text is JSON, apart from long secrets, which are cut.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from textwrap import indent
from typing import Any

from pydantic import BaseModel

from hooks.model.examples import ObjectExample
from hooks.model.meaning import Meaning, meanings
from hooks.model.walk import targets

Steps = tuple[str | int, ...]

_OF_A_SECRET = 12
"""How many characters of a token are shown, so that nobody copies it, although it is invented."""

_ONE_LINE = 68
"""An array or a map without objects of its own is written in one line up to this length."""


_FEW = 8
"""An object of at most as many lines is unfolded beside a table of fields."""


@dataclass(frozen=True)
class Style:
    """How the JSON is written."""

    link: Callable[[Meaning, str], str]
    """Returns a link to a field's meaning, around a key."""

    has_pointers: bool
    """Whether each line has its JSON Pointer as its anchor. A page can have only one such JSON."""

    is_open: Callable[[Steps, Any], bool]
    """Returns whether an object or an array is unfolded at first."""

    items: int | None = None
    """How many items of an array of objects are shown; None shows all."""

    lines: int | None = None
    """An object with more lines is shown without its fields; None shows the fields."""

    opened: str = ""
    """The pointer of the line that is highlighted at first."""

    found: Mapping[str, str] = field(default_factory=dict[str, str])
    """The severity of what a check found, by pointer."""


@dataclass(frozen=True)
class _Place:
    """A value in the body: the way to it, and the field that it belongs to."""

    steps: Steps
    meaning: Meaning | None
    model: type[BaseModel] | None
    key: str | None = None


def annotated(value: Mapping[str, Any], model: type[BaseModel], style: Style) -> str:
    """Return an object as lines of HTML, in the order of its fields in the model."""
    return "\n".join(_Writer(style).lines(value, _Place((), None, model), ""))


def beside_fields(example: ObjectExample) -> str:
    """Return the Markdown of an example of a class, for beside the table of the class's fields."""
    style = Style(_reference, has_pointers=False, is_open=_is_small, items=2, lines=100)
    lines = annotated(example.value, example.model, style)
    python = indent(f"```python\n{example.python}\n```", "    ")
    return (
        f"{example.origin}\n\n"
        f'<figure class="annotated">\n<div class="json">\n{lines}\n</div>\n</figure>\n\n'
        f'??? example "In Python"\n\n{python}'
    )


def _reference(meaning: Meaning, text: str) -> str:
    return f'<autoref identifier="{meaning.field.path}">{text}</autoref>'


def _is_small(_steps: Steps, value: Any) -> bool:
    return _height(value) <= _FEW


def pointer(steps: Sequence[str | int]) -> str:
    """Return a JSON Pointer (RFC 6901)."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def with_files(html: str, root: str) -> str:
    """Return a page's HTML with the style and the script of its annotated JSON, if it has any.

    Args:
        html: The HTML of the page.
        root: The relative path from the page to the root of the site.
    """
    if 'class="annotated' not in html:
        return html
    return (
        f'<link rel="stylesheet" href="{root}/stylesheets/annotated.css">{html}'
        f'<script src="{root}/javascripts/annotated.js" defer></script>'
    )


@dataclass(frozen=True)
class _Writer:
    style: Style

    def lines(self, value: Any, place: _Place, comma: str) -> Iterator[str]:
        """Yield the lines of a value."""
        indent = "  " * len(place.steps)
        start = f"{indent}{self._key(place)}"
        if not isinstance(value, (dict, list)) or _is_short(value, place):
            yield f"<div{self._about(place)}>{start}{_scalar(value, place)}{comma}</div>"
            return
        if self._is_left_out(value, place):
            brief = f'{{<i class="left-out" data-n="{_size(value)} }}{comma}"></i>'
            yield f"<div{self._about(place)}>{start}{brief}</div>"
            return
        first, last = "{}" if isinstance(value, dict) else "[]"
        inside = [*_inside(value, place)]
        shown = inside[: self.style.items] if isinstance(value, list) else inside
        is_open = " open" if self.style.is_open(place.steps, value) else ""
        if place.steps:
            size = f'<i data-n="{_size(value)} {last}{comma}"></i>'
            # The link is beside the summary, because a summary must not contain another control.
            name = escape(place.key or f"item {place.steps[-1]}")
            yield f'<div class="o"{self._about(place)}><div>{start}{first}{size}</div>'
            yield f'<details{is_open}><summary aria-label="{name}"></summary>'
        else:
            yield f"<div>{first}</div>"
        for index, (item, below) in enumerate(shown):
            yield from self.lines(item, below, "," if index < len(shown) - 1 else "")
        if len(shown) < len(inside):
            yield f'<div>{indent}  <i data-n="{len(inside) - len(shown)} more"></i></div>'
        yield f"<div>{indent}{last}{comma}</div>" + ("</details></div>" if place.steps else "")

    def _is_left_out(self, value: Any, place: _Place) -> bool:
        most = self.style.lines
        is_inside = bool(place.steps) and isinstance(value, dict)
        return most is not None and is_inside and _height(value) > most

    def _about(self, place: _Place) -> str:
        """Return the attributes of a line: its anchor and its marks."""
        address = pointer(place.steps)
        found = f' id="{escape(address)}"' if self.style.has_pointers else ""
        if address == self.style.opened and address:
            found += " data-on"
        if severity := self.style.found.get(address):
            found += f' data-f="{severity}"'
        if place.key is not None and place.meaning and place.meaning.marks and _is_own(place):
            found += f' data-m="{" · ".join(place.meaning.marks)}"'
        return found

    def _key(self, place: _Place) -> str:
        if place.key is None:
            return ""
        text = escape(json.dumps(place.key), quote=False)
        return f"{self.style.link(place.meaning, text) if place.meaning else text}: "


def _is_own(place: _Place) -> bool:
    """Return whether the key is the field's name, and not a key of any data inside the field."""
    return place.meaning is not None and place.key == place.meaning.field.name


def _is_short(value: Any, place: _Place) -> bool:
    has_objects = place.model is not None and bool(value)
    return not has_objects and len(json.dumps(value, ensure_ascii=False)) <= _ONE_LINE


def _inside(value: Any, place: _Place) -> Iterator[tuple[Any, _Place]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield item, replace(place, steps=(*place.steps, index), key=None)
        return
    if place.model is None:
        for key, item in value.items():
            yield item, _Place((*place.steps, key), place.meaning, None, key)
        return
    for name in place.model.model_fields:
        if name in value:
            meaning = meanings()[place.model, name]
            yield value[name], _Place((*place.steps, name), meaning, meaning.target, name)
    known = targets(place.model)
    for key, item in value.items():
        if key not in known:
            yield item, _Place((*place.steps, key), None, None, key)


def _scalar(value: Any, place: _Place) -> str:
    if isinstance(value, str):
        is_secret = place.meaning is not None and "secret" in place.meaning.marks
        if is_secret and len(value) > _OF_A_SECRET:
            value = f"{value[:_OF_A_SECRET]}…"
    kind = "s" if isinstance(value, str) else "v"
    text = escape(json.dumps(value, ensure_ascii=False), quote=False)
    return f'<span class="{kind}">{text}</span>'


def _height(value: Any) -> int:
    """Return how many lines a value takes as JSON, without its first."""
    return json.dumps(value, indent=0).count("\n")


def _size(value: Any) -> str:
    noun = "field" if isinstance(value, dict) else "item"
    return f"{len(value)} {noun}{'' if len(value) == 1 else 's'}"
