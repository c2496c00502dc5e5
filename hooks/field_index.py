"""An index of all fields, with the class of each and its places on the wire.

As a MkDocs hook it makes `reference/fields.md`; `python hooks/field_index.py` prints that page.
"""

from typing import TYPE_CHECKING

from hooks.places import ROOTS, Field, fields, reference_name

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

PAGE = "reference/fields.md"

_AT_A_GLANCE = 3
"""So many places are shown; of a longer list the first, and the rest is folded."""

_HEAD = """\
# Field index

Look up here in which class a name of the wire is found, and at which places.

There are {fields} fields in {classes} classes, at {places} places in {documents} documents: \
the response ([Response](response.md)), the body of an error ([Error body](error.md)), the request \
([Request](request.md)), the session JWT and the access token ([JWTs](jwt.md)), and the responses \
after the exchange ([Later responses](after-the-exchange.md)).
A place is a JSON Pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) with `*` for any \
item of an array; where no document is named, it points into the response.
Authentication factors stand in a session JWT as well; their places there are not listed.

<form id="field-filter" hidden>
<label for="field-filter-text">Show fields with</label>
<input id="field-filter-text" type="search" autocomplete="off" autocapitalize="none" \
spellcheck="false" aria-describedby="field-filter-hint" aria-controls="field-table">
<output for="field-filter-text" role="status"></output>
<p id="field-filter-hint">Parts of a name, a class, a word such as <code>nullable</code>, or the \
pointer of a finding: <code>/member/roles/1/role_id</code>.</p>
</form>

<table id="field-table" class="fields" data-search-exclude>
<thead><tr><th scope="col">Field</th><th scope="col">Class</th><th scope="col">Places</th></tr>\
</thead>
<tbody>
"""

_FOOT = """\
</tbody>
</table>

<script src="../../javascripts/field-filter.js" defer></script>

Next: the [map of the response](map.md), and how to \
[read one field](../how-to/read-one-field.md).
"""


def page() -> str:
    """Return the page as Markdown, whose table is HTML."""
    rows = sorted(fields(), key=lambda field: (field.name, field.model.__name__))
    head = _HEAD.format(
        fields=len(rows),
        classes=len({field.model for field in rows}),
        documents=len(ROOTS),
        places=sum(len(field.places) for field in rows),
    )
    return head + "".join(map(_row, rows)) + _FOOT


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the page to the site."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - the plain script does without

    files.append(File.generated(config, PAGE, content=page()))
    return files


def _row(field: Field) -> str:
    presence = "required" if field.is_required else "optional"
    null = ", nullable" if field.is_nullable else ""
    return (
        f"<tr><td>{_link(field.path, field.name)}</td>"
        f"<td>{_link(reference_name(field.model), field.model.__name__)}"
        f' <span class="presence">{presence}{null}</span></td>'
        f"<td>{_document(field)}{_places(field.places)}</td></tr>\n"
    )


def _link(path: str, text: str) -> str:
    return f'<autoref identifier="{path}"><code>{text}</code></autoref>'


def _document(field: Field) -> str:
    return "" if field.document == next(iter(ROOTS)) else f"In the {field.document}: "


def _places(places: tuple[str, ...]) -> str:
    shown = len(places) if len(places) <= _AT_A_GLANCE else 1
    text = ", ".join(map(_pointer, places[:shown]))
    if folded := "".join(f"<li>{_pointer(place)}</li>" for place in places[shown:]):
        more = f"and {len(places) - shown} more places"
        text += f"<details><summary>{more}</summary><ul>{folded}</ul></details>"
    return text


def _pointer(place: str) -> str:
    return f"<code>{place}</code>"


if __name__ == "__main__":
    print(page(), end="")
