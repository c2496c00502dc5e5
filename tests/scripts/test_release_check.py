"""What must agree before a release agrees, and what differs is named."""

import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from scripts import release_check
from scripts.release_check import ReleaseError

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_the_notes_are_the_version_s_section() -> None:
    """The text between its heading and the next."""
    changelog = (
        "# C\n\n## Unreleased\n\n## 1.1.0 (2026-03-05)\n\n- New.\n\n## 1.0.0 (x)\n\n- Old.\n"
    )

    assert "- New.\n" == release_check.notes(changelog, "1.1.0")


@pytest.mark.parametrize(
    ("changelog", "message"),
    [
        ("# C\n", "newest section"),
        ("## 1.0.0 (2026-03-05)\n\n- Old.\n", "newest section"),
        ("## 1.1.0 (2026-03-05)\n\n", "with text"),
        ("## 1.1.0 (soon)\n\n- New.\n", "write the date"),
    ],
)
def test_an_unfinished_changelog_stops_a_release(changelog: str, message: str) -> None:
    """The message says what to write."""
    with pytest.raises(ReleaseError, match=message):
        release_check.notes(changelog, "1.1.0")


def test_a_tag_of_another_version_stops_a_release() -> None:
    """It would publish a version under a wrong name."""
    release_check.check_tag("v1.1.0", "1.1.0", "## Unreleased\n\n## 1.1.0\n\n- New.\n")

    with pytest.raises(ReleaseError, match=r"v1\.0\.0.*1\.1\.0"):
        release_check.check_tag("v1.0.0", "1.1.0", "## 1.1.0\n\n- New.\n")


def test_an_unreleased_change_stops_a_release() -> None:
    """Only with a tag: between releases, the section is filled."""
    with pytest.raises(ReleaseError, match="move the text"):
        release_check.check_tag("v1.1.0", "1.1.0", "## Unreleased\n\n- More.\n\n## 1.1.0\n\n- A.\n")


def test_the_classifiers_are_the_pythons_that_are_tested() -> None:
    """As pyproject.toml and ci.yml have them."""
    workflow = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")

    release_check.check_pythons(PROJECT, workflow)


@pytest.mark.parametrize("python", ['["3.11", "3.12", "3.13"]', '["3.12", "3.13", "3.14"]'])
def test_a_python_without_a_test_stops_a_release(python: str) -> None:
    """A classifier is a promise."""
    with pytest.raises(ReleaseError, match=r"ci\.yml tests"):
        release_check.check_pythons(PROJECT, f"matrix:\n    python: {python}\n")


def test_a_wheel_without_the_skill_file_stops_a_release(tmp_path: Path) -> None:
    """A build tool can leave out a hidden folder."""
    wheel = tmp_path / "x.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("stytch_exchange/py.typed", "")

    with pytest.raises(ReleaseError, match=r"does not contain .*SKILL\.md"):
        release_check.check_wheel(wheel)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_pinned(workflow: Path) -> None:
    """By its commit, with its version in a comment; each workflow starts without permissions."""
    text = workflow.read_text("utf-8")
    used = re.findall(r"uses: ([^\n]+)", text)
    pinned = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\$/\.github/workflows/.+")

    assert [] == [action for action in used if not pinned.fullmatch(action)]
    assert "\npermissions: {}\n" in text
