"""Counts: the tests, and the mutants that the last `make mutants` made."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MUTANTS = ROOT / "mutants" / "mutmut-cicd-stats.json"


def measure_tests() -> dict[str, Any]:
    """Return the number of tests, counting each notebook as one."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    found = re.search(r"^(\d+) tests? collected", done.stdout, re.MULTILINE)
    if found is None:
        sys.exit("pytest did not say how many tests there are")
    return {"tests": int(found[1])}


def measure_mutants() -> dict[str, Any]:
    """Return how many mutants there were, and how many of them no test noticed."""
    if not MUTANTS.is_file():
        sys.exit("there are no mutants: run `make mutants` first")
    counts = json.loads(MUTANTS.read_text("utf-8"))
    return {name: counts[name] for name in ("total", "survived", "timeout", "no_tests")}
