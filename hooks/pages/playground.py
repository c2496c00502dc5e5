"""The first screen of the playground: an example and the report on it, without Python."""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Any, TypedDict

from hooks.browser.examples import OPENING, example
from hooks.pages.counts import counts
from stytch_exchange import example_names


class Opening(TypedDict):
    """What the template shows, as `config.extra.playground`."""

    name: str
    """The name of the example."""

    names: list[str]
    """The names of all examples."""

    body: str
    """The body of the example."""

    verdict: str
    """The verdict on the body, as HTML."""

    result: str
    """The findings and the annotated body, as HTML."""


def opening() -> Opening:
    """Return the parts of the first screen, in the words and elements of `result.js`."""
    shown = example(OPENING)
    result = shown["result"]
    return {
        "name": OPENING,
        "names": [*example_names()],
        "body": shown["body"],
        "verdict": _verdict(result["report"]),
        "result": "\n".join([*_groups(result), shown["figure"]]),
    }


def _verdict(report: Mapping[str, Any]) -> str:
    diagnosis = report["diagnosis"]
    kind = diagnosis["kind"]
    severities = [finding["severity"] for finding in report["findings"]]
    link = _link(f"../reference/diagnoses/#{kind}", "Explain this in a new tab", kind)
    return (
        f"<p><strong>{escape(diagnosis['message'])}</strong> {escape(diagnosis['advice'])} {link}"
        f"</p><p>Not valid: {counts(severities)}.</p>"
    )


def _groups(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield the findings, by the object that has the field."""
    found = zip(result["report"]["findings"], result["spans"], strict=True)
    for around, group in groupby(found, lambda pair: pair[0]["pointer"].rpartition("/")[0]):
        pairs = [*group]
        number = counts(finding["severity"] for finding, _ in pairs)
        yield (
            f'<details class="group" open><summary><code>{escape(around)}</code> {number}'
            '</summary><ol class="findings">'
        )
        yield from (_finding(finding, span) for finding, span in pairs)
        yield "</ol></details>"


def _finding(finding: Mapping[str, Any], span: tuple[int, int]) -> str:
    severity, code, pointer = finding["severity"], finding["code"], escape(finding["pointer"])
    place = "{} {}".format(*span)
    return (
        f'<li data-pointer="{pointer}"><span class="severity {severity}">{severity}</span> '
        f"{_link(f'../reference/codes/#{code}', 'Explain this code in a new tab', code)} "
        f'<button type="button" title="Show this place in the body" data-span="{place}">'
        f"<code>{pointer.rpartition('/')[2]}</code></button>"
        f"<p>{escape(finding['message'])}</p></li>"
    )


def _link(address: str, title: str, code: str) -> str:
    return f'<a href="{address}" target="_blank" title="{title}"><code>{code}</code></a>'
