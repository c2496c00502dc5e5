"""A change that can break a program is noticed, unless the changelog names it."""

import subprocess
from pathlib import Path

import pytest

from scripts import api_breaks

BEFORE = '__all__ = ["Gone", "Kept"]\n\nclass Gone:\n    pass\n\nclass Kept:\n    a: int = 1\n'
AFTER = '__all__ = ["Kept"]\n\nclass Kept:\n    b: int = 1\n'


def _git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com"]
    subprocess.run(  # noqa: S603 - the test's own repository
        ["git", *author, *arguments],  # noqa: S607 - the git on the PATH
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture(name="repository")
def _repository(tmp_path: Path) -> Path:
    """A repository with one release, and a working tree that breaks its API."""
    package = tmp_path / "src" / "stytch_exchange"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(BEFORE, "utf-8")
    _git(tmp_path, "init", "--quiet")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "--message", "Release")
    _git(tmp_path, "tag", "v0.9.0")
    (package / "__init__.py").write_text(AFTER, "utf-8")
    return tmp_path


def test_what_is_removed_is_found(repository: Path) -> None:
    """A class and an attribute, by their names; what is new is not a break."""
    found = api_breaks.breaks(repository, "v0.9.0")

    assert {"stytch_exchange.Gone", "stytch_exchange.Kept.a"} == set(found)
    assert "Gone" in found["stytch_exchange.Gone"]


def test_a_release_is_compared_with_the_one_before(repository: Path) -> None:
    """The tag of the commit itself is left out, and versions are not sorted as text."""
    assert api_breaks.last_tag(repository) is None

    _git(repository, "commit", "--all", "--quiet", "--message", "Break")

    assert "v0.9.0" == api_breaks.last_tag(repository)

    _git(repository, "tag", "v0.10.0")
    _git(repository, "commit", "--allow-empty", "--quiet", "--message", "Nothing")

    assert "v0.10.0" == api_breaks.last_tag(repository)


@pytest.mark.parametrize(
    ("changelog", "names"),
    [
        ("# C\n\n## Unreleased\n\n- `Member.a` is gone.\n\n## 1 (x)\n\n- `B`\n", {"Member.a"}),
        ("# C\n\n## Unreleased\n\n## 1 (x)\n\n- `B` is gone.\n", {"B"}),
        ("# C\n\n- `A`\n", set[str]()),
    ],
)
def test_the_newest_section_announces_breaks(changelog: str, names: set[str]) -> None:
    """While nothing is unreleased, that is the section of the release."""
    assert names == api_breaks.announced(changelog)


def test_a_break_is_accepted_by_its_name() -> None:
    """By its last parts, each of them whole: `Member.a` does not match `NotMember.a`."""
    paths = ["stytch_exchange.Member.a", "stytch_exchange.NotMember.a", "stytch_exchange.Gone"]

    assert ["stytch_exchange.NotMember.a"] == api_breaks.unannounced(paths, {"Member.a", "Gone"})
