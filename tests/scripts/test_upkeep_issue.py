"""A failed upkeep run opens one issue, and comments on it while it is open."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

GH = """#!/bin/sh
if [ "$2" = list ]; then echo "$OPEN"; else printf '%s\\n' "$@"; fi
"""


def _opened(folder: Path, number: str) -> list[str]:
    """Return the arguments of the last call of `gh`, while an issue is open or not."""
    (folder / "gh").write_text(GH, "utf-8")
    (folder / "gh").chmod(0o755)
    environment = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "OPEN": number,
        "NEWEST": "failure",
        "VULNERABILITIES": "success",
        "RUN": "https://git.example.com/runs/1?a=b&c=d",
    }
    return subprocess.run(  # noqa: S603 - our own script
        [ROOT / ".ci/open_upkeep_issue"],
        env=environment,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.splitlines()


def test_the_first_failure_opens_an_issue(tmp_path: Path) -> None:
    """Its text has the results and the address of the run, and no placeholder is left."""
    call = _opened(tmp_path, "")

    assert ["issue", "create", "--title", "Upkeep failed", "--body"] == call[:5]
    assert "[The weekly run](https://git.example.com/runs/1?a=b&c=d) did not succeed." == call[5]
    assert "| The contract with the newest SDK and pydantic | failure |" in call
    assert "{{" not in "".join(call)


def test_the_next_failure_is_a_comment(tmp_path: Path) -> None:
    """The issue that is still open gets it."""
    call = _opened(tmp_path, "7")

    assert ["issue", "comment", "7", "--body"] == call[:4]
