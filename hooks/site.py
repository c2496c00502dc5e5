"""Addresses and sources: what the site links to, where each page is written, and since when."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]

_BRANCH = "main"
_MADE_FROM_CODE = re.compile(r"^::: |\{\{ \w+ \}\}", re.MULTILINE)
_INCLUDED = re.compile(r'^-+8<-+ "([^"]+)"', re.MULTILINE)

INSTANT_FEATURES = [
    "navigation.instant",
    "navigation.instant.prefetch",
    "navigation.instant.preview",
    "navigation.instant.progress",
]
"""Features of the theme that open links without a page load, and preview them.

They need the site's address, because the theme looks up in the sitemap which links are the site's
own. Without the address the sitemap is empty, and the theme would show nothing instead of the
meanings of the glossary's words.
"""

INSTANT_SCRIPT = "javascripts/instant.js"
"""What these features lack for keyboards and screen readers."""


def folder_address(site_url: str) -> str:
    """Return the site's address with a slash at its end, which mike leaves out after a version."""
    return f"{site_url.rstrip('/')}/"


def source_links(repo_url: str, path: str) -> tuple[str, str]:
    """Return the links to edit a file of the repository and to view it."""
    repository = repo_url.rstrip("/")
    return f"{repository}/edit/{_BRANCH}/{path}", f"{repository}/blob/{_BRANCH}/{path}"


def source(page: str) -> str | None:
    """Return the path of the file to edit for a page, if there is one.

    Args:
        page: The path of the page below `docs/`.
    """
    if page.startswith("tutorials/"):
        path = f"notebooks/{Path(page).stem}.ipynb"
    else:
        path = "CHANGELOG.md" if page == "changelog.md" else f"docs/{page}"
    return path if (ROOT / path).is_file() else None


def dates(root: Path) -> dict[str, str]:
    """Return the day of each file's last change in a repository, as `YYYY-MM-DD`, by its path.

    The result is empty without git or a repository, and in a shallow clone, because there every
    file seems to come from the last commit.
    """
    if _git(root, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    found: dict[str, str] = {}
    log = _git(root, "-c", "core.quotePath=off", "log", "--format=%x00%cs", "--name-only")
    for commit in log.split("\0")[1:]:
        date, *names = commit.split("\n")
        for name in filter(None, names):
            found.setdefault(name, date)
    return found


def changed(path: str, dates: Mapping[str, str]) -> str | None:
    """Return the day of the last change of a file and of the files that it includes.

    The day of a page that is made from the code is unknown: any change of the code can change it.
    """
    text = (ROOT / path).read_text("utf-8")
    paths = {path, *(f"docs/{name}" for name in _INCLUDED.findall(text))}
    if _MADE_FROM_CODE.search(text) or not paths <= dates.keys():
        return None
    return max(dates[name] for name in paths)


def _git(root: Path, *arguments: str) -> str:
    """Return what git prints; nothing if it fails or is missing."""
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are our own
            ["git", *arguments],  # noqa: S607 - the git on the PATH
            cwd=root,
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout
