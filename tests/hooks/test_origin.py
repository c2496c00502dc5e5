"""Where a page comes from, and since when it is as it is."""

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from hooks import origin

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def _git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com"]
    subprocess.run(  # noqa: S603 - a repository of the test's own
        ["git", *author, *arguments],  # noqa: S607 - the git of whoever tests
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture(name="repository")
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose two files changed on different days, the older one first."""
    folder = tmp_path / "repository"
    folder.mkdir()
    _git(folder, "init", "--quiet")
    for day, name in ((3, "old.md"), (4, "née.md"), (5, "née.md")):
        (folder / name).write_text(str(day), "utf-8")
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2026-03-0{day}T10:00:00+00:00")
        _git(folder, "add", ".")
        _git(folder, "commit", "--quiet", "--message", name)
    return folder


def test_a_file_has_the_day_of_its_last_change(repository: Path) -> None:
    """Of each file, by its path, whatever letters that has."""
    assert {"old.md": "2026-03-03", "née.md": "2026-03-05"} == origin.dates(repository)


def test_a_shallow_clone_has_no_days(repository: Path, tmp_path: Path) -> None:
    """There, git would say of each file that it came with the last commit."""
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(clone))

    assert (clone / "old.md").is_file()
    assert {} == origin.dates(clone)


def test_a_folder_that_is_no_repository_has_no_days(tmp_path: Path) -> None:
    """Such as an unpacked archive: the site is built without them."""
    assert {} == origin.dates(tmp_path)


def test_without_git_there_are_no_days(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program itself is missing, too."""
    monkeypatch.setenv("PATH", "")

    assert {} == origin.dates(repository)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        (None, None),
        ("https://docs.example.com/0.2", "https://docs.example.com/0.2/"),
        ("https://docs.example.com/0.2/", "https://docs.example.com/0.2/"),
    ],
)
def test_the_site_s_address_is_that_of_a_folder(given: str | None, address: str | None) -> None:
    """Whatever is appended to it stands below it, also with mike, which ends with the version."""
    config = SimpleNamespace(site_url=given)

    origin.on_pre_build(cast("MkDocsConfig", config))

    assert address == config.site_url


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("index.md", "docs/index.md"),
        ("tutorials/01_parse.md", "notebooks/01_parse.ipynb"),
        ("changelog.md", "CHANGELOG.md"),
        ("reference/schemas.md", None),
    ],
)
def test_a_page_is_written_in_one_file(page: str, source: str | None) -> None:
    """Also where a hook makes the page; what is made from the code has none."""
    assert source == origin.source(page)


def test_a_page_changes_with_what_it_includes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its day is the latest of all its files; what the code says of itself has no day."""
    monkeypatch.setattr(
        origin, "_dates", {"docs/a.md": "2026-03-01", "docs/apps/b.py": "2026-03-02"}
    )

    assert "2026-03-01" == origin.changed("docs/a.md", "# A")
    assert "2026-03-02" == origin.changed("docs/a.md", '# A\n\n--8<-- "apps/b.py"')
    assert origin.changed("docs/a.md", "# A\n\n::: stytch_exchange.Member") is None
    assert origin.changed("docs/new.md", "# New") is None
