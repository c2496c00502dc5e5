"""Python for the reader's browser is published in one folder, and offered by the tutorials."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from hooks.browser import assemble, publish

LOCK = {
    "info": {"size": 3},
    "packages": {
        "stytch-exchange": {"depends": ["pydantic"], "size": 100},
        "pydantic": {"depends": [], "size": 20},
        "ipython": {"depends": [], "size": 4000},
        "stytch-exchange-jwt": {"depends": ["cryptography"], "size": 600_000},
        "stytch-exchange-sandbox": {"depends": ["cryptography"], "size": 7},
        "cryptography": {"depends": [], "size": 1_000_000},
    },
}


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An assembled folder with hardly anything in it."""
    monkeypatch.setattr(assemble, "RUNTIME", tmp_path)
    monkeypatch.setattr(publish, "SCRIPTS", tmp_path / "scripts")
    for name in ("scripts", "python", "lite"):
        (tmp_path / name).mkdir()
    (tmp_path / "scripts" / "a.js").write_text("1", "utf-8")
    (tmp_path / "lite" / "index.html").write_text("lite", "utf-8")
    (tmp_path / "python" / "pyodide-lock.json").write_text(json.dumps(LOCK), "utf-8")
    for name in assemble.PYODIDE_FILES:
        (tmp_path / "python" / name).write_bytes(b"x")
    (tmp_path / "fingerprint.txt").write_text("assembled", "utf-8")
    return tmp_path


def _refused(_source: str, _target: str) -> None:
    """Fail, as between two disks."""
    raise OSError


def test_the_folder_is_named_after_its_contents(folder: Path) -> None:
    """The name changes with a script or an assembled file, and not without a change."""
    first, again = publish.offer()["folder"], publish.offer()["folder"]
    (folder / "scripts" / "a.js").write_text("2", "utf-8")
    second = publish.offer()["folder"]
    (folder / "fingerprint.txt").write_text("again", "utf-8")

    assert first == again
    assert 3 == len({first, second, publish.offer()["folder"]})


def test_the_size_is_that_of_the_package(folder: Path) -> None:  # noqa: ARG001 - it is read there
    """It counts Python, the package and its dependencies, and nothing that only tutorials need."""
    assert 3 + 100 + 20 == publish.offer()["size"]
    assert 3 + 100 + 20 + 600_000 + 7 + 1_000_000 == publish.offer()["flow_size"]


@pytest.mark.parametrize("link", [os.link, _refused])
def test_everything_is_published_in_one_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, link: Any
) -> None:
    """Python beside the scripts, and JupyterLite in a folder; a second build overwrites them."""
    monkeypatch.setattr(os, "link", link)
    published = folder / "site" / "runtime" / "hash"

    publish.publish(published)
    publish.publish(published)

    assert (published / "pyodide.mjs").is_file()
    assert (published / "lite" / "index.html").is_file()


def test_a_tutorial_gets_a_button(folder: Path) -> None:  # noqa: ARG001 - it is read there
    """Only if it can run in a browser; the button's script is in the published folder."""
    html = '<p class="notebook">Download</p>'

    offered = publish.with_offer(html, "01_parse", "../../runtime/hash")

    assert 'src="../../runtime/hash/start.js?tutorial.js"' in offered
    assert offered.endswith(html)
    assert html == publish.with_offer(html, "07_none", "../../runtime/hash")


def test_a_tutorial_says_what_it_loads_and_what_stands_in(folder: Path) -> None:  # noqa: ARG001
    """The packages that its cells load count too; so does all that they depend on."""
    html = '<p class="notebook">Download</p>'

    plain = publish.with_offer(html, "01_parse", "runtime")
    signed = publish.with_offer(html, "04_verify_the_jwt", "runtime")

    assert f"{publish.TUTORIAL_LOADS} MB" in plain
    assert f"{publish.TUTORIAL_LOADS + 2} MB" in signed
    assert [False, True] == [
        "in place of <code>cryptography</code>" in page for page in (plain, signed)
    ]


def test_a_reason_is_given_if_nothing_was_assembled(folder: Path) -> None:
    """The playground's page shows it."""
    (folder / "fingerprint.txt").unlink()
    (folder / "left-out.txt").write_text("the machine has no npm\n", "utf-8")

    offer = publish.offer()
    assert ("", 0, 0) == (offer["folder"], offer["size"], offer["flow_size"])
    assert "the machine has no npm" == offer["left_out"]


def test_a_build_without_make_says_so(folder: Path) -> None:
    """Only `make` assembles Python for the browser before a build."""
    (folder / "fingerprint.txt").unlink()

    assert "without `make`" in publish.offer()["left_out"]
