"""What runs in the reader's browser is closed, and each part is what it was when it was pinned."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from hooks import runtime
from hooks.runtime import RuntimeAssemblyError


@pytest.fixture(name="assembled", scope="module")
def _assembled() -> Path:
    """The folder that `make` has assembled before the tests."""
    if not (runtime.RUNTIME / "fingerprint.txt").is_file():
        pytest.skip("needs Python for the browser, which `make test` assembles if npm is installed")
    return runtime.RUNTIME


def _wheel(folder: Path, name: str, *needed: str) -> Path:
    """Write a wheel that needs others."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0"]
    metadata += [f"Requires-Dist: {one}" for one in needed]
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(metadata))
        wheel.writestr(f"{name}/__init__.py", "")
    return path


def test_a_lock_is_closed(assembled: Path) -> None:
    """Each wheel that the lock names is there, is what the lock says, and needs no other."""
    python = assembled / "python"
    lock = json.loads((python / "pyodide-lock.json").read_text("utf-8"))
    packages = lock["packages"]

    assert {path.name for path in python.glob("*.whl")} == {
        entry["file_name"] for entry in packages.values()
    }
    assert packages == runtime.packages(sorted(python.glob("*.whl")))
    assert {"pydantic"} == set(packages["stytch-exchange"]["depends"])


def test_a_missing_dependency_is_refused(tmp_path: Path) -> None:
    """A lock that names what is not there would fail in the reader's browser."""
    wheel = _wheel(tmp_path, "exchange", "httpx>=1")

    with pytest.raises(RuntimeAssemblyError, match=r"exchange-1.0-.*\.whl needs httpx"):
        runtime.packages([wheel])


def test_a_dependency_of_another_platform_is_none(tmp_path: Path) -> None:
    """Markers are read as Python in the browser would read them, and extras are not asked for."""
    wheel = _wheel(
        tmp_path,
        "exchange",
        'colorama; sys_platform == "win32"',
        'tomli; python_version < "3.11"',
        'rich; extra == "cli"',
    )

    assert [] == runtime.packages([wheel])["exchange"]["depends"]


def test_the_browser_has_the_pydantic_of_the_tests() -> None:
    """What the notebooks show, and what a report says, is of one version."""
    lock = (runtime.ROOT / "requirements" / "dev.txt").read_text("utf-8")
    pinned = re.compile(r"^(pydantic(?:-core)?)==([\w.]+)", re.MULTILINE)

    assert pinned.findall(lock) == pinned.findall(runtime.WHEELS.read_text("utf-8"))


def test_another_pyodide_is_refused(tmp_path: Path) -> None:
    """An archive with another hash is not unpacked, and not kept."""
    archive = tmp_path / f"pyodide-{runtime.PYODIDE}.tgz"
    archive.write_bytes(b"something else")

    with pytest.raises(RuntimeAssemblyError, match="is not what it was when it was pinned"):
        runtime.pyodide(tmp_path)

    assert not archive.exists()


def test_another_wheel_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pip does not take a wheel with another hash than the list has."""
    _wheel(tmp_path, "exchange")
    pinned = tmp_path / "browser.txt"
    pinned.write_text(f"exchange==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    monkeypatch.setattr(runtime, "WHEELS", pinned)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    with pytest.raises(RuntimeAssemblyError, match="pip download"):
        runtime.wheels(tmp_path / "downloads")


def test_without_npm_it_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is built all the same, and can say why."""
    monkeypatch.setenv("PATH", "")

    runtime.assemble(tmp_path)

    assert "has no npm" in (tmp_path / "left-out.txt").read_text("utf-8")
    assert not (tmp_path / "fingerprint.txt").exists()


def test_a_fingerprint_is_of_names_and_contents(tmp_path: Path) -> None:
    """It changes with a byte, and with a name; not with what Python keeps of its own."""
    path = tmp_path / "a.js"
    path.write_bytes(b"1")
    first = runtime.fingerprint(tmp_path)
    path.write_bytes(b"2")
    second = runtime.fingerprint(tmp_path)
    path.rename(tmp_path / "b.js")
    third = runtime.fingerprint(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "b.pyc").write_bytes(b"3")

    assert 3 == len({first, second, third})
    assert third == runtime.fingerprint(tmp_path)


def test_the_kernel_is_told_of_no_other_host(assembled: Path) -> None:
    """JupyterLite's own default is a host of Pyodide's; ours is the folder beside it."""
    config = json.loads((assembled / "lite" / "jupyter-lite.json").read_text("utf-8"))
    settings = config["jupyter-config-data"]["litePluginSettings"]
    kernel = settings["@jupyterlite/pyodide-kernel-extension:kernel"]

    assert "./../loading.js" == kernel["pyodideUrl"]
    assert kernel["disablePyPIFallback"]
    assert [] == re.findall(r"https?://", json.dumps(kernel))
