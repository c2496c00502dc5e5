"""A summary as one HTML page that loads nothing: no script, no font, no other file."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape

from stytch_exchange.lines.chart import LEVELS, bar, over_time
from stytch_exchange.lines.rows import FindingGroup
from stytch_exchange.lines.summary import Summary
from stytch_exchange.lines.text import counted, headline

_STYLE = """\
:root { color-scheme: light dark; --error: #b3261e; --warning: #8f6200; --info: #1a5fb4;
  --clean: #2e7d32; }
@media (prefers-color-scheme: dark) { :root { --error: #ff8a80; --warning: #f0b849;
  --info: #8ab4f8; --clean: #81c995; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; margin-bottom: 2rem; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem .3rem 0; text-align: left;
  vertical-align: top; }
td:first-child, th:first-child { white-space: nowrap; }
code { overflow-wrap: anywhere; }
.error { fill: var(--error); } .warning { fill: var(--warning); }
.info { fill: var(--info); } .clean { fill: var(--clean); }
svg text { fill: currentColor; font-size: 12px; }
"""

_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
)
_LEGEND = {
    "error": "with an error",
    "warning": "with a warning, and no error",
    "info": "with only infos",
    "clean": "with no finding",
}


def page_of(summary: Summary, news: Summary | None) -> str:
    """Return the page.

    Args:
        summary: The summary.
        news: What is new in it since a baseline, or None if there is no baseline.
    """
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{headline(summary)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{headline(summary)}</h1>",
    ]
    if news is not None:
        parts.append("<h2>New since the baseline</h2>")
        parts.append(_findings(news) or "<p>Nothing.</p>")
    parts += [_time(summary), _codes(summary.groups)]
    if found := _findings(summary):
        parts += ["<h2>By place</h2>", found]
    return "\n".join([*filter(None, parts), "</body></html>", ""])


def _time(summary: Summary) -> str:
    """Return the chart over time, if any body has a time."""
    if not summary.hours:
        return ""
    dated = sum(row.clean + row.info + row.warning + row.error for row in summary.hours)
    legend = " ".join(f"{bar(1, level, longest=10)} {_LEGEND[level]}" for level in LEVELS)
    rest = summary.bodies - dated
    without = f" {counted(rest)} left out, without this time." if rest else ""
    return (
        "<h2>Over time</h2><p>By the time in <code>/member_session/last_accessed_at</code>, in"
        f" UTC.{without}</p>{over_time(summary.hours)}<p>{legend}</p>"
    )


def _codes(groups: Sequence[FindingGroup]) -> str:
    """Return the number of findings of each code."""
    counts = Counter[str]()
    for group in groups:
        counts[group.code] += group.findings
    if not counts:
        return ""
    most = max(counts.values())
    severities: dict[str, str] = {group.code: group.severity for group in groups}
    rows = (
        [
            f"<code>{code}</code>",
            severities[code],
            f"{bar(number / most, severities[code])} {number}",
        ]
        for code, number in counts.most_common()
    )
    return "<h2>By code</h2>" + _table(["Code", "Severity", "Findings"], rows)


def _findings(summary: Summary) -> str:
    """Return the findings by place, the unknown values and the diagnoses, as tables."""
    most = max([group.bodies for group in summary.groups], default=1)
    parts: list[str] = []
    if summary.groups:
        rows = (
            [
                f"<code>{group.code}</code>",
                f"<code>{escape(group.pointer or '(body)')}</code>",
                escape(group.message) + _example(group),
                f"{bar(group.bodies / most, group.severity)} {group.bodies}",
                escape(str(group.first)),
            ]
            for group in summary.groups
        )
        parts.append(_table(["Code", "Where", "What", "Bodies", "First"], rows))
    if summary.values:
        rows = (
            [
                f"<code>{escape(row.value)}</code>",
                f"<code>{escape(row.pointer)}</code>",
                str(row.bodies),
                escape(str(row.first)),
            ]
            for row in summary.values
        )
        parts.append(_table(["Unknown value", "Where", "Bodies", "First"], rows))
    if summary.diagnoses:
        rows = (
            [
                f"<code>{row.kind}</code>",
                escape(row.message),
                str(row.bodies),
                escape(str(row.first)),
            ]
            for row in summary.diagnoses
        )
        parts.append(_table(["Diagnosis", "What the body is", "Bodies", "First"], rows))
    return "".join(parts)


def _example(group: FindingGroup) -> str:
    if group.example is None:
        return ""
    return (
        f"<details><summary>Example, masked</summary><code>{escape(group.example)}</code></details>"
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table. The cells of its rows are HTML."""
    headers = "".join(f'<th scope="col">{name}</th>' for name in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table><thead><tr>{headers}</tr></thead><tbody>\n{lines}</tbody></table>"
