"""A pin that is behind is listed, with its place and the newest version."""

import pytest

from scripts import behind
from scripts.behind import Pin


def test_a_wheel_is_compared_with_the_lock_first() -> None:
    """The index is asked only about packages that the lock does not have."""
    asked: list[str] = []

    def newest(name: str) -> str:
        asked.append(name)
        return "0.12.0"

    found = list(
        behind.wheels(
            "a==1.9 \\\n    --hash=sha256:0\nmicropip==0.11.1 \\\n",
            "a==1.10 \\\n    --hash=sha256:0\nb==1 ; python_version < '3.12' \\\n",
            newest,
        )
    )

    place = "requirements/browser.txt"
    assert [Pin(place, "a", "1.9", "1.10"), Pin(place, "micropip", "0.11.1", "0.12.0")] == found
    assert ["micropip"] == asked


def test_an_action_is_listed_once() -> None:
    """Many workflows use the same one."""
    use = f"      - uses: actions/checkout@{'0' * 40} # v7.0.1\n"

    found = list(behind.actions([use, use], lambda _: "7.1.0"))

    assert [Pin(".github/workflows", "actions/checkout", "7.0.1", "7.1.0")] == found


def test_the_newest_tag_is_the_highest_version() -> None:
    """Not the last in the list, and not a tag such as `v7`, which moves."""
    listed = "a\trefs/tags/v10.0.0\nb\trefs/tags/v11\nc\trefs/tags/v9.9.9\nd\trefs/tags/v9.9.9^{}"

    assert "10.0.0" == behind.newest_tag(listed)
    assert "" == behind.newest_tag("")


def test_npm_names_both_versions() -> None:
    """It prints nothing if no package is outdated."""
    outdated = '{"typescript": {"wanted": "5.9.3", "latest": "6.0.0"}}'

    assert [Pin("tests/browser/package.json", "typescript", "5.9.3", "6.0.0")] == list(
        behind.npm_packages(outdated)
    )
    assert [] == list(behind.npm_packages(""))


@pytest.mark.parametrize(
    ("newest", "line"),
    [
        ("1.10", "p: a 1.9 -> 1.10"),
        ("", "p: a 1.9 -> could not be looked up"),
        ("1.9", "Nothing is behind."),
        ("1.8", "Nothing is behind."),
    ],
)
def test_only_what_is_behind_or_unknown_is_listed(newest: str, line: str) -> None:
    """A version that could not be looked up is not taken for the newest."""
    assert line == behind.report([Pin("p", "a", "1.9", newest)])
