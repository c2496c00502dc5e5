"""The map of the response."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from hooks.model.wire_pointers import fields, reference_name
from hooks.pages import response_map
from stytch_exchange import ExchangeAccessTokenResponse
from tests.schema_diff import SDK, is_model, schemas

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(name="svg", params=response_map.LAYOUTS, ids=lambda layout: layout.name)
def _svg(request: pytest.FixtureRequest) -> ET.Element:
    """The drawing in each layout, which is XML."""
    figure = response_map.drawing(response_map.tree(), request.param)
    text = figure[figure.index("<svg") : figure.index("</figure>")]
    return ET.fromstring(text.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))  # noqa: S314 - ours


def _rectangle(box: ET.Element) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a box."""
    found = box.find(f"{SVG}rect")
    assert found is not None
    x, y, width, height = (int(found.attrib[name]) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def test_each_class_of_the_contract_is_a_box(svg: ET.Element) -> None:
    """Every class of the response is drawn once, and links to its reference."""
    classes = {ours for _, ours in schemas(SDK, ExchangeAccessTokenResponse) if is_model(ours)}
    links = [box.attrib[LINK].partition("#")[2] for box in svg.iter(f"{SVG}a")]

    assert sorted(map(reference_name, classes)) == sorted(links)
    assert {field.model for field in fields() if field.document == "response"} == classes


def test_a_box_has_the_class_and_the_field_that_holds_it(svg: ET.Element) -> None:
    """An array is marked, further fields are counted, and an optional box is dashed."""
    boxes = {
        texts[0]: (texts[1], box.find(f"{SVG}rect[@stroke-dasharray]") is not None)
        for box in svg.iter(f"{SVG}a")
        if (texts := [text.text or "" for text in box.iter(f"{SVG}text")])
    }

    assert ("the whole body", False) == boxes["ExchangeAccessTokenResponse"]
    assert ("roles[]", False) == boxes["MemberRole"]
    assert ("member_session", True) == boxes["MemberSession"]
    assert ("google_oauth_factor and 23 more", True) == boxes["OAuthFactor"]


def test_no_box_covers_another(svg: ET.Element) -> None:
    """The boxes do not overlap, and all are inside the drawing."""
    left, top, width, height = map(int, svg.attrib["viewBox"].split())
    boxes = [_rectangle(box) for box in svg.iter(f"{SVG}a")]

    assert [] == [
        (one, other)
        for one, other in combinations(boxes, 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    assert all(
        left <= x and top <= y and right <= left + width and bottom <= top + height
        for x, y, right, bottom in boxes
    )


def test_a_phone_shows_the_drawing_unscaled() -> None:
    """Its text is as large as on a desk: the drawing is not wider than 328 pixels."""
    figure = response_map.drawing(response_map.tree(), response_map.PHONE)
    width = re.search(r'viewBox="-1 -1 (\d+) ', figure)

    assert width
    assert int(width[1]) <= 328


def test_a_line_leads_to_each_box_but_the_root(svg: ET.Element) -> None:
    """It ends at the middle of the box's left side."""
    (lines,) = svg.findall(f"{SVG}path")
    ends = set(re.findall(r"M\d+ (\d+)H(\d+)", lines.attrib["d"]))
    _, *boxes = (_rectangle(box) for box in svg.iter(f"{SVG}a"))

    assert [] == [box for box in boxes if (f"{(box[1] + box[3]) // 2}", f"{box[0]}") not in ends]


def test_the_drawing_has_a_text_alternative(svg: ET.Element) -> None:
    """It has a title and a description, and uses only the color of the text."""
    names = svg.attrib["aria-labelledby"].split()
    texts = {element.attrib.get("id"): element.text or "" for element in svg}

    assert ["Map of the response"] == [texts[name] for name in names[:1]]
    assert "39 classes" in texts[names[1]]
    assert {"currentColor", None} == {element.attrib.get("stroke") for element in svg.iter()}
    assert {"none", None} == {element.attrib.get("fill") for element in svg.iter()}


def test_the_list_says_the_same_as_the_drawing(svg: ET.Element) -> None:
    """Each box is an item, in the same order, with its field and a sentence about its class."""
    items = re.findall(
        r"^ *- (?:`(.+?)`( and \d+ more)?: )?\[`(\w+)`\]\[[\w.]+\]\. [A-Z]",
        str(response_map.parts()["list"]),
        re.MULTILINE,
    )
    boxes = [[text.text for text in box.iter(f"{SVG}text")] for box in svg.iter(f"{SVG}a")]

    assert boxes == [[name, f"{key}{more}" or "the whole body"] for key, more, name in items]
