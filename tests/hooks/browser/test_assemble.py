"""Python for the reader's browser is complete, and each part has its pinned hash."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from hooks.browser import assemble
from hooks.browser.assemble import AssemblyError


@pytest.fixture(name="assembled", scope="module")
def _assembled() -> Path:
    """The folder that `make` has assembled before the tests."""
    if not (assemble.RUNTIME / "fingerprint.txt").is_file():
        pytest.skip("needs Python for the browser, which `make test` assembles if npm is installed")
    return assemble.RUNTIME


def _wheel(folder: Path, name: str, *needed: str) -> Path:
    """Write a wheel with dependencies."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0"]
    metadata += [f"Requires-Dist: {one}" for one in needed]
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(metadata))
        wheel.writestr(f"{name}/__init__.py", "")
    return path


def test_a_lock_is_complete(assembled: Path) -> None:
    """It lists exactly the wheels in the folder, with all their dependencies."""
    python = assembled / "python"
    lock = json.loads((python / "pyodide-lock.json").read_text("utf-8"))
    packages = lock["packages"]

    assert {path.name for path in python.glob("*.whl")} == {
        entry["file_name"] for entry in packages.values()
    }
    assert packages == assemble.packages(sorted(python.glob("*.whl")))
    assert {"pydantic"} == set(packages["stytch-exchange"]["depends"])


def test_a_missing_dependency_is_refused(tmp_path: Path) -> None:
    """Loading would fail in the reader's browser."""
    wheel = _wheel(tmp_path, "exchange", "httpx>=1")

    with pytest.raises(AssemblyError, match=r"exchange-1.0-.*\.whl needs httpx"):
        assemble.packages([wheel])


def test_a_dependency_of_another_platform_is_ignored(tmp_path: Path) -> None:
    """Markers are evaluated for Python in the browser, without extras."""
    wheel = _wheel(
        tmp_path,
        "exchange",
        'colorama; sys_platform == "win32"',
        'tomli; python_version < "3.11"',
        'rich; extra == "cli"',
    )

    assert [] == assemble.packages([wheel])["exchange"]["depends"]


def test_a_wheel_is_copied_without_unused_modules(tmp_path: Path) -> None:
    """Its list of files does not name them either, and everything else is the same."""
    (tmp_path / "copies").mkdir()
    wheel = tmp_path / "pydantic-1.0-py3-none-any.whl"
    record = "pydantic-1.0.dist-info/RECORD"
    files = {"pydantic/main.py": "1", "pydantic/v1/main.py": "2", "pydantic/mypy.py": "3"}
    with zipfile.ZipFile(wheel, "w") as whole:
        for name, text in files.items():
            whole.writestr(name, text)
        whole.writestr(record, "".join(f"{name},,\n" for name in [*files, record]))
    assemble.copy_wheel(wheel, tmp_path / "copies")
    with zipfile.ZipFile(tmp_path / "copies" / wheel.name) as copy:
        found = {name: copy.read(name).decode() for name in copy.namelist()}

    assert {"pydantic/main.py": "1", record: f"pydantic/main.py,,\n{record},,\n"} == found


def test_the_browser_has_the_pydantic_of_the_tests() -> None:
    """The notebooks and the playground show the messages of the same version."""
    lock = (assemble.ROOT / "requirements" / "dev.txt").read_text("utf-8")
    pinned = re.compile(r"^(pydantic(?:-core)?)==([\w.]+)", re.MULTILINE)

    assert pinned.findall(lock) == pinned.findall(assemble.WHEELS.read_text("utf-8"))


def test_another_pyodide_is_refused(tmp_path: Path) -> None:
    """An archive with another hash is not unpacked, and is deleted."""
    archive = tmp_path / f"pyodide-{assemble.PYODIDE}.tgz"
    archive.write_bytes(b"something else")

    with pytest.raises(AssemblyError, match="does not have the pinned hash"):
        assemble.pyodide(tmp_path)

    assert not archive.exists()


def test_another_wheel_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pip refuses a wheel with another hash than the list has."""
    _wheel(tmp_path, "exchange")
    pinned = tmp_path / "browser.txt"
    pinned.write_text(f"exchange==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    monkeypatch.setattr(assemble, "WHEELS", pinned)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    with pytest.raises(AssemblyError, match="pip download"):
        assemble.wheels(tmp_path / "downloads")


def test_without_npm_it_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site can still be built, and can say why the playground is missing."""
    monkeypatch.setenv("PATH", "")

    assemble.assemble(tmp_path)

    assert "has no npm" in (tmp_path / "left-out.txt").read_text("utf-8")
    assert not (tmp_path / "fingerprint.txt").exists()


def test_a_fingerprint_depends_on_names_and_contents(tmp_path: Path) -> None:
    """It changes with a byte or a name, but not with Python's bytecode."""
    path = tmp_path / "a.js"
    path.write_bytes(b"1")
    first = assemble.fingerprint(tmp_path)
    path.write_bytes(b"2")
    second = assemble.fingerprint(tmp_path)
    path.rename(tmp_path / "b.js")
    third = assemble.fingerprint(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "b.pyc").write_bytes(b"3")

    assert 3 == len({first, second, third})
    assert third == assemble.fingerprint(tmp_path)


def test_the_kernel_uses_no_other_host(assembled: Path) -> None:
    """By default JupyterLite loads Pyodide from a CDN; here it is in the folder beside it."""
    config = json.loads((assembled / "lite" / "jupyter-lite.json").read_text("utf-8"))
    settings = config["jupyter-config-data"]["litePluginSettings"]
    kernel = settings["@jupyterlite/pyodide-kernel-extension:kernel"]

    assert "./../loading.js" == kernel["pyodideUrl"]
    assert kernel["disablePyPIFallback"]
    assert [] == re.findall(r"https?://", json.dumps(kernel))
