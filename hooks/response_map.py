"""A map of the response: a box for each class, drawn from the models, and the same as a list.

As a MkDocs hook it makes `reference/map.md`; `python hooks/response_map.py` prints that page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

from hooks.places import reference_name
from hooks.schema_map import is_model, properties
from stytch_exchange import ExchangeAccessTokenResponse

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

PAGE = "reference/map.md"

_REFERENCE = Path(__file__).parent.parent / "docs" / "reference"

_WIDTH, _HEIGHT = 256, 40
"""Of a box, in units of the drawing: pixels where it is not scaled."""

_ROW = 48
"""From the top of a box to that of the next."""

_INDENT = 20
"""How much farther to the right what is within an object stands."""

_GAP = 12
"""Between the two columns."""

_HEAD = """\
---
hide: [toc]
---

# Map of the response

See here what is within what: each box is a class, and leads to its reference.

The second line of a box is the field that holds the object; `[]` says that it holds an array of \
them.
A dashed box may be null or absent.

"""

_LIST = "\n## As a list { data-search-exclude }\n\n"

_FOOT = """
Next: the [field index](fields.md) finds a field by its name, and \
[API schemas](schemas.md) a class by the name of its schema.
"""


@dataclass
class Box:
    """A class within the response, at the first place where it is found."""

    model: type[BaseModel]
    """The class."""

    keys: list[str] = field(default_factory=list[str])
    """The fields that hold it, as the map writes them; the root has none."""

    is_optional: bool = False
    """Whether it may be null or absent in each of them."""

    within: list["Box"] = field(default_factory=list["Box"])
    """What is within it, in the order of its fields."""

    @property
    def label(self) -> str:
        """The fields that hold it, in a few words."""
        first, *others = self.keys or ["the whole body"]
        return f"{first} and {len(others)} more" if others else first

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Box"]]:
        """Yield the box and all within it, each with its depth."""
        yield depth, self
        for box in self.within:
            yield from box.walk(depth + 1)


@dataclass(frozen=True)
class Spot:
    """Where a box is drawn."""

    x: int
    y: int


def tree(model: type[BaseModel] = ExchangeAccessTokenResponse) -> Box:
    """Return a class as a box, with all that is within it."""
    boxes: dict[type[BaseModel], Box] = {}
    for key, found in properties(model).items():
        if is_model(found.target):
            box = boxes.setdefault(found.target, replace(tree(found.target), is_optional=True))
            box.keys.append(f"{key}[]" if " of " in found.type else key)
            box.is_optional &= found.presence != "required"
    return Box(model, within=list(boxes.values()))


def page() -> str:
    """Return the page as Markdown: the drawing, and below it the list that says the same."""
    root = tree()
    return f"{_HEAD}{drawing(root)}{_LIST}{_listed(root)}{_FOOT}"


def drawing(root: Box) -> str:
    """Return the drawing as a figure of HTML."""
    spots, lines = _spots(root)
    width = max(spot.x for spot in spots.values()) + _WIDTH + 2
    height = max(spot.y for spot in spots.values()) + _HEIGHT + 2
    boxes = "".join(_box(box, spots[box.model]) for _, box in root.walk())
    return (
        '<figure class="map">\n'
        f'<svg viewBox="-1 -1 {width} {height}" role="group" '
        'aria-labelledby="map-title map-desc" font-family="inherit" font-size="12" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        '<title id="map-title">Map of the response</title>\n'
        f'<desc id="map-desc">{len(spots)} classes as boxes, each a link to its reference, joined '
        "by lines to what is within them. The list below the drawing says the same.</desc>\n"
        f'<path d="{lines}" fill="none" stroke="currentColor" stroke-opacity=".4"/>\n'
        f"{boxes}</svg>\n</figure>\n"
    )


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the page to the site."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - the plain script does without

    files.append(File.generated(config, PAGE, content=page()))
    return files


def _spots(root: Box) -> tuple[Mapping[type[BaseModel], Spot], str]:
    """Return where each box is drawn, and the lines between them as the data of a path.

    The objects right below the root go into two columns, each where there is more room.
    """
    spots = {root.model: Spot(0, 0)}
    columns = 0, _INDENT * max(depth for depth, _ in root.walk()) + _WIDTH + _GAP
    rows = [1, 1]
    below_root: tuple[list[Spot], list[Spot]] = [], []
    lines = ""
    for top in root.within:
        column = rows.index(min(rows))
        for depth, box in top.walk(depth=1):
            spots[box.model] = Spot(columns[column] + depth * _INDENT, rows[column] * _ROW)
            rows[column] += 1
        below_root[column].append(spots[top.model])
        for _, box in top.walk():
            spot = spots[box.model]
            lines += _fork(Spot(spot.x, spot.y + _HEIGHT), [spots[one.model] for one in box.within])
    left, right = below_root
    side = f"M{_WIDTH} {_HEIGHT // 2}H{columns[1] + _INDENT // 2}"
    lines += _fork(Spot(0, _HEIGHT), left) + side + _fork(Spot(columns[1], _HEIGHT // 2), right)
    return spots, lines


def _fork(start: Spot, ends: list[Spot]) -> str:
    """Return a line that comes down from a box, with a branch to each of those within it."""
    if not ends:
        return ""
    x, middle = start.x + _INDENT // 2, _HEIGHT // 2
    branches = (f"M{x} {end.y + middle}H{end.x}" for end in ends)
    return f"M{x} {start.y}V{ends[-1].y + middle}{''.join(branches)}"


def _box(box: Box, spot: Spot) -> str:
    dashed = ' stroke-dasharray="4 3"' if box.is_optional else ""
    left = spot.x + 10
    # The theme's scripts set every `href` anew, which a link of a drawing does not allow.
    return (
        f'<a xlink:href="{_address(box.model)}">'
        f'<rect x="{spot.x}" y="{spot.y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"{dashed}/>'
        f'<text x="{left}" y="{spot.y + 17}">{box.model.__name__}</text>'
        f'<text x="{left}" y="{spot.y + 32}" class="key">{escape(box.label)}</text></a>\n'
    )


def _address(model: type[BaseModel]) -> str:
    """Return the link from the map to the reference of a class."""
    name = reference_name(model)
    return f"../{_pages()[name]}/#{name}"


@cache
def _pages() -> Mapping[str, str]:
    """Return the name of the page of the reference that has an object, by that object's name."""
    return {
        name: path.stem
        for path in sorted(_REFERENCE.glob("*.md"))
        for name in re.findall(r"^::: (\S+)$", path.read_text("utf-8"), re.MULTILINE)
    }


def _listed(root: Box) -> str:
    return "".join(f"{'    ' * depth}- {_item(box)}\n" for depth, box in root.walk())


def _item(box: Box) -> str:
    name = box.model.__name__
    held = "" if not box.keys else f"`{box.keys[0]}`{box.label.removeprefix(box.keys[0])}: "
    optional = " May be null or absent." if box.is_optional else ""
    about = (box.model.__doc__ or "").partition("\n")[0]
    return f"{held}[`{name}`][{reference_name(box.model)}]. {about}{optional}"


if __name__ == "__main__":
    print(page(), end="")
