"""The examples of the playground, checked when the site is built, so that they need no Python.

The check is that of the playground itself, `docs/runtime/bridge.py`.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, TypedDict

from hooks.pages.explorer import checked
from stytch_exchange import example_names, load_example

OPENING = "older-api"
"""The example that the playground shows at first: the report on it has some of everything."""

FOLDER = "examples"
"""The published folder, beside the scripts."""

_HEADING = "<h3>What the fields mean</h3>\n<p>Choose a key to see its field.</p>\n"

_BRIDGE = Path(__file__).parents[2] / "docs" / "runtime" / "bridge.py"


class Example(TypedDict):
    """An example as the playground's script reads it."""

    body: str
    """The body."""

    result: dict[str, Any]
    """What `bridge.check` returns for the body."""

    figure: str
    """The body as annotated JSON, in HTML with a heading; empty for the body of a refusal."""

    cards: str
    """What its fields mean, in HTML."""


def example(name: str) -> Example:
    """Return an example of the package by its name."""
    body = load_example(name)
    result = json.loads(_check()(body))
    report = result["report"]
    found = {finding["pointer"]: finding["severity"] for finding in report["findings"]}
    figure, cards = ("", "") if report["error"] else checked(json.loads(body), found)
    return {
        "body": body.decode(),
        "result": result,
        "figure": figure and _HEADING + figure,
        "cards": cards,
    }


@cache
def texts() -> Mapping[str, str]:
    """Return each example as JSON, by its name."""
    return {name: json.dumps(example(name), ensure_ascii=False) for name in example_names()}


def write(folder: Path) -> None:
    """Write each example into a file of the published folder."""
    (folder / FOLDER).mkdir(exist_ok=True)
    for name, text in texts().items():
        (folder / FOLDER / f"{name}.json").write_text(text, "utf-8")


@cache
def _check() -> Any:
    spec = spec_from_file_location("bridge", _BRIDGE)
    assert spec is not None  # noqa: S101 - the file is there
    assert spec.loader is not None  # noqa: S101 - and it is Python
    bridge = module_from_spec(spec)
    spec.loader.exec_module(bridge)
    return bridge.check
