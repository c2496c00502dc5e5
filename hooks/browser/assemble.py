"""Assemble what runs the package in a reader's browser: Python, the wheels, and JupyterLite.

`python -m hooks.browser.assemble` fills `.runtime/`. It gets Pyodide from npm and the wheels from
the package index, checks their hashes, and builds our own wheel from the tree. Downloads are kept.
The result is complete: a browser never asks for a file that is not in it.
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
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.metadata import Metadata
from packaging.utils import canonicalize_name

from hooks.browser import own_wheels

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / ".runtime"
"""Contains `downloads/`, and either the published folders `python/` and `lite/`, with
`fingerprint.txt`, which is written last, or `left-out.txt`, which says why they are missing."""

WHEELS = ROOT / "requirements" / "browser.txt"

PYODIDE = "314.0.6"
"""The version that JupyterLite's kernel needs."""

PYODIDE_SHA512 = (
    "BKDTJyIqFxC4BExLqeRS3f5xvXZIjOt8C3zGLN/Cc7tFxSwvKVhVkchQQ2AGLOtR4YrVOIFxbV8poyDOOmWwxQ=="
)
MODULES = ["pyodide.mjs", "pyodide.asm.mjs"]
"""The files of Pyodide that a browser imports, so that their progress cannot be measured."""

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
"""The values that the markers of a dependency have in the browser."""

NOTEBOOKS: Mapping[str, Sequence[str]] = {
    "01_parse": [],
    "02_validate": [],
    "03_use": [],
    "04_verify_the_jwt": ["stytch-exchange-jwt"],
    "05_handle_refusals": ["stytch-exchange-sandbox", "httpx"],
    "06_exchange_in_the_sandbox": ["stytch-exchange-jwt", "stytch-exchange-sandbox", "stytch"],
}
"""The tutorials, with the packages that their cells load beside the package itself."""

KERNEL_EXTENSION = (
    Path(sysconfig.get_path("data"))
    / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
)
KERNEL = ["ipykernel", "pyodide_kernel"]
"""The wheels in the kernel's own package."""

UNUSED = [
    "rspack.config*.js",
    # Fonts for browsers without woff2, which do not have WebAssembly either.
    *(f"build/fa-*.{kind}" for kind in ("eot", "svg", "ttf", "woff")),
]
"""Files of JupyterLite's build that no browser requests."""

UNUSED_MODULES = re.compile(
    # Pydantic's old version does not run on Python 3.14, and nothing is type-checked in a browser.
    r"pydantic/(v1/|mypy\.py)"
    # IPython highlights Python, and imports some other languages for its cell magics.
    r"|pygments/lexers/(?!(__init__|_mapping|_css_builtins|_lilypond_builtins|_scheme_builtins"
    r"|css|data|html|javascript|jvm|lilypond|lisp|markup|perl|python|ruby|shell)\.py)"
)
"""Modules in the wheels that nothing imports in the playground or in a tutorial."""

UNWANTED = [
    # The service worker would stay in the reader's browser.
    "@jupyterlite/application-extension:service-worker-manager",
    # It shows the listing's time, which is not a real one: "Last Checkpoint: 46 years ago".
    "@jupyter-notebook/notebook-extension:checkpoints",
]
"""Parts of JupyterLite that are not started."""

IN_TUTORIALS = ["ipykernel", own_wheels.HOLLOW, "micropip", "stytch-exchange"]
"""The packages that the kernel loads at its start, with their dependencies."""

_TELL = """<script>
const tell = (url) => { window.failedScript ??= new URL(url, location).href; };
addEventListener("error", ({ target }) => {
  if (target.localName === "script") tell(target.src);
}, true);
window.forbidden = "";
addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
  window.forbidden ||= effectiveDirective;
});
window.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options);
    // An ErrorEvent would be an error of a script that has arrived.
    this.addEventListener("error", (event) => event instanceof ErrorEvent || tell(url));
  }
};
</script>"""
"""JupyterLite stays blank if a script fails to load or is refused, so the page around it reads
this."""

_DATE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


class AssemblyError(Exception):
    """A part is missing, or does not have its pinned hash."""


def assemble(folder: Path) -> None:
    """Fill a folder, or write into its `left-out.txt` why that is not possible.

    Raises:
        AssemblyError: A download is missing or has the wrong hash, or a dependency of a wheel is
            missing.
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
        copy_wheel(wheel, python)
    build_own_wheel(python)
    own_wheels.write_own_wheels(python)
    lock["packages"] = packages(sorted(python.glob("*.whl")))
    (python / "pyodide-lock.json").write_text(json.dumps(lock, separators=(",", ":")), "utf-8")
    build_lite(lite)
    finished.write_text(fingerprint(python, lite), "utf-8")


def fingerprint(*folders: Path) -> str:
    """Return a hash of the names and contents of all files in the folders, except bytecode."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(filter(Path.is_file, folder.rglob("*"))):
            if path.parent.name == "__pycache__":
                continue
            digest.update(f"{path.relative_to(folder)}\0{_sha256(path)}\0".encode())
    return digest.hexdigest()


def pyodide(downloads: Path) -> Path:
    """Return the archive of Pyodide, and download it with npm if necessary.

    Raises:
        AssemblyError: npm cannot get the archive, or it does not have the pinned hash.
    """
    archive = downloads / f"pyodide-{PYODIDE}.tgz"
    if not archive.is_file():
        _run("npm", "pack", f"pyodide@{PYODIDE}", "--silent", cwd=downloads)
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != PYODIDE_SHA512:
        archive.unlink()
        message = f"{archive.name} does not have the pinned hash; it was deleted, so try again"
        raise AssemblyError(message)
    return archive


def unpack_pyodide(archive: Path, python: Path) -> dict[str, Any]:
    """Unpack the files that run, and return Pyodide's lock, which lists wheels that are not there.

    The sizes of the files are added to the lock, so that a page can show the progress of loading.
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
        message = f"Pyodide {PYODIDE} does not contain {name}"
        raise AssemblyError(message)
    return found.read()


def wheels(downloads: Path) -> list[Path]:
    """Return the wheels of `requirements/browser.txt`, and download them with pip if necessary.

    Raises:
        AssemblyError: pip cannot get a wheel, or it does not have the pinned hash.
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
    """Return the downloaded wheels by their hashes."""
    return {_sha256(path): path for path in downloads.glob("*.whl")}


def kernel_wheels() -> list[Path]:
    """Return the wheels that come with JupyterLite's kernel.

    Raises:
        AssemblyError: The kernel's package does not contain one of them.
    """
    folder = KERNEL_EXTENSION / "static" / "pypi"
    found = {path.name.partition("-")[0]: path for path in folder.glob("*.whl")}
    if missing := set(KERNEL) - set(found):
        message = f"jupyterlite-pyodide-kernel does not contain {', '.join(sorted(missing))}"
        raise AssemblyError(message)
    return [found[name] for name in KERNEL]


def copy_wheel(wheel: Path, folder: Path) -> None:
    """Copy a wheel into a folder without the modules that are not used there."""
    with (
        zipfile.ZipFile(wheel) as whole,
        zipfile.ZipFile(folder / wheel.name, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for info in whole.infolist():
            content = whole.read(info)
            if info.filename.endswith(".dist-info/RECORD"):
                lines = content.splitlines(keepends=True)
                content = b"".join(
                    line for line in lines if not UNUSED_MODULES.match(line.decode())
                )
            if not UNUSED_MODULES.match(info.filename):
                copy.writestr(info, content, compresslevel=9)


def build_own_wheel(python: Path) -> None:
    """Build the package from the tree."""
    _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", python)


def packages(paths: list[Path]) -> dict[str, Any]:
    """Return the entries of Pyodide's lock for some wheels.

    Raises:
        AssemblyError: A dependency of a wheel is not among the wheels.
    """
    entries = [_package(path) for path in paths]
    found = {entry["name"]: entry for entry in entries}
    for entry in entries:
        if missing := set(entry["depends"]) - set(found):
            message = f"{entry['file_name']} needs {', '.join(sorted(missing))}, which is missing"
            raise AssemblyError(message)
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
    imports = {top.partition(".")[0] for top in tops if "-" not in top}
    if name in own_wheels.EXTRAS:
        imports.add(own_wheels.EXTRAS[name])
    return {
        "name": name,
        "version": str(metadata.version),
        "file_name": path.name,
        "install_dir": "site",
        "sha256": _sha256(path),
        "size": path.stat().st_size,
        "package_type": "package",
        "imports": sorted(imports),
        "depends": sorted(needed),
        "unvendored_tests": False,
    }


def build_lite(lite: Path) -> None:
    """Build JupyterLite with the tutorials, for the Python in the folder above it."""
    with TemporaryDirectory() as name:
        _build_lite(Path(name), lite)
    listing = lite / "api" / "contents" / "all.json"
    # The listing has the time of the copy, which would make each build differ.
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
            "disabledExtensions": UNWANTED,
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
        raise AssemblyError(message)


if __name__ == "__main__":
    try:
        assemble(RUNTIME)
    except AssemblyError as error:
        sys.exit(str(error))
    if (reason := RUNTIME / "left-out.txt").is_file():
        print("The site is built without its playground:", reason.read_text("utf-8"), end="")
