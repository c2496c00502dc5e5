"""The pictures of a page of each kind: `make look` takes those again that have changed."""

import io
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser.chromium import launch
from tests.browser.comparing import distance, is_seen
from tests.browser.reader import PHONE, Scheme, reading, until
from tests.browser.serving import served

FOLDER = Path(__file__).parent / "pictures"

PAGES = {
    "home": "",
    "explorer": "explore/",
    "playground": "playground/",
    "tutorial": "tutorials/01_parse/",
    "how-to": "how-to/which-token/",
    "model": "reference/member/",
    "map": "reference/map/",
    "glossary": "reference/glossary/",
}
"""A page of each kind, by the name of its pictures."""

_DESK: ViewportSize = {"width": 1280, "height": 720}

_SETTINGS: dict[str, tuple[ViewportSize, Scheme]] = {
    "light": (_DESK, "light"),
    "dark": (_DESK, "dark"),
    "phone": (PHONE, "light"),
}

NAMES = [f"{page}-{setting}" for page in PAGES for setting in _SETTINGS]

_SITE = Path("site")

FONTS = Path("/usr/share/fonts/truetype/dejavu")
"""Where Debian and Ubuntu install DejaVu; Chromium's packages depend on it."""

_CHANGING = "run-tutorial small, [data-part=told], select, input[type=file] { visibility: hidden }"
"""The sizes of downloads, and controls that each version of Chromium may draw in its own way."""

_COMPLETE = "!document.querySelector(':not(:defined)')"
"""Whether the page's scripts have begun."""


@contextmanager
def drawing() -> Generator[Browser]:
    """Yield a Chromium that has the same fonts on every machine, and draws them alike."""
    with sync_playwright() as playwright:
        flags = ["--font-render-hinting=none", "--disable-lcd-text"]
        fonts = Path(__file__).with_name("fonts.conf")
        browser = launch(playwright, *flags, FONTCONFIG_FILE=str(fonts))
        yield browser
        browser.close()


def pictures(browser: Browser, address: str) -> Iterator[tuple[str, Image.Image]]:
    """Yield the picture of the first screen of each page, by its name."""
    with reading(browser, address, bypass_csp=True) as reader:  # which would refuse the style
        for page, path in PAGES.items():
            reader.open(path)
            until(reader.page, _COMPLETE)
            for setting, (viewport, scheme) in _SETTINGS.items():
                reader.turn(viewport, scheme)
                taken = reader.page.screenshot(animations="disabled", style=_CHANGING)
                yield f"{page}-{setting}", Image.open(io.BytesIO(taken)).convert("RGB")
            reader.turn(_DESK)


def path_of(name: str) -> Path:
    """Return the path of a picture."""
    return FOLDER / f"{name}.webp"


def expected(name: str) -> Image.Image | None:
    """Return the picture as it was last taken, or None if it never was."""
    path = path_of(name)
    return Image.open(path).convert("RGB") if path.exists() else None


def renew(address: str) -> Iterator[str]:
    """Take the pictures again, and yield the names of those that have changed."""
    with drawing() as browser:
        for name, picture in pictures(browser, address):
            before = expected(name)
            if before is None or is_seen(distance(before, picture)):
                picture.save(path_of(name), lossless=True, quality=100, method=6)
                yield name


if __name__ == "__main__":
    for needed in (FONTS, _SITE / "runtime"):
        if not needed.is_dir():
            sys.exit(f"The pictures need {needed}, which does not exist.")
    for path in FOLDER.iterdir():
        if path.stem not in NAMES:
            path.unlink()
    with served(_SITE) as address:
        changed = list(renew(address))
    print("Taken again:", ", ".join(changed) or "none, because every page looks the same")
