"""Write wheels: an empty package, stand-ins for two others, and our extras."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from packaging.metadata import Metadata

HOLLOW = "jedi"
"""A package that is replaced by an empty wheel. The kernel requires it, but IPython completes names
without it, and the kernel gets smaller by a third."""

STAND_INS: Mapping[str, Iterable[str]] = {"cryptography": ["rsa"], "uvicorn": ["h11", "urllib3"]}
"""The packages that do not work in a browser, with what their stand-ins need. The stand-ins are in
the folder of the same name; a server never loads them."""

EXTRAS: Mapping[str, str] = {
    "stytch-exchange-jwt": "stytch_exchange.jwt",
    "stytch-exchange-sandbox": "stytch_exchange.sandbox",
}
"""A wheel without modules for each extra: it depends on the packages that the extra installs.

Python in the browser loads the packages of the modules that code imports, so importing our module
loads this wheel."""

NAMES = frozenset({HOLLOW, *STAND_INS, *EXTRAS})

_CODE = Path(__file__).parent / "stand_ins"
_WITHOUT_JEDI = """\
c = get_config()
# The kernel uses jedi by default, and its completion would fail without it.
c.InteractiveShellApp.exec_lines = ["get_ipython().Completer.use_jedi = False"]
"""


def write_own_wheels(python: Path) -> None:
    """Write all of them into a folder that has the wheel of our package."""
    setting = {f"{HOLLOW}-0.data/data/etc/ipython/ipython_config.py": _WITHOUT_JEDI}
    _write(python, HOLLOW, setting, [])
    for name, needed in STAND_INS.items():
        _write(python, name, _files(name), needed)
    [ours] = python.glob("stytch_exchange-*.whl")
    for name in EXTRAS:
        _write(python, name, {}, _extra(ours, name.rpartition("-")[2]))


def _files(name: str) -> dict[str, str]:
    """Return the code of a stand-in, which is a file or a folder, by its paths in the wheel."""
    paths = [*_CODE.glob(f"{name}.py"), *_CODE.glob(f"{name}/**/*.py")]
    return {path.relative_to(_CODE).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


def _extra(wheel: Path, extra: str) -> list[str]:
    """Return the names of the packages that an extra of a wheel installs."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        info = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = Metadata.from_email(archive.read(info), validate=False)
    return [
        requirement.name
        for requirement in metadata.requires_dist or []
        if requirement.marker is not None and requirement.marker.evaluate({"extra": extra})
    ]


def _write(python: Path, name: str, files: Mapping[str, str], needed: Iterable[str]) -> None:
    """Write a wheel of version 0, so that nobody mistakes it for the real package."""
    package = f"{name.replace('-', '_')}-0"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n"]
    metadata += [f"Requires-Dist: {other}\n" for other in needed]
    info = {
        f"{package}.dist-info/METADATA": "".join(metadata),
        f"{package}.dist-info/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
        f"{package}.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(python / f"{package}-py3-none-any.whl", "w") as wheel:
        for path, text in {**files, **info}.items():
            # A new ZipInfo has a fixed date, so that the wheel is the same each time.
            wheel.writestr(zipfile.ZipInfo(path), text)
