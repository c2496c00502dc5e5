"""The table of `reference/licenses.md`, the texts, and the list of the site's software (SBOM)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

from hooks.browser import licenses
from hooks.browser.licenses import Part

FOLDER = "licenses"
SBOM = f"{FOLDER}/site.cdx.json"
NPM = f"{FOLDER}/jupyterlite-npm.txt"

_RULE = "=" * 80


def parts() -> Mapping[str, object]:
    """Return the rows of the table, and the sentence about JupyterLite."""
    found, npm = _found()
    return {"rows": "\n".join(map(_row, found)), "npm": npm_sentence(npm)}


def npm_sentence(found: Sequence[Part]) -> str:
    """Return what the page says about the npm packages in JupyterLite."""
    if not found:
        return "This site was built without Python for the browser."
    without = sum(not part.texts for part in found)
    return (
        f"JupyterLite also contains {len(found)} npm packages, listed with their licenses in "
        f"[`jupyterlite-npm.txt`](../{NPM}); {without} of them come without the text."
    )


def files() -> dict[str, str]:
    """Return the texts and the SBOM by their paths below `docs/`."""
    found, npm = _found()
    texts = {_path(part): text_of([part]) for part in found}
    if npm:
        texts[NPM] = text_of(npm)
    return {**texts, SBOM: json.dumps(sbom([*found, *npm]), indent=1, ensure_ascii=False) + "\n"}


def sbom(found: Iterable[Part]) -> dict[str, Any]:
    """Return the list of software in the format of CycloneDX."""
    site = {"type": "data", "name": "stytch-exchange-site", "version": version("stytch-exchange")}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": site},
        "components": [
            {
                "type": "library",
                "bom-ref": part.purl,
                "name": part.name,
                "version": part.version,
                "purl": part.purl,
                **({"licenses": [{"license": {"name": part.license}}]} if part.license else {}),
            }
            for part in found
        ],
    }


@cache
def _found() -> tuple[list[Part], list[Part]]:
    return licenses.parts(), licenses.npm_parts()


def _row(part: Part) -> str:
    named = part.license or "see the text"
    return f"| `{part.name}` {part.version} | {named} | [text](../{_path(part)}) |"


def _path(part: Part) -> str:
    return f"{FOLDER}/{part.name}-{part.version}.txt"


def text_of(found: Iterable[Part]) -> str:
    """Return the texts of some packages, each below its name."""
    return "\n".join(
        "\n".join([_RULE, f"{part.name} {part.version}: {part.license}", path, _RULE, "", text, ""])
        for part in found
        for path, text in (part.texts or {"": "(The package has no text of its license.)"}).items()
    )
