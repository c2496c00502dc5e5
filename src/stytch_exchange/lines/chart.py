"""Charts as SVG: bars whose sizes and colors need no style attribute, which a strict policy blocks.

The whole page is 6 kB with them. The chart alone is 4.8 MB with Plotly inline, 0.9 MB with Altair
inline, and 54 kB with Matplotlib, which needs 130 MB of packages and writes style attributes.
"""

from collections import Counter
from collections.abc import Sequence
from html import escape

from stytch_exchange.lines.rows import HourCount

_WIDTH, _HEIGHT = 720, 160
_LINE = 16
_MOST_BARS = 120
_LENGTHS = len("2026-03-05T09"), len("2026-03-05"), len("2026-03"), len("2026")
"""How much of an hour's text names an hour, a day, a month and a year."""

LEVELS = "error", "warning", "info", "clean"
"""The parts of a bar from the bottom to the top."""


def bar(share: float, level: str, *, longest: int = 120) -> str:
    """Return a horizontal bar.

    Args:
        share: Its length, from 0 to 1.
        level: Its color: a severity, or `clean`.
        longest: The width of the longest bar, in pixels.
    """
    width = max(1, round(share * longest))
    return (
        f'<svg width="{longest}" height="10" aria-hidden="true">'
        f'<rect class="{level}" width="{width}" height="10"/></svg>'
    )


def over_time(hours: Sequence[HourCount]) -> str:
    """Return a bar for each hour, day, month or year, with the bodies by their worst finding.

    Args:
        hours: The counts, at least one.
    """
    bins = _bins(hours)
    most = max(sum(parts.values()) for parts in bins.values())
    width = _WIDTH / len(bins)
    pieces = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT + _LINE}" role="img"',
        f' aria-label="Bodies from {min(bins)} to {max(bins)}">',
    ]
    for index, (name, parts) in enumerate(bins.items()):
        bottom = float(_HEIGHT)
        said = ", ".join(f"{parts[level]} {level}" for level in LEVELS if parts[level])
        pieces.append(f"<g><title>{escape(name)}: {said}</title>")
        for level in LEVELS:
            height = parts[level] / most * _HEIGHT
            bottom -= height
            if height:
                pieces.append(
                    f'<rect class="{level}" x="{index * width:.1f}" y="{bottom:.1f}"'
                    f' width="{max(1, width - 1):.1f}" height="{height:.1f}"/>'
                )
        pieces.append("</g>")
    y = _HEIGHT + _LINE - 3
    pieces.append(f'<text x="0" y="{y}">{min(bins)}</text>')
    if len(bins) > 1:
        pieces.append(f'<text x="{_WIDTH}" y="{y}" text-anchor="end">{max(bins)}</text>')
    return "".join([*pieces, "</svg>"])


def _bins(hours: Sequence[HourCount]) -> dict[str, Counter[str]]:
    """Return the counts of each hour, day or month if they are few, otherwise of each year."""
    *lengths, years = _LENGTHS
    each = (_of_length(hours, length) for length in lengths)
    return next((bins for bins in each if len(bins) <= _MOST_BARS), _of_length(hours, years))


def _of_length(hours: Sequence[HourCount], length: int) -> dict[str, Counter[str]]:
    bins: dict[str, Counter[str]] = {}
    for row in hours:
        parts = bins.setdefault(row.hour[:length], Counter())
        parts.update({level: getattr(row, level) for level in LEVELS})
    return bins
