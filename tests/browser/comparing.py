"""Whether two pictures of a page look alike, whichever Chromium drew them.

Two versions of Chromium can smooth the edges of letters in different ways. This changes many pixels
a little, each to a color between those around it.
"""

from PIL import Image, ImageChops, ImageFilter, ImageStat

_FAINT = 4
"""By how many levels of 255 a pixel of a line differs at least. The thinnest border has 18."""

_LINE = 17
"""The length of a line in pixels: no stroke of a letter in the text is as long."""

_MEAN_SQUARE = 1.0
"""How much of a difference is smoothing.

Chromium 123 and 129 differ from 156 by at most 0.6, because they draw letters with another library;
138 to 153 do not differ from it at all.
"""


def distance(expected: Image.Image, actual: Image.Image) -> Image.Image:
    """Return how far each pixel is from all the colors that the other picture has there.

    Smoothing gives a pixel a color between those around it, so the colors of its neighbors count
    as its own. The frame has fewer neighbors, and is left out.
    """
    if not ImageChops.difference(expected, actual).getbbox():
        return Image.new("L", actual.size)
    beyond = ImageChops.lighter(_beyond(expected, actual), _beyond(actual, expected))
    red, green, blue = beyond.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    inner = strongest.crop((1, 1, strongest.width - 1, strongest.height - 1))
    framed = Image.new("L", strongest.size)
    framed.paste(inner, (1, 1))
    return framed


def is_seen(far: Image.Image) -> bool:
    """Return whether a reader can see a distance: as a line or an area, or because it is large."""
    return _has_line(far) or ImageStat.Stat(far).sum2[0] > _MEAN_SQUARE * far.width * far.height


def marked(actual: Image.Image, far: Image.Image) -> Image.Image:
    """Return a picture that is pale except where it differs."""
    pale = Image.blend(actual.convert("L").convert("RGB"), Image.new("RGB", far.size, "white"), 0.7)
    pale.paste("red", mask=_differing(far))
    return pale


def share(far: Image.Image) -> float:
    """Return the share of the pixels that differ."""
    return ImageStat.Stat(_differing(far)).mean[0] / 255


def box(far: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the left, upper, right and lower end of what differs."""
    return _differing(far).getbbox()


def _beyond(picture: Image.Image, other: Image.Image) -> Image.Image:
    darkest = other.filter(ImageFilter.MinFilter(3))
    lightest = other.filter(ImageFilter.MaxFilter(3))
    return ImageChops.lighter(
        ImageChops.subtract(picture, lightest), ImageChops.subtract(darkest, picture)
    )


def _differing(far: Image.Image) -> Image.Image:
    return far.point([255 * (level > _FAINT) for level in range(256)])


def _has_line(far: Image.Image) -> bool:
    differing = _differing(far)
    reach = _LINE // 2
    lines = (differing.filter(ImageFilter.BoxBlur(way)) for way in [(reach, 0), (0, reach)])
    return any(line.getextrema()[1] == 255 for line in lines)
