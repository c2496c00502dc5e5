"""The software of other authors that the site contains: its licenses, from its own metadata."""

import json
import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

from packaging.metadata import RawMetadata, parse_email
from packaging.utils import canonicalize_name

from hooks.browser import assemble, own_wheels

_TEXT = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE|AUTHORS)(\.[\w.-]+)?$")
_CLASSIFIER = "License :: OSI Approved :: "

_NPM = ["build", "extensions/@jupyterlite/pyodide-kernel-extension/static"]
"""The folders of JupyterLite with a list of the npm packages that are compiled into it."""


class Part(NamedTuple):
    """A package, as the site contains it."""

    name: str
    """Its name in its registry."""

    version: str
    """Its version."""

    license: str
    """The license that it names; empty if it names none."""

    purl: str
    """Its package URL, which is its name in a list of software (SBOM)."""

    texts: Mapping[str, str]
    """The texts of its licenses, by their paths in the package."""


def parts() -> list[Part]:
    """Return the parts of the site: the theme, and Python for the browser if it is assembled."""
    found = [_theme()]
    if (assemble.RUNTIME / "fingerprint.txt").is_file():
        loaded = [*wheels(assemble.RUNTIME / "python")]
        found += [*loaded, *_python(loaded), _installed("jupyterlite-core")]
    return sorted(found, key=lambda part: part.name)


def npm_parts() -> list[Part]:
    """Return the npm packages in JupyterLite, as its builds list them."""
    files = [assemble.RUNTIME / "lite" / name / "third-party-licenses.json" for name in _NPM]
    listed = [json.loads(file.read_text("utf-8"))["packages"] for file in files if file.is_file()]
    found = {part.purl: part for packages in listed for part in map(_npm, packages)}
    return [found[purl] for purl in sorted(found)]


def _npm(package: Mapping[str, str]) -> Part:
    name, version, text = (package[key] for key in ("name", "versionInfo", "extractedText"))
    purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
    return Part(name, version, package["licenseId"], purl, {"LICENSE": text} if text else {})


def _theme() -> Part:
    """Return Material for MkDocs, with the licenses of its icons."""
    theme = _installed("mkdocs-material")
    icons = Path(str(distribution("mkdocs-material").locate_file("material/templates/.icons")))
    found = {
        f"icons/{path.relative_to(icons).as_posix()}": path.read_text("utf-8")
        for path in sorted(icons.glob("*/LICENSE*"))
    }
    return theme._replace(texts={**theme.texts, **found})


def _installed(name: str) -> Part:
    """Return a package of this environment."""
    package = distribution(name)
    texts = {
        str(path): path.read_text("utf-8")
        for path in package.files or []
        if _TEXT.search(str(path)) and ".dist-info/" in str(path)
    }
    return _part(parse_email(package.read_text("METADATA") or "")[0], texts)


def wheels(folder: Path) -> Iterator[Part]:
    """Yield each wheel in a folder, except those that are written here."""
    for path in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            names = wheel.namelist()
            info = next(name for name in names if name.endswith(".dist-info/METADATA"))
            texts = {name: wheel.read(name).decode("utf-8") for name in names if _TEXT.search(name)}
            part = _part(parse_email(wheel.read(info))[0], texts)
        if part.name not in own_wheels.NAMES:
            yield part


def _part(metadata: RawMetadata, texts: Mapping[str, str]) -> Part:
    name, version = canonicalize_name(metadata.get("name", "")), metadata.get("version", "")
    classified = [
        classifier.removeprefix(_CLASSIFIER)
        for classifier in metadata.get("classifiers", [])
        if classifier.startswith(_CLASSIFIER)
    ]
    named = metadata.get("license_expression") or metadata.get("license") or ", ".join(classified)
    return Part(name, version, named.partition("\n")[0], f"pkg:pypi/{name}@{version}", texts)


def _python(loaded: Iterable[Part]) -> Iterator[Part]:
    """Yield Pyodide and CPython, whose npm package has no texts: other packages have the same."""
    texts = {part.name: part.texts for part in loaded}
    with tarfile.open(assemble.pyodide(assemble.RUNTIME / "downloads")) as archive:
        package = archive.extractfile("package/package.json")
        assert package is not None  # noqa: S101 - each npm package has one
        metadata: dict[str, Any] = json.load(package)
    version = metadata["version"]
    mozilla = _only(texts["micropip"], "micropip", "Mozilla Public License")
    yield Part("pyodide", version, metadata["license"], f"pkg:npm/pyodide@{version}", mozilla)
    python = assemble.ENVIRONMENT["python_full_version"]
    psf = _only(texts["typing-extensions"], "typing_extensions", "PYTHON SOFTWARE FOUNDATION")
    yield Part("cpython", python, "PSF-2.0", f"pkg:generic/cpython@{python}", psf)


def _only(texts: Mapping[str, str], owner: str, words: str) -> dict[str, str]:
    """Return the texts of a package's own license that contain some words."""
    return {
        name: text for name, text in texts.items() if name.startswith(f"{owner}-") and words in text
    }
