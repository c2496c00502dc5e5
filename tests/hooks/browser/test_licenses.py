"""Each part of the site has its license, read from the package itself."""

import json
import zipfile
from pathlib import Path

import pytest

from hooks.browser import assemble, licenses, own_wheels

NEEDS_RUNTIME = pytest.mark.skipif(
    not (assemble.RUNTIME / "fingerprint.txt").is_file(),
    reason="Python for the browser is not assembled: run `make test` on a machine with npm",
)


def _wheel(folder: Path, *headers: str) -> None:
    """Write a wheel whose metadata has these headers."""
    metadata = "\n".join(["Metadata-Version: 2.4", "Name: Some.Thing", "Version: 1.0", *headers])
    with zipfile.ZipFile(folder / "some_thing-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("some_thing-1.0.dist-info/METADATA", metadata)
        wheel.writestr("some_thing-1.0.dist-info/licenses/LICENSE.txt", "You may.")
        wheel.writestr("some_thing/licenses.py", "")


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        (["License-Expression: MIT", "License: other"], "MIT"),
        (["License: BSD 3-Clause"], "BSD 3-Clause"),
        (["License: MIT License\n  with all its text"], "MIT License"),
        (["Classifier: License :: OSI Approved :: BSD License"], "BSD License"),
        (["Classifier: Typing :: Typed"], ""),
    ],
)
def test_a_wheel_names_its_license(tmp_path: Path, headers: list[str], named: str) -> None:
    """In one of three places, the newest way first; a module is not a license."""
    _wheel(tmp_path, *headers)

    [part] = licenses.wheels(tmp_path)

    assert named == part.license
    assert ("some-thing", "1.0", "pkg:pypi/some-thing@1.0") == (part.name, part.version, part.purl)
    assert {"some_thing-1.0.dist-info/licenses/LICENSE.txt": "You may."} == part.texts


def test_without_python_the_site_has_only_its_theme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its license, and those of its icons."""
    monkeypatch.setattr(assemble, "RUNTIME", tmp_path)

    [theme] = licenses.parts()

    assert "mkdocs-material" == theme.name
    assert any("Font Awesome" in text for text in theme.texts.values())
    assert [] == licenses.npm_parts()


@NEEDS_RUNTIME
def test_every_wheel_of_the_site_has_a_license_and_its_text() -> None:
    """So do Pyodide and CPython; the wheels that are written here do not count."""
    found = {part.name: part for part in licenses.parts()}
    lock = json.loads((assemble.RUNTIME / "python" / "pyodide-lock.json").read_text("utf-8"))

    assert set(lock["packages"]) - own_wheels.NAMES | {
        *("pyodide", "cpython", "mkdocs-material", "jupyterlite-core"),
    } == set(found)
    assert [] == [name for name, part in found.items() if not part.texts]
    assert "Mozilla Public License" in "".join(found["pyodide"].texts.values())
    assert "PYTHON SOFTWARE FOUNDATION" in "".join(found["cpython"].texts.values())


@NEEDS_RUNTIME
def test_the_npm_packages_in_jupyterlite_name_their_licenses() -> None:
    """Each of them once, even if two builds contain it."""
    found = licenses.npm_parts()

    assert len(found) > 300
    assert len({part.purl for part in found}) == len(found)
    assert [] == [part.name for part in found if not part.license]
