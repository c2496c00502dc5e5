"""The sources of the pages, the days of their last change, and the site's address."""

import subprocess
from pathlib import Path

import pytest

from hooks import site


def _git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com"]
    subprocess.run(  # noqa: S603 - the test's own repository
        ["git", *author, *arguments],  # noqa: S607 - the git on the PATH
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture(name="repository")
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose two files changed on different days."""
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
    """By its path, even if that has letters that git would quote."""
    assert {"old.md": "2026-03-03", "née.md": "2026-03-05"} == site.dates(repository)


def test_a_shallow_clone_has_no_days(repository: Path, tmp_path: Path) -> None:
    """In a shallow clone, every file seems to come from the last commit."""
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(clone))

    assert (clone / "old.md").is_file()
    assert {} == site.dates(clone)


def test_a_folder_without_a_repository_has_no_days(tmp_path: Path) -> None:
    """The site can be built from an unpacked archive."""
    assert {} == site.dates(tmp_path)


def test_without_git_there_are_no_days(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site can be built on a machine without git."""
    monkeypatch.setenv("PATH", "")

    assert {} == site.dates(repository)


@pytest.mark.parametrize("given", ["https://docs.example.com/0.2", "https://docs.example.com/0.2/"])
def test_the_site_s_address_is_that_of_a_folder(given: str) -> None:
    """It ends with a slash, even if mike sets it, which ends it with the version."""
    assert "https://docs.example.com/0.2/" == site.folder_address(given)


def test_a_file_can_be_edited_and_viewed() -> None:
    """Both links name the file in the repository, whose address may end with a slash."""
    repository = "https://git.example.com/exchange"

    assert (
        f"{repository}/edit/main/docs/index.md",
        f"{repository}/blob/main/docs/index.md",
    ) == site.source_links(f"{repository}/", "docs/index.md")


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("index.md", "docs/index.md"),
        ("tutorials/01_parse.md", "notebooks/01_parse.ipynb"),
        ("changelog.md", "CHANGELOG.md"),
        ("reference/schemas.md", "docs/reference/schemas.md"),
        ("reference/nothing.md", None),
    ],
)
def test_a_page_is_written_in_one_file(page: str, source: str | None) -> None:
    """A tutorial is written in its notebook, and the changelog at the root of the repository."""
    assert source == site.source(page)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("# A", "2026-03-01"),
        ('# A\n\n--8<-- "apps/b.py"', "2026-03-02"),
        ('# A\n\n--8<-- "apps/new.py"', None),
        ("# A\n\n::: stytch_exchange.Member", None),
        ("# A\n\nThere are {{ fields }} fields.", None),
    ],
)
def test_a_page_changes_with_what_it_includes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, day: str | None
) -> None:
    """Its day is the latest day of all its files; a page that is made from the code has none."""
    monkeypatch.setattr(site, "ROOT", tmp_path)
    (tmp_path / "a.md").write_text(text, "utf-8")
    dates = {"a.md": "2026-03-01", "docs/apps/b.py": "2026-03-02"}

    assert day == site.changed("a.md", dates)


def test_a_file_without_a_day_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git does not know a new file."""
    monkeypatch.setattr(site, "ROOT", tmp_path)
    (tmp_path / "new.md").write_text("# New", "utf-8")

    assert site.changed("new.md", {}) is None
