"""Report changes of the public API that can break a program, since the last release.

    .venv/bin/python scripts/api_breaks.py

You accept a break by telling users about it: write the name of the object, such as
`Member.is_locked`, in backticks, into the newest section of `CHANGELOG.md`.
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import griffe

ROOT = Path(__file__).parent.parent
PACKAGE = "stytch_exchange"

_NAME = re.compile(r"`([A-Za-z_][\w.]*)`")
_SECTION = re.compile(r"^## ", re.MULTILINE)


def last_tag(root: Path) -> str | None:
    """Return the tag of the last release before this commit, if there is one."""
    here = set(_git(root, "tag", "--points-at", "HEAD").split())
    merged = _git(root, "tag", "--merged", "HEAD", "--sort=-version:refname", "--list", "v*")
    return next((tag for tag in merged.split() if tag not in here), None)


def breaks(root: Path, tag: str) -> dict[str, str]:
    """Return what breaks between a tag and the working tree, by the names of the objects."""
    old = griffe.load_git(PACKAGE, ref=tag, repo=root, search_paths=["src"])
    new = griffe.load(PACKAGE, search_paths=[root / "src"])
    found = griffe.find_breaking_changes(old, new)
    return {breakage.obj.path: breakage.explain().strip() for breakage in found}


def announced(changelog: str) -> set[str]:
    """Return the names in the newest section of a changelog that has any text."""
    sections = (part.partition("\n")[2] for part in _SECTION.split(changelog)[1:])
    newest = next((text for text in sections if text.strip()), "")
    return set(_NAME.findall(newest))


def unannounced(paths: Iterable[str], names: set[str]) -> list[str]:
    """Return the objects whose name, or whose last parts, are not among the names."""
    return [path for path in paths if not any(f".{path}".endswith(f".{name}") for name in names)]


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(  # noqa: S603 - the arguments are our own
        ["git", *arguments],  # noqa: S607 - the git on the PATH
        cwd=root,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout


def main() -> str | None:
    """Print the result; return the breaks that are not announced, if there are any."""
    tag = last_tag(ROOT)
    if tag is None:
        print("API: there is no earlier release to compare with")
        return None
    found = breaks(ROOT, tag)
    silent = unannounced(found, announced((ROOT / "CHANGELOG.md").read_text("utf-8")))
    print(f"API: {len(found)} breaking changes since {tag}, {len(silent)} not in the changelog")
    return "\n".join(found[path] for path in silent) or None


if __name__ == "__main__":
    sys.exit(main())
