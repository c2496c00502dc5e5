"""Pages and files that are made from the code and the notebooks: one list for any builder.

The prose of such a page is in `docs/`, with `{{ placeholders }}` for what the code adds.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from hooks.pages import (
    api_schemas,
    explorer,
    field_index,
    home,
    json_schema,
    licenses,
    notebooks,
    quality,
    response_map,
)

DOCS = Path(__file__).parents[2] / "docs"

FILLED: Mapping[str, Callable[[], Mapping[str, object]]] = {
    "explanation/quality.md": quality.parts,
    "index.md": home.parts,
    "reference/fields.md": field_index.parts,
    "reference/licenses.md": licenses.parts,
    "reference/map.md": response_map.parts,
    "reference/schemas.md": api_schemas.parts,
}
"""The pages with placeholders, each with the function that returns their values."""

_PLACEHOLDER = re.compile(r"\{\{ (\w+) \}\}")


class PlaceholderError(ValueError):
    """The placeholders of a page and the values for them do not match."""


def generated(site_url: str | None) -> dict[str, str | bytes]:
    """Return each generated page and file by its path below `docs/`.

    Args:
        site_url: The address of the site, if it is known.
    """
    filled = {page: fill(page, _text(page), parts()) for page, parts in FILLED.items()}
    template = explorer.path(explorer.FIRST)
    for name in explorer.EXAMPLES:
        page = explorer.path(name)
        filled[page] = fill(template, _text(template), explorer.parts(name))
    files = {
        **notebooks.files(),
        **licenses.files(),
        json_schema.PATH: json_schema.schema(site_url),
    }
    return {**filled, **files}


def fill(page: str, markdown: str, parts: Mapping[str, object]) -> str:
    """Return a page with its placeholders replaced by their values.

    Raises:
        PlaceholderError: A placeholder has no value, or a value has no placeholder.
    """
    names = set(_PLACEHOLDER.findall(markdown))
    if differing := sorted(names ^ parts.keys()):
        known = ", ".join(sorted(parts))
        message = f"docs/{page}: wrong or missing placeholders {differing}; write each of: {known}"
        raise PlaceholderError(message)
    return _PLACEHOLDER.sub(lambda found: str(parts[found[1]]), markdown)


def write(folder: Path) -> None:
    """Write all of them below a folder, for a builder that does not run MkDocs' hooks."""
    for name, content in generated(None).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def _text(page: str) -> str:
    return (DOCS / page).read_text("utf-8")
