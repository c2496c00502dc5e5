"""The look of a page of each kind, compared with pictures: `make look` takes them again."""

from collections.abc import Generator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont
from playwright.sync_api import Browser

from tests.browser.comparing import box, distance, is_seen, marked, share
from tests.browser.look import FOLDER, FONTS, NAMES, drawing, expected, pictures

Picture = Image.Image


@pytest.fixture(name="browser", scope="module")
def _browser() -> Generator[Browser]:
    """Chromium with the fonts of the pictures."""
    if not FONTS.is_dir():
        pytest.skip("needs DejaVu, the fonts of the pictures, from Debian's `fonts-dejavu-core`")
    with drawing() as browser:
        yield browser


@pytest.fixture(name="taken", scope="module")
def _taken(browser: Browser, address: str, runnable_site: Path) -> dict[str, Picture]:
    """All pictures as the site looks now."""
    del runnable_site  # without Python, two of the pages look different
    return dict(pictures(browser, address))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_looks_like_its_picture(
    name: str, taken: dict[str, Picture], tmp_path: Path
) -> None:
    """Nothing was moved, recolored, added or removed on the first screen."""
    before = expected(name)
    assert before, f"There is no picture of {name}: run `make look` to take it."

    far = distance(before, taken[name])

    if is_seen(far):
        before.save(tmp_path / "before.png")
        taken[name].save(tmp_path / "now.png")
        marked(taken[name], far).save(tmp_path / "difference.png")
        pytest.fail(
            f"{name} looks different: {share(far):.2%} of the pixels, inside {box(far)}.\n"
            f"See before.png, now.png and difference.png in {tmp_path}\n"
            "If you meant this, run `make look`, and commit the pictures that it takes again."
        )


def test_each_picture_is_of_a_page() -> None:
    """No picture is left from a page that is not compared any more."""
    assert sorted(NAMES) == sorted(path.stem for path in FOLDER.iterdir())


@pytest.fixture(name="drawn")
def _drawn() -> Picture:
    """A picture with a heading, a pale line and a pale area."""
    picture = Image.new("RGB", (400, 200), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((20, 20), "A heading", "black", ImageFont.load_default(24))
    draw.line((20, 80, 200, 80), "#ededed")
    draw.rectangle((20, 120, 200, 180), "#f5f5f5")
    return picture


def _is_seen(before: Picture, now: Picture) -> bool:
    return is_seen(distance(before, now))


def test_a_change_of_smoothing_is_not_seen(drawn: Picture) -> None:
    """The same shape drawn with hard and with smooth edges looks alike."""
    smooth = drawn.resize((1600, 800), Image.Resampling.NEAREST)
    hard = drawn.copy()
    ImageDraw.Draw(smooth).ellipse((1000, 200, 1300, 500), "#14443d")
    ImageDraw.Draw(hard).ellipse((250, 50, 325, 125), "#14443d")

    assert not _is_seen(hard, smooth.reduce(4))


@pytest.mark.parametrize("pixels", [4, -4])
def test_a_moved_element_is_seen(drawn: Picture, pixels: int) -> None:
    """A heading that moves by four pixels differs."""
    moved = drawn.copy()
    moved.paste(ImageChops.offset(drawn, pixels).crop((0, 0, 400, 60)))

    assert _is_seen(drawn, moved)


@pytest.mark.parametrize("is_added", [False, True])
def test_a_pale_border_is_seen(drawn: Picture, is_added: bool) -> None:  # noqa: FBT001 - from pytest
    """A pale line of one pixel differs, whether it is removed or added."""
    without = drawn.copy()
    ImageDraw.Draw(without).line((20, 80, 200, 80), "white")

    assert _is_seen(*((without, drawn) if is_added else (drawn, without)))


def test_a_pale_area_that_is_recolored_is_seen(drawn: Picture) -> None:
    """Five levels of 255 are enough."""
    recolored = drawn.copy()
    ImageDraw.Draw(recolored).rectangle((20, 120, 200, 180), "#f0f0f0")

    assert _is_seen(drawn, recolored)


def test_recolored_text_is_seen(drawn: Picture) -> None:
    """Text that is only a little lighter differs, although no line of it does."""
    lighter = drawn.point(
        [min(255, level + 40) if level < 128 else level for level in range(256)] * 3
    )

    assert _is_seen(drawn, lighter)
