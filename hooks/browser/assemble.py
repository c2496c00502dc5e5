"""Assemble what runs the package in a reader's browser: Python, the wheels, and JupyterLite.

`python hooks/runtime.py` fills `.runtime/`: Pyodide comes from npm, the wheels from the package
index, each by its hash; ours is built from the tree. What was downloaded once is kept. Nothing that
the result does not hold is ever asked for: its lock names no other wheel.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.metadata import Metadata
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / ".runtime"
"""Holds `python/` and `lite/`, which are published, and `fingerprint.txt`, which is written last;
or `left-out.txt`, which says why they are not there; and `downloads/`."""

WHEELS = ROOT / "requirements" / "browser.txt"

PYODIDE = "314.0.6"
"""The version that the kernel of JupyterLite is made for."""

PYODIDE_SHA512 = (
    "BKDTJyIqFxC4BExLqeRS3f5xvXZIjOt8C3zGLN/Cc7tFxSwvKVhVkchQQ2AGLOtR4YrVOIFxbV8poyDOOmWwxQ=="
)
MODULES = ["pyodide.mjs", "pyodide.asm.mjs"]
"""What of Pyodide a browser imports: how far that has come, nobody can tell."""

PYODIDE_FILES = [*MODULES, "pyodide.asm.wasm", "python_stdlib.zip"]

ENVIRONMENT = {
    "extra": "",
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_system": "Emscripten",
    "python_full_version": "3.14.2",
    "python_version": "3.14",
    "sys_platform": "emscripten",
}
"""What the markers of a dependency see in the browser."""

HOLLOW = "jedi"
"""A package of which there is only the name: the kernel asks for it, but without it IPython still
completes, by what is there at run time, and a third of what the kernel weighs is spared."""

_WITHOUT_JEDI = """\
c = get_config()
# The kernel asks for jedi when it starts, and would fail to complete without it.
c.InteractiveShellApp.exec_lines = ["get_ipython().Completer.use_jedi = False"]
"""

NOTEBOOKS = ["01_parse", "02_validate", "03_use"]
"""The tutorials that need nothing but the package."""

KERNEL_EXTENSION = (
    Path(sysconfig.get_path("data"))
    / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
)
KERNEL = ["ipykernel", "pyodide_kernel"]
"""What the kernel's own package brings along."""

UNUSED = [
    "rspack.config*.js",
    # Fonts for browsers that know neither woff2 nor WebAssembly.
    *(f"build/fa-*.{kind}" for kind in ("eot", "svg", "ttf", "woff")),
]
"""What JupyterLite's build holds and no browser asks for."""

IN_TUTORIALS = ["ipykernel", HOLLOW, "micropip", "stytch-exchange"]
"""What the kernel has from its start; they bring along what they need."""

_TELL = """<script>
addEventListener("error", ({ target }) => {
  if (target.localName === "script") window.failedScript ??= target.src;
}, true);
</script>"""
"""The page around JupyterLite looks there: JupyterLite itself would stay blank."""

_DATE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


class RuntimeAssemblyError(Exception):
    """Something is missing, or is not what it was when it was pinned."""


def assemble(folder: Path) -> None:
    """Fill a folder, or say in its `left-out.txt` why it has no runtime.

    Raises:
        RuntimeAssemblyError: A download is not there or has another hash, or a dependency of a
            wheel is not among the wheels.
    """
    python, lite, downloads = (folder / name for name in ("python", "lite", "downloads"))
    finished, left_out = folder / "fingerprint.txt", folder / "left-out.txt"
    for old in (python, lite):
        shutil.rmtree(old, ignore_errors=True)
    for old in (finished, left_out):
        old.unlink(missing_ok=True)
    downloads.mkdir(parents=True, exist_ok=True)
    if shutil.which("npm") is None:
        left_out.write_text("the machine that built this site has no npm\n", "utf-8")
        return
    python.mkdir()
    lock = unpack_pyodide(pyodide(downloads), python)
    for wheel in [*wheels(downloads), *kernel_wheels()]:
        shutil.copy(wheel, python)
    write_hollow_wheel(python)
    build_own_wheel(python)
    lock["packages"] = packages(sorted(python.glob("*.whl")))
    (python / "pyodide-lock.json").write_text(json.dumps(lock, separators=(",", ":")), "utf-8")
    build_lite(lite)
    finished.write_text(fingerprint(python, lite), "utf-8")


def fingerprint(*folders: Path) -> str:
    """Return a hash of the names and the contents of all files in some folders, bytecode aside."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(filter(Path.is_file, folder.rglob("*"))):
            if path.parent.name == "__pycache__":
                continue
            digest.update(f"{path.relative_to(folder)}\0{_sha256(path)}\0".encode())
    return digest.hexdigest()


def pyodide(downloads: Path) -> Path:
    """Return the archive of Pyodide, which npm gets where it is not kept.

    Raises:
        RuntimeAssemblyError: npm cannot get it, or it is another one than was pinned.
    """
    archive = downloads / f"pyodide-{PYODIDE}.tgz"
    if not archive.is_file():
        _run("npm", "pack", f"pyodide@{PYODIDE}", "--silent", cwd=downloads)
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != PYODIDE_SHA512:
        archive.unlink()
        message = f"{archive.name} is not what it was when it was pinned"
        raise RuntimeAssemblyError(message)
    return archive


def unpack_pyodide(archive: Path, python: Path) -> dict[str, Any]:
    """Unpack of the archive what runs, and return its lock, which names wheels that it lacks.

    The lock is told the size of what runs, for the progress of its loading.
    """
    with tarfile.open(archive) as files:
        for name in PYODIDE_FILES:
            (python / name).write_bytes(_member(files, name))
        lock: dict[str, Any] = json.loads(_member(files, "pyodide-lock.json"))
    lock["info"]["size"] = _size(python, PYODIDE_FILES)
    lock["info"]["modules"] = _size(python, MODULES)
    return lock


def _size(folder: Path, names: list[str]) -> int:
    return sum((folder / name).stat().st_size for name in names)


def _member(files: tarfile.TarFile, name: str) -> bytes:
    found = files.extractfile(f"package/{name}")
    if found is None:
        message = f"Pyodide {PYODIDE} has no {name}"
        raise RuntimeAssemblyError(message)
    return found.read()


def wheels(downloads: Path) -> list[Path]:
    """Return the wheels of `requirements/browser.txt`, which pip gets where one is not kept.

    Raises:
        RuntimeAssemblyError: pip cannot get one, or it has another hash than was pinned.
    """
    pinned = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", WHEELS.read_text("utf-8")))
    if not pinned <= _kept(downloads).keys():
        _run(
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--require-hashes", "--only-binary=:all:"),
            *("--implementation", "cp", "--python-version", "314", "--abi", "cp314"),
            *("--abi", "none", "--platform", "pyemscripten_2026_0_wasm32", "--platform", "any"),
            *("--dest", str(downloads), "--requirement", str(WHEELS)),
        )
    return [_kept(downloads)[digest] for digest in sorted(pinned)]


def _kept(downloads: Path) -> dict[str, Path]:
    """Return the wheels that were downloaded, by their hash."""
    return {_sha256(path): path for path in downloads.glob("*.whl")}


def kernel_wheels() -> list[Path]:
    """Return the wheels that come with the kernel of JupyterLite.

    Raises:
        RuntimeAssemblyError: The kernel's package does not hold one of them.
    """
    folder = KERNEL_EXTENSION / "static" / "pypi"
    found = {path.name.partition("-")[0]: path for path in folder.glob("*.whl")}
    if missing := set(KERNEL) - set(found):
        message = f"jupyterlite-pyodide-kernel has no {', '.join(sorted(missing))}"
        raise RuntimeAssemblyError(message)
    return [found[name] for name in KERNEL]


def build_own_wheel(python: Path) -> None:
    """Build the package from the tree."""
    _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", python)


def write_hollow_wheel(python: Path) -> None:
    """Write a wheel with nothing to import, but with IPython's setting to do without it."""
    name = f"{HOLLOW}-0"
    files = {
        f"{name}.data/data/etc/ipython/ipython_config.py": _WITHOUT_JEDI,
        f"{name}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {HOLLOW}\nVersion: 0\n",
        f"{name}.dist-info/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
        f"{name}.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(python / f"{name}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            # An entry of its own has a fixed date: the same wheel comes out each time.
            wheel.writestr(zipfile.ZipInfo(path), text)


def packages(paths: list[Path]) -> dict[str, Any]:
    """Return the entries of Pyodide's lock for some wheels.

    Raises:
        RuntimeAssemblyError: A wheel depends on one that is not among them.
    """
    entries = [_package(path) for path in paths]
    found = {entry["name"]: entry for entry in entries}
    for entry in entries:
        if missing := set(entry["depends"]) - set(found):
            message = f"{entry['file_name']} needs {', '.join(sorted(missing))}, which is not there"
            raise RuntimeAssemblyError(message)
    return found


def _package(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        info = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = Metadata.from_email(archive.read(info), validate=False)
    name = canonicalize_name(metadata.name)
    needed = {
        canonicalize_name(requirement.name)
        for requirement in metadata.requires_dist or []
        if requirement.marker is None or requirement.marker.evaluate(ENVIRONMENT)
    }
    tops = {name.partition("/")[0] for name in names}
    return {
        "name": name,
        "version": str(metadata.version),
        "file_name": path.name,
        "install_dir": "site",
        "sha256": _sha256(path),
        "size": path.stat().st_size,
        "package_type": "package",
        "imports": sorted(top.partition(".")[0] for top in tops if "-" not in top),
        "depends": sorted(needed),
        "unvendored_tests": False,
    }


def build_lite(lite: Path) -> None:
    """Build JupyterLite with the tutorials, for the Python in the folder above it."""
    with TemporaryDirectory() as name:
        _build_lite(Path(name), lite)
    listing = lite / "api" / "contents" / "all.json"
    # When the files were copied is told there: nobody needs it, and each build would be another.
    listing.write_text(_DATE.sub("1980-01-01T00:00:00Z", listing.read_text("utf-8")), "utf-8")
    page = lite / "notebooks" / "index.html"
    page.write_text(page.read_text("utf-8").replace("<head>", f"<head>{_TELL}", 1), "utf-8")
    for pattern in UNUSED:
        for path in lite.glob(pattern):
            path.unlink()


def _build_lite(source: Path, lite: Path) -> None:
    (source / "files").mkdir()
    for name in NOTEBOOKS:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", source / "files")
    memory = ["memoryStorageDriver"]
    config = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "enableMemoryStorage": True,
            "contentsStorageDrivers": memory,
            "settingsStorageDrivers": memory,
            "workspacesStorageDrivers": memory,
            "exposeAppInBrowser": True,
            # What it does is not needed, and it would outlive the page in the reader's browser.
            "disabledExtensions": ["@jupyterlite/application-extension:service-worker-manager"],
            "litePluginSettings": {
                "@jupyterlite/pyodide-kernel-extension:kernel": {
                    "pyodideUrl": "./../loading.js",
                    "disablePyPIFallback": True,
                    "loadPyodideOptions": {"packages": IN_TUTORIALS},
                }
            },
        },
    }
    (source / "jupyter-lite.json").write_text(json.dumps(config), "utf-8")
    build = {
        "apps": ["notebooks"],
        "contents": ["files"],
        "federated_extensions": [str(KERNEL_EXTENSION)],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_libarchive": True,
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": str(lite),
    }
    config_file = source / "jupyter_lite_config.json"
    config_file.write_text(json.dumps({"LiteBuildConfig": build}), "utf-8")
    _run(sys.executable, "-m", "jupyterlite_core", "build", cwd=source)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _run(*command: str | Path, cwd: Path = ROOT) -> None:
    done = subprocess.run(  # noqa: S603 - the commands are our own
        command, cwd=cwd, check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        message = f"{' '.join(map(str, command[:4]))} failed: {done.stderr or done.stdout}"
        raise RuntimeAssemblyError(message)


if __name__ == "__main__":
    try:
        assemble(RUNTIME)
    except RuntimeAssemblyError as error:
        sys.exit(str(error))
    if (told := RUNTIME / "left-out.txt").is_file():
        print("The site goes without its playground:", told.read_text("utf-8"), end="")
