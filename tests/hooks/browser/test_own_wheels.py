"""Our own wheels have the right content, and nothing mistakes them for real packages."""

import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from packaging.requirements import Requirement

from hooks.browser import assemble, own_wheels


@pytest.fixture(name="written")
def _written(tmp_path: Path) -> dict[str, tuple[Metadata, set[str]]]:
    """The metadata of each wheel, and the names of its modules."""
    assemble.build_own_wheel(tmp_path)
    [ours] = tmp_path.glob("*.whl")
    own_wheels.write_own_wheels(tmp_path)
    found: dict[str, tuple[Metadata, set[str]]] = {}
    for path in set(tmp_path.glob("*.whl")) - {ours}:
        with zipfile.ZipFile(path) as wheel:
            names = wheel.namelist()
            [info] = [name for name in names if name.endswith("/METADATA")]
            metadata = Metadata.from_email(wheel.read(info))
        found[metadata.name] = metadata, {name for name in names if name.endswith(".py")}
    return found


def test_each_is_of_version_0(written: dict[str, tuple[Metadata, set[str]]]) -> None:
    """No real package is, so a list of versions shows them."""
    assert own_wheels.NAMES == written.keys()
    assert {"0"} == {str(metadata.version) for metadata, _ in written.values()}


def test_an_extra_depends_on_what_it_installs(
    written: dict[str, tuple[Metadata, set[str]]],
) -> None:
    """The list is the one in pyproject.toml, and the wheel holds no modules."""
    project = tomllib.loads((assemble.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]

    for name in own_wheels.EXTRAS:
        metadata, modules = written[name]
        extra = name.rpartition("-")[2]

        assert {Requirement(needed).name for needed in extras[extra]} == {
            needed.name for needed in metadata.requires_dist or []
        }
        assert modules == set()


def test_a_stand_in_has_its_modules(written: dict[str, tuple[Metadata, set[str]]]) -> None:
    """A file or a folder of the same name, with all that is below."""
    assert {"cryptography.py"} == written["cryptography"][1]
    assert "uvicorn/protocols/http/h11_impl.py" in written["uvicorn"][1]
    assert all(name.startswith("uvicorn/") for name in written["uvicorn"][1])
