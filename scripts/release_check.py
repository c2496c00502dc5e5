"""Do everything that a release does, except the upload.

    .venv/bin/python scripts/release_check.py          # before the tag
    .venv/bin/python scripts/release_check.py v0.1.0   # with the tag, as the workflow does

It fills `dist/` with the sdist, the wheel, the list of their dependencies (SBOM, in the format of
CycloneDX) and the notes of the release.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
DIST = ROOT / "dist"

_MATRIX = re.compile(r"^ +python: \[(.+)\]$", re.MULTILINE)
_PYTHON = "Programming Language :: Python :: 3."
_IN_WHEEL = ["py.typed", ".agents/skills/stytch-exchange/SKILL.md"]


class ReleaseError(Exception):
    """Something must change before the release."""


def notes(changelog: str, version: str) -> str:
    """Return the section of a version.

    Raises:
        ReleaseError: The section is missing or empty, its date is wrong, or a newer one exists.
    """
    released = [section for section in _sections(changelog) if section[0] != "Unreleased"]
    title, text = released[0] if released else ("", "")
    name, _, day = title.partition(" ")
    if name != version or not text.strip():
        message = f"CHANGELOG.md: the newest section must be '## {version} (YYYY-MM-DD)', with text"
        raise ReleaseError(message)
    try:
        date.fromisoformat(day.strip("()"))
    except ValueError:
        message = f"CHANGELOG.md: write the date of {version} as (YYYY-MM-DD)"
        raise ReleaseError(message) from None
    return text.strip() + "\n"


def _sections(changelog: str) -> list[tuple[str, str]]:
    """Return the title and the text of each section."""
    return re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", changelog, flags=re.MULTILINE | re.DOTALL)


def check_tag(tag: str, version: str, changelog: str) -> None:
    """Check that a tag names the version, and that the changelog is complete.

    Raises:
        ReleaseError: The tag names another version, or the changelog has unreleased changes.
    """
    if any(title == "Unreleased" and text.strip() for title, text in _sections(changelog)):
        message = f"CHANGELOG.md: move the text of 'Unreleased' into the section of {version}"
        raise ReleaseError(message)
    if tag != f"v{version}":
        message = f"the tag is {tag}, but pyproject.toml has the version {version}"
        raise ReleaseError(message)


def check_pythons(project: dict[str, Any], workflow: str) -> None:
    """Check that the classifiers, the tests and `requires-python` name the same Pythons.

    Raises:
        ReleaseError: They differ.
    """
    classified = [
        classifier.removeprefix(_PYTHON.removesuffix("3."))
        for classifier in project["classifiers"]
        if classifier.startswith(_PYTHON)
    ]
    matrix = _MATRIX.search(workflow)
    tested = re.findall(r"[\d.]+", matrix[1]) if matrix else []
    lowest = project["requires-python"].removeprefix(">=")
    if classified != tested or lowest != classified[0]:
        message = (
            f"pyproject.toml has classifiers for Python {classified} and requires {lowest} or "
            f"later, but ci.yml tests {tested}"
        )
        raise ReleaseError(message)


def check_wheel(wheel: Path) -> None:
    """Check that a wheel has the files that are not Python.

    Raises:
        ReleaseError: One is missing.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    if missing := [name for name in _IN_WHEEL if f"stytch_exchange/{name}" not in names]:
        message = f"{wheel.name} does not contain {', '.join(missing)}"
        raise ReleaseError(message)


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file in a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def build() -> list[Path]:
    """Build the sdist and the wheel twice: in the working tree, and in a clone of this commit.

    Raises:
        ReleaseError: The two builds differ, or the working tree has changes.
    """
    if changes := _run("git", "status", "--porcelain"):
        message = f"commit or remove these changes first:\n{changes}"
        raise ReleaseError(message)
    shutil.rmtree(DIST, ignore_errors=True)
    _build(ROOT, DIST)
    first = hashes(DIST)
    with TemporaryDirectory() as name:
        clone = Path(name) / "clone"
        _run("git", "clone", "--quiet", ROOT, clone)
        _build(clone, Path(name) / "dist")
        second = hashes(Path(name) / "dist")
    if first != second:
        message = f"two builds of the same commit differ:\n{first}\n{second}"
        raise ReleaseError(message)
    for file, digest in first.items():
        print(f"  {digest}  {file}")
    return sorted(DIST.iterdir())


def _build(source: Path, target: Path) -> None:
    _run(sys.executable, *("-m", "build", "--no-isolation", "--outdir"), target, source)


def write_sbom(wheel: Path, version: str) -> Path:
    """Install a wheel with all its extras, and write the list of what it depends on."""
    sbom = DIST / f"stytch_exchange-{version}.cdx.json"
    with TemporaryDirectory() as name:
        _run(BIN / "uv", "venv", "--quiet", "--python", sys.executable, name)
        _run(
            *(BIN / "uv", "pip", "install", "--quiet", "--python", name),
            *("--constraint", "requirements/dev.txt", f"{wheel}[cli,fixtures,jwt,sandbox]"),
        )
        _run(
            *(BIN / "cyclonedx-py", "environment", "--pyproject", "pyproject.toml"),
            *("--mc-type", "library", "--output-reproducible", "--output-file", sbom, name),
        )
    return sbom


def _run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Return what a command prints.

    Raises:
        ReleaseError: It fails.
    """
    done = subprocess.run(  # noqa: S603 - the commands are our own
        command, cwd=cwd, check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        message = f"{Path(command[0]).name} {command[1]} failed:\n{done.stdout}{done.stderr}"
        raise ReleaseError(message)
    return done.stdout


def main(tag: str | None) -> None:
    """Check everything, and report each step.

    Args:
        tag: The tag of the release, if it exists already.

    Raises:
        ReleaseError: Something must change before the release.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    version: str = project["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    if tag is not None:
        check_tag(tag, version, changelog)
    text = notes(changelog, version)
    check_pythons(project, (ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    print(f"Version {version}: changelog, classifiers{' and tag' if tag else ''} agree")
    print(_run(sys.executable, "scripts/api_breaks.py"), end="")
    print("Two builds of this commit are equal:")
    sdist_and_wheel = build()
    [wheel] = [path for path in sdist_and_wheel if path.suffix == ".whl"]
    check_wheel(wheel)
    _run(sys.executable, "-m", "twine", "check", "--strict", *sdist_and_wheel)
    print("twine: the metadata is valid")
    sbom = write_sbom(wheel, version)
    (DIST / "notes.md").write_text(text, "utf-8")
    print(f"In dist/: the sdist, the wheel, {sbom.name} and notes.md. Nothing was uploaded.")


if __name__ == "__main__":
    try:
        main(sys.argv[1] if sys.argv[1:] else None)
    except ReleaseError as error:
        sys.exit(str(error))
