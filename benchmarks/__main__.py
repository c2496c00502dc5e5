"""`python -m benchmarks` measures everything that the quality page shows, and writes its figures.

The figures are in `benchmarks/figures.json`, each part with its day and machine. Name parts to
measure only those: the others stay as they are.
"""

import json
import platform
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from time import perf_counter
from typing import Any

FIGURES = Path(__file__).parent / "figures.json"

WITH_ROUNDS = ("parsing", "checking", "importing", "verifying", "playground", "tutorial")
"""The parts that a busy machine disturbs, so that more rounds help."""

USUAL = (*WITH_ROUNDS, "memory", "lines", "sandbox", "hostile", "redacting", "weighing", "tests")
"""The parts that are measured by default."""

OTHERS = ("gigabyte", "browsing", "mutants")
"""The parts that take longer, or need `make audit` or `make mutants` before."""


def measured(part: str, rounds: int | None) -> dict[str, Any]:
    """Return the figures of a part, with the day and the machine.

    Args:
        part: The name of the part.
        rounds: How often to repeat, or None for the part's own number.
    """
    if part in {"tests", "mutants"}:
        counting = import_module("benchmarks.counting")
        measure: Callable[..., Mapping[str, Any]] = getattr(counting, f"measure_{part}")
    else:
        measure = import_module(f"benchmarks.{part}").measure
    options = {"rounds": rounds} if rounds and part in WITH_ROUNDS else {}
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": _processor(),
        "cores": cpu_count(),
        "python": platform.python_version(),
        "pydantic": version("pydantic"),
        "sdk": version("stytch"),
        "figures": _rounded(measure(**options)),
    }


def _processor() -> str:
    """Return the name of the processor, as Linux knows it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next(
        (line.partition(": ")[2] for line in lines if line.startswith("model name")),
        platform.machine(),
    )


def _rounded(value: Any) -> Any:
    """Return figures with four digits, because more would only be noise."""
    if isinstance(value, Mapping):
        return {key: _rounded(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_rounded(child) for child in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def write(part: str, rounds: int | None) -> None:
    """Measure a part, and write it beside the others.

    Args:
        part: The name of the part.
        rounds: How often to repeat, or None for the part's own number.
    """
    found = measured(part, rounds)
    figures = json.loads(FIGURES.read_text("utf-8")) if FIGURES.is_file() else {}
    figures = dict(sorted({**figures, part: found}.items()))
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(json.dumps(found["figures"]))


def main() -> None:
    """Measure one part here, or each of several in a process of its own."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    known = (*USUAL, *OTHERS)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(known)}")
    parser.add_argument("-n", "--rounds", type=int, help="how often to repeat a comparison")
    options = parser.parse_args()
    if unknown := sorted(set(options.parts) - set(known)):
        parser.error(f"unknown: {', '.join(unknown)}")
    if len(options.parts) == 1:
        write(options.parts[0], options.rounds)
        return
    rounds = ["--rounds", str(options.rounds)] if options.rounds else []
    failed: list[str] = []
    for part in options.parts or USUAL:
        start = perf_counter()
        print(f"{part}: ", end="", flush=True)
        # A part finds no cache that another has filled, and cannot stop the others.
        command = [sys.executable, "-m", "benchmarks", part, *rounds]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own
            failed.append(part)
        print(f"  {perf_counter() - start:.0f} s")
    sys.exit(f"not measured, and not changed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
