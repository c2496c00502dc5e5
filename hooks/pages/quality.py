"""The figures of `explanation/quality.md`, as `make bench` has measured them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).parents[2] / "benchmarks" / "figures.json"

READERS = {
    "ours": "`parse_response`",
    "sdk": "Stytch's SDK, as its users call it",
    "sdk_json": "Stytch's SDK, with pydantic's `model_validate_json` instead",
    "plain": "plain pydantic models with the same fields",
    "generated": "the models that datamodel-code-generator makes of the SDK's schema",
    "untyped": "`pydantic_core.from_json`, without types",
    "msgspec": "msgspec, with the same fields",
}
"""The peers in the order of their table, and what the table calls them."""

LINE_READERS = {
    "json": "`json.loads`",
    "sdk": "Stytch's SDK, as its users call it",
    "one_process": "the check with one process",
    "two_processes": "the check with two processes",
}
"""What reads each line, in the order of the table."""

BODIES = {
    "not_json": "10 MB that are not JSON",
    "millions_of_problems": "10 MB with millions of problems",
    "small_arrays": "2 MiB of small arrays",
    "problems": "2 MiB with tens of thousands of problems",
    "slowest": "the slowest that the search found",
}
"""The hostile bodies in the order of their table."""

PARTS_OF_THE_SITE = {
    "home": "home",
    "explore": "explore a response",
    "playground": "playground",
    "tutorials": "tutorials",
    "how-to": "how-to",
    "reference": "reference",
    "explanation": "explanation",
}
"""The folders of the site in the order of its navigation; the others follow."""

SCORED = {"": "home", "tutorials/01_parse/": "tutorial", "reference/member/": "reference"}
"""The pages that Lighthouse scores."""

MEASURED = {
    "parsing": "parsing",
    "checking": "checking",
    "memory": "memory",
    "lines": "many bodies",
    "gigabyte": "many bodies, 1 GB",
    "verifying": "the session JWT",
    "importing": "imports, command line",
    "sandbox": "the sandbox",
    "hostile": "hostile bodies",
    "redacting": "redacting",
    "tests": "number of tests",
    "mutants": "mutants",
    "weighing": "size of the pages",
    "browsing": "Lighthouse",
    "playground": "the playground",
    "tutorial": "a tutorial in the browser",
}
"""What was measured, by the name of its part in the file."""


def parts() -> Mapping[str, object]:
    """Return the figures, and the rows of the tables."""
    measured: dict[str, Any] = json.loads(FIGURES.read_text("utf-8"))
    found = {name: part["figures"] for name, part in measured.items()}
    imports, command = found["importing"]["imports"], found["importing"]["command"]
    mutants, sandbox = found["mutants"], found["sandbox"]
    playground, tutorial = found["playground"], found["tutorial"]
    noticed = mutants["total"] - mutants["survived"]
    return {
        **{f"{size}_size": f"{found['parsing'][size]['kilobytes']:.0f}" for size in _SIZES},
        "parsing_rows": _rows(_parsing(found["parsing"])),
        "check_rows": _rows(_checks(found)),
        "sdk_version": measured["parsing"]["sdk"],
        "jwt_ratio": _ratio(found["verifying"]["ours"]),
        "import_ratio": _ratio(imports["ours"]),
        "import_and_parse_ratio": _ratio(imports["ours_and_parse"]),
        "one_model_ratio": _ratio(imports["one_model"]),
        "command_ratio": f"{command['check']:.1f}",
        **_many(found["lines"], found["gigabyte"]),
        "lines_cores": measured["lines"]["cores"],
        "sandbox_clients": sandbox["clients"],
        "sandbox_seconds": f"{sandbox['seconds']:.0f}",
        "sandbox_rate": f"{sandbox['rate']:.0f}",
        "sandbox_wrong": sandbox["wrong"] or "no",
        **_redacting(found["redacting"]),
        "starts": found["hostile"]["starts"],
        "shapes": found["hostile"]["shapes"],
        "slowest": found["hostile"]["slowest"],
        "hostile_rows": _rows(_hostile(found["hostile"]["bodies"])),
        "tests": found["tests"]["tests"],
        "mutants": mutants["total"],
        "mutants_noticed": noticed,
        "mutants_noticed_percent": f"{100 * noticed / mutants['total']:.1f}%",
        "mutants_survived": mutants["survived"],
        "page_rows": _rows(_pages(found["weighing"])),
        "score_rows": _rows(
            (SCORED[page], *devices.values()) for page, devices in found["browsing"].items()
        ),
        "browser_rows": _rows(
            (what, *(f"{one[key]:.1f}" for key in ("megabytes", "compressed", "ready")))
            for what, one in (("the playground", playground), ("a tutorial", tutorial))
        ),
        "playground_ratio": _ratio(playground["ratio"]),
        "first_check": f"{playground['first_check']:.0f}",
        "later_checks": f"{playground['later_checks']:.0f}",
        "measured_rows": _rows(_measured(measured)),
    }


_SIZES = ("small", "large")


def _parsing(found: Mapping[str, Any]) -> Iterable[Iterable[str]]:
    for reader, name in READERS.items():
        yield (
            name,
            *(
                _ratio(found[size][ratios][reader])
                for ratios in ("ratios", "ratios_without_collector")
                for size in _SIZES
            ),
        )


def _checks(found: Mapping[str, Any]) -> Iterable[Iterable[str]]:
    checking, memory = found["checking"], found["memory"]
    yield (
        "time of `check_response`, compared with `parse_response`",
        *(f"{checking[size]:.1f}" for size in _SIZES),
    )
    yield (
        "memory of a response, compared with the SDK's",
        *(_ratio(memory[size]["ours"]) for size in _SIZES),
    )
    yield (
        "memory of a response of plain pydantic models, compared with the SDK's",
        *(_ratio(memory[size]["plain"]) for size in _SIZES),
    )


def _many(lines: Mapping[str, Any], gigabyte: Mapping[str, Any]) -> Mapping[str, object]:
    return {
        "lines_count": f"{lines['lines']:,}",
        "lines_size": f"{lines['kilobytes']:.0f}",
        "lines_rounds": lines["rounds"],
        "lines_rows": _rows(
            (name, *(f"{lines['times'][reader][time]:.1f}" for time in ("processor", "elapsed")))
            for reader, name in LINE_READERS.items()
        ),
        "lines_rate": f"{lines['rate']:,.0f}",
        "lines_minutes": f"{1_000_000 / lines['rate'] / 60:.1f}",
        "lines_small": lines["file_megabytes"],
        "lines_memory": f"{lines['megabytes']:.0f}",
        "lines_process": f"{lines['megabytes_a_process']:.0f}",
        "gigabyte": gigabyte["file_megabytes"],
        "gigabyte_memory": f"{gigabyte['megabytes']:.0f}",
    }


def _hostile(bodies: Mapping[str, Any]) -> Iterable[Iterable[object]]:
    for name, what in BODIES.items():
        body = bodies[name]
        count, last = body["findings"], body["last"]
        findings = f"`{last}`" if count == 1 else f"{count}"
        if last == "more":
            findings = f"{count - 1}, and `more`"
        seconds = (f"{body[key]:.2f}" for key in ("seconds", "parse_seconds"))
        yield what, *seconds, f"{body['megabytes']:.0f}", findings


def _redacting(found: Mapping[str, Any]) -> Mapping[str, object]:
    return {
        "redact_texts": found["texts"],
        "redact_times": found["times"],
        "redact_growth": f"{found['growth']:.1f}",
        "redact_characters": f"{found['characters'] / 1e6:.0f}",
        "redact_seconds": f"{found['seconds']:.1f}",
        "redact_memory": f"{found['megabytes']:.0f}",
    }


def _pages(found: Mapping[str, Any]) -> Iterable[Iterable[object]]:
    for name in [*PARTS_OF_THE_SITE, *sorted(found.keys() - PARTS_OF_THE_SITE)]:
        part = found[name]
        # A part with one page has only one size.
        shown = 1 if part["pages"] == 1 else 2
        sizes = (_joined(part[what][:shown]) for what in ("html", "first_visit"))
        yield PARTS_OF_THE_SITE.get(name, name), part["pages"], *sizes


def _joined(sizes: Iterable[float]) -> str:
    return ", ".join(f"{size:.0f}" for size in sizes)


def _measured(measured: Mapping[str, Any]) -> Iterable[Iterable[object]]:
    for name, what in MEASURED.items():
        part = measured[name]
        machine = f"{part['cores']} cores of {part['processor']}"
        yield what, part["date"], machine, part["python"], part["pydantic"]


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}"


def _rows(rows: Iterable[Iterable[object]]) -> str:
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)
