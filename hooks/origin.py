"""Tell of each page which file it is written in, and when that file last changed.

As a MkDocs hook it gives the pages their links to the repository, and the sitemap its dates, and
sees to it that the site's own address is that of a folder;
`python hooks/origin.py` prints the date and the name of every file.
"""

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent

_BRANCH = "main"
_CODE = re.compile(r"^::: ", re.MULTILINE)
_INCLUDED = re.compile(r'^-+8<-+ "([^"]+)"', re.MULTILINE)

_dates: dict[str, str] = {}
"""When each file last changed, in this build."""


def dates(root: Path) -> dict[str, str]:
    """Return when each file of a repository last changed, as `YYYY-MM-DD`, by its path.

    Nothing is known, and the result empty, where there is no git and no repository, and in a
    shallow clone: there every file seems to be as young as the last commit.
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


def on_config(config: "MkDocsConfig") -> "MkDocsConfig":
    """Ask git once in a build."""
    _dates.clear()
    _dates.update(dates(ROOT))
    return config


def on_pre_build(config: "MkDocsConfig") -> None:
    """End the site's address with a slash, which mike leaves out after a version."""
    if config.site_url:
        config.site_url = f"{config.site_url.rstrip('/')}/"


def on_page_markdown(markdown: str, page: "Page", config: "MkDocsConfig", **_: Any) -> None:
    """Set what `partials/source-file.html` shows below the page."""
    path = source(page.file.src_uri)
    if path is None:
        return
    page.meta["changed"] = changed(path, markdown)
    if config.repo_url:
        repository = config.repo_url.rstrip("/")
        page.edit_url = f"{repository}/edit/{_BRANCH}/{path}"
        page.meta["source_url"] = f"{repository}/blob/{_BRANCH}/{path}"


def source(page: str) -> str | None:
    """Return the path of the file that somebody edits to change a page, if there is just one."""
    written = [f"docs/{page}", "CHANGELOG.md" if page == "changelog.md" else ""]
    if page.startswith("tutorials/"):
        written = [f"notebooks/{Path(page).stem}.ipynb"]
    return next((path for path in written if path and (ROOT / path).is_file()), None)


def changed(path: str, markdown: str) -> str | None:
    """Return when the last of the files changed that a page is made of.

    A page that is made from the code has no such day: a change anywhere there can show on it.
    """
    paths = [path, *(f"docs/{name}" for name in _INCLUDED.findall(markdown))]
    if _CODE.search(markdown) or not _dates.keys() >= set(paths):
        return None
    return max(_dates[name] for name in paths)


def _git(root: Path, *arguments: str) -> str:
    """Return what git prints, which is nothing where it fails or is missing."""
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are our own
            ["git", *arguments],  # noqa: S607 - the git of whoever builds
            cwd=root,
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout


if __name__ == "__main__":
    for name, date in sorted(dates(ROOT).items()):
        print(date, name)
