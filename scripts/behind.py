"""List the pins that `make lock` does not renew, and that are behind.

    .venv/bin/python -m scripts.behind

It compares `requirements/browser.txt` with the lock and the package index, and asks npm about
Pyodide and `tests/browser/package-lock.json`, and each action's repository for its newest tag.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from packaging.version import Version

from hooks.browser.assemble import PYODIDE

ROOT = Path(__file__).parent.parent
BROWSER = ROOT / "tests" / "browser"

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
_ACTION = re.compile(r"uses: ([\w-]+/[\w-]+)@[0-9a-f]{40} # v([\d.]+)")
_TAG = re.compile(r"refs/tags/v(\d+\.\d+\.\d+)$", re.MULTILINE)


class Pin(NamedTuple):
    """A pinned version, and the newest one."""

    place: str
    """Where it is pinned."""

    name: str
    """The name of the package or action."""

    pinned: str
    """The version that is pinned."""

    newest: str
    """The newest version; empty if it could not be looked up."""

    @property
    def is_behind(self) -> bool:
        """Whether a newer version exists."""
        return bool(self.newest) and Version(self.pinned) < Version(self.newest)


def wheels(browser: str, lock: str, newest: Callable[[str], str]) -> Iterator[Pin]:
    """Yield the wheels for the browser: the lock has most of them, the index has the others."""
    locked = dict(_PIN.findall(lock))
    for name, pinned in _PIN.findall(browser):
        yield Pin("requirements/browser.txt", name, pinned, locked.get(name) or newest(name))


def npm_packages(outdated: str) -> Iterator[Pin]:
    """Yield the packages that `npm outdated --json` lists."""
    for name, found in json.loads(outdated or "{}").items():
        yield Pin("tests/browser/package.json", name, found["wanted"], found["latest"])


def actions(workflows: Iterable[str], newest: Callable[[str], str]) -> Iterator[Pin]:
    """Yield each action once."""
    for name, pinned in sorted({pin for text in workflows for pin in _ACTION.findall(text)}):
        yield Pin(".github/workflows", name, pinned, newest(name))


def newest_tag(listed: str) -> str:
    """Return the highest version in the output of `git ls-remote`, or an empty string."""
    return max(_TAG.findall(listed), key=Version, default="")


def report(pins: Iterable[Pin]) -> str:
    """Return a line for each pin that is behind, and for each that could not be looked up."""
    lines = [
        f"{pin.place}: {pin.name} {pin.pinned} -> {pin.newest or 'could not be looked up'}"
        for pin in pins
        if pin.is_behind or not pin.newest
    ]
    return "\n".join(lines) or "Nothing is behind."


def _printed(*command: str | Path, cwd: Path = ROOT) -> str:
    """Return what a command prints; nothing if it cannot be run."""
    try:
        done = subprocess.run(  # noqa: S603 - the commands are our own
            command, cwd=cwd, check=False, capture_output=True, encoding="utf-8", timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _in_index(name: str) -> str:
    listed = _printed(sys.executable, "-m", "pip", "index", "versions", name)
    found = re.search(r"\((.+?)\)", listed)
    return found[1] if found else ""


def _in_repository(name: str) -> str:
    return newest_tag(_printed("git", "ls-remote", "--tags", f"https://github.com/{name}"))


def pins() -> Iterator[Pin]:
    """Yield every pin that `make lock` does not renew."""
    browser, lock = (
        (ROOT / "requirements" / name).read_text("utf-8") for name in ("browser.txt", "dev.txt")
    )
    yield from wheels(browser, lock, _in_index)
    place = "hooks/browser/assemble.py"
    yield Pin(place, "pyodide", PYODIDE, _printed("npm", "view", "pyodide", "version"))
    yield from npm_packages(_printed("npm", "outdated", "--json", cwd=BROWSER))
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    yield from actions((path.read_text("utf-8") for path in workflows), _in_repository)


if __name__ == "__main__":
    print(report(pins()))
