"""What runs in the reader's browser is published as one, and offered where it is of use."""

import json
import os
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hooks import in_browser, runtime

LOCK = {
    "info": {"size": 3},
    "packages": {
        "stytch-exchange": {"depends": ["pydantic"], "size": 100},
        "pydantic": {"depends": [], "size": 20},
        "ipython": {"depends": [], "size": 4000},
    },
}


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime of nearly nothing."""
    monkeypatch.setattr(runtime, "RUNTIME", tmp_path)
    monkeypatch.setattr(in_browser, "SCRIPTS", tmp_path / "scripts")
    for name in ("scripts", "python", "lite"):
        (tmp_path / name).mkdir()
    (tmp_path / "scripts" / "a.js").write_text("1", "utf-8")
    (tmp_path / "lite" / "index.html").write_text("lite", "utf-8")
    (tmp_path / "python" / "pyodide-lock.json").write_text(json.dumps(LOCK), "utf-8")
    for name in runtime.PYODIDE_FILES:
        (tmp_path / "python" / name).write_bytes(b"x")
    (tmp_path / "fingerprint.txt").write_text("assembled", "utf-8")
    return tmp_path


def _refused(_source: str, _target: str) -> None:
    """Link nothing, as on another disk."""
    raise OSError


def _config(site: Path) -> Any:
    return in_browser.on_config(SimpleNamespace(extra={}, site_dir=str(site)))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def test_the_folder_is_named_by_all_that_is_in_it(folder: Path) -> None:
    """Another script or another assembly is another folder, and the same is the same."""
    first, again = in_browser.offer()["folder"], in_browser.offer()["folder"]
    (folder / "scripts" / "a.js").write_text("2", "utf-8")
    second = in_browser.offer()["folder"]
    (folder / "fingerprint.txt").write_text("anew", "utf-8")

    assert first == again
    assert 3 == len({first, second, in_browser.offer()["folder"]})


def test_the_size_is_that_of_the_package(folder: Path) -> None:  # noqa: ARG001 - it is read there
    """Python, the package and what it needs; nothing that the tutorials need beside it."""
    assert 3 + 100 + 20 == in_browser.offer()["size"]


@pytest.mark.parametrize("link", [os.link, _refused])
def test_all_is_published_in_one_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, link: Any
) -> None:
    """Python lies beside the scripts, and JupyterLite in a folder there; a second build, too."""
    monkeypatch.setattr(os, "link", link)
    site = folder / "site"
    config = _config(site)

    in_browser.on_post_build(config)
    in_browser.on_post_build(config)

    published = site / config.extra["runtime"]["folder"]
    assert (published / "pyodide.mjs").is_file()
    assert (published / "lite" / "index.html").is_file()


def test_what_was_left_out_is_not_offered(folder: Path) -> None:
    """A page gets no button, nothing is published, and the reason is there to be shown."""
    (folder / "fingerprint.txt").unlink()
    (folder / "left-out.txt").write_text("the machine has no npm\n", "utf-8")
    config = _config(folder / "site")
    page: Any = SimpleNamespace(file=SimpleNamespace(src_uri="tutorials/01_parse.md"), url="x/")
    html = '<p class="notebook">'

    in_browser.on_post_build(config)

    assert "the machine has no npm" == config.extra["runtime"]["left_out"]
    assert html == in_browser.on_page_content(html, page, config)
    assert not (folder / "site").exists()


def test_a_build_without_make_says_so(folder: Path) -> None:
    """Whoever calls mkdocs alone has assembled nothing."""
    (folder / "fingerprint.txt").unlink()

    assert "without `make`" in in_browser.offer()["left_out"]


def test_the_script_prints_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    """As a plain script."""
    runpy.run_path(str(Path(in_browser.__file__)), run_name="__main__")

    assert {"folder", "size", "left_out"} == json.loads(capsys.readouterr().out).keys()
