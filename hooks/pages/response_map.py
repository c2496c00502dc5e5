"""The drawing and the list of `reference/map.md`: which class of the response contains which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from pydantic import BaseModel

from hooks.model.walk import is_model, walk
from hooks.model.wire_pointers import reference_name
from hooks.pages.reference import address
from stytch_exchange import ExchangeAccessTokenResponse

_WIDTH, _HEIGHT = 256, 40
"""The size of a box, in pixels when the drawing is not scaled."""

_ROW = 48
"""The distance between the tops of two boxes, one below the other."""

_GAP = 12
"""The space between two columns."""


@dataclass(frozen=True)
class Layout:
    """How the boxes are placed."""

    name: str
    columns: int

    indent: int
    """How far a box is indented below the box that contains it."""


DESK = Layout("desk", 2, 20)
PHONE = Layout("phone", 1, 11)
LAYOUTS = DESK, PHONE


@dataclass
class Box:
    """A class in the response, drawn once below each class that contains it."""

    model: type[BaseModel]
    """The class."""

    keys: list[str] = field(default_factory=list[str])
    """The fields that contain it, with `[]` after an array; none for the response itself."""

    is_optional: bool = True
    """Whether all these fields may be null or absent."""

    within: dict[type[BaseModel], "Box"] = field(default_factory=dict[type[BaseModel], "Box"])
    """The boxes inside it, in the order of its fields."""

    @property
    def label(self) -> str:
        """A short text that names the fields."""
        first, *others = self.keys or ["the whole body"]
        return f"{first} and {len(others)} more" if others else first

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Box"]]:
        """Yield the box and all boxes inside it, each with its depth."""
        yield depth, self
        for box in self.within.values():
            yield from box.walk(depth + 1)


@dataclass(frozen=True)
class Spot:
    """The position of a box in the drawing."""

    x: int
    y: int


def parts() -> Mapping[str, object]:
    """Return the drawing in each layout, of which the page shows one, and a list like it."""
    root = tree()
    drawings = "\n".join(drawing(root, layout) for layout in LAYOUTS)
    return {"drawing": drawings, "list": _listed(root)}


def tree() -> Box:
    """Return the response as a box, with all other boxes inside it."""
    root = Box(ExchangeAccessTokenResponse, is_optional=False)
    boxes = {"": root}
    for step in walk(root.model):
        if not is_model(step.target.type):
            continue
        box = boxes[step.owner_pointer].within.setdefault(step.target.type, Box(step.target.type))
        boxes[step.target_pointer] = box
        key = f"{step.name}[]" if step.target.is_array else step.name
        if key not in box.keys:
            box.keys.append(key)
        box.is_optional &= not step.owner.model_fields[step.name].is_required()
    return root


def drawing(root: Box, layout: Layout) -> str:
    """Return the drawing as an HTML figure."""
    spots, lines = _spots(root, layout)
    width = max(spot.x for spot in spots.values()) + _WIDTH + 2
    height = max(spot.y for spot in spots.values()) + _HEIGHT + 2
    boxes = "".join(_box(box, spots[box.model]) for _, box in root.walk())
    title, about = f"map-title-{layout.name}", f"map-desc-{layout.name}"
    return (
        f'<figure class="map {layout.name}" data-search-exclude>\n'
        f'<svg viewBox="-1 -1 {width} {height}" role="group" '
        f'aria-labelledby="{title} {about}" font-family="inherit" font-size="12" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f'<title id="{title}">Map of the response</title>\n'
        f'<desc id="{about}">{len(spots)} classes as boxes, each a link to its reference, joined '
        "by lines to the classes inside it. The list below the drawing says the same.</desc>\n"
        f'<path d="{lines}" fill="none" stroke="currentColor" stroke-opacity=".4"/>\n'
        f"{boxes}</svg>\n</figure>"
    )


def _spots(root: Box, layout: Layout) -> tuple[Mapping[type[BaseModel], Spot], str]:
    """Return the position of each box, and the lines between the boxes as the data of a path.

    The boxes directly inside the response go into columns, each into the shortest one.
    """
    spots = {root.model: Spot(0, 0)}
    column_width = layout.indent * max(depth for depth, _ in root.walk()) + _WIDTH + _GAP
    rows = [1] * layout.columns
    below_root: list[list[Spot]] = [[] for _ in rows]
    lines = ""
    for top in root.within.values():
        column = rows.index(min(rows))
        for depth, box in top.walk(depth=1):
            x = column * column_width + depth * layout.indent
            spots[box.model] = Spot(x, rows[column] * _ROW)
            rows[column] += 1
        below_root[column].append(spots[top.model])
        for _, box in top.walk():
            spot = spots[box.model]
            below = [spots[model] for model in box.within]
            lines += _fork(Spot(spot.x, spot.y + _HEIGHT), below, layout)
    first, *others = below_root
    lines += _fork(Spot(0, _HEIGHT), first, layout)
    for column, ends in enumerate(others, start=1):
        left, middle = column * column_width, _HEIGHT // 2
        lines += f"M{_WIDTH} {middle}H{left + layout.indent // 2}"
        lines += _fork(Spot(left, middle), ends, layout)
    return spots, lines


def _fork(start: Spot, ends: list[Spot], layout: Layout) -> str:
    """Return a line that goes down from a box, with a branch to each box inside it."""
    if not ends:
        return ""
    x, middle = start.x + layout.indent // 2, _HEIGHT // 2
    branches = (f"M{x} {end.y + middle}H{end.x}" for end in ends)
    return f"M{x} {start.y}V{ends[-1].y + middle}{''.join(branches)}"


def _box(box: Box, spot: Spot) -> str:
    dashed = ' stroke-dasharray="4 3"' if box.is_optional else ""
    left = spot.x + 10
    # `xlink:href`, because the theme's script assigns to `href`, which an SVG link does not allow.
    return (
        f'<a xlink:href="../{address(reference_name(box.model))}">'
        f'<rect x="{spot.x}" y="{spot.y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"{dashed}/>'
        f'<text x="{left}" y="{spot.y + 17}">{box.model.__name__}</text>'
        f'<text x="{left}" y="{spot.y + 32}" class="key">{escape(box.label)}</text></a>\n'
    )


def _listed(root: Box) -> str:
    return "\n".join(f"{'    ' * depth}- {_item(box)}" for depth, box in root.walk())


def _item(box: Box) -> str:
    name = box.model.__name__
    held = "" if not box.keys else f"`{box.keys[0]}`{box.label.removeprefix(box.keys[0])}: "
    optional = " May be null or absent." if box.is_optional else ""
    about = (box.model.__doc__ or "").partition("\n")[0]
    return f"{held}[`{name}`][{reference_name(box.model)}]. {about}{optional}"
