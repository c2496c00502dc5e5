"""The table of `reference/fields.md`: every field, with its class and its JSON Pointers."""

from collections.abc import Mapping

from hooks.model.wire_pointers import ROOTS, Field, fields, reference_name

_AT_A_GLANCE = 3
"""If a field has more pointers, only the first is shown, and the others are folded."""


def parts() -> Mapping[str, object]:
    """Return the totals and the rows of the table."""
    rows = sorted(fields(), key=lambda field: (field.name, field.model.__name__))
    return {
        "fields": len(rows),
        "classes": len({field.model for field in rows}),
        "documents": len(ROOTS),
        "pointers": sum(len(field.pointers) for field in rows),
        "rows": "\n".join(map(_row, rows)),
    }


def _row(field: Field) -> str:
    marks = ["optional"] * (not field.is_required) + ["may be null"] * field.is_nullable
    presence = f' <span class="presence">{", ".join(marks)}</span>' if marks else ""
    return (
        f"<tr><td>{_link(field.path, field.name)}</td>"
        f"<td>{_link(reference_name(field.model), field.model.__name__)}"
        f"{presence}</td>"
        f"<td>{_document(field)}{_pointers(field.pointers)}</td></tr>"
    )


def _link(path: str, text: str) -> str:
    return f'<autoref identifier="{path}"><code>{text}</code></autoref>'


def _document(field: Field) -> str:
    return "" if field.document == next(iter(ROOTS)) else f"In the {field.document}: "


def _pointers(pointers: tuple[str, ...]) -> str:
    shown = len(pointers) if len(pointers) <= _AT_A_GLANCE else 1
    text = ", ".join(map(_code, pointers[:shown]))
    if folded := "".join(f"<li>{_code(pointer)}</li>" for pointer in pointers[shown:]):
        more = f"and {len(pointers) - shown} more pointers"
        text += f"<details><summary>{more}</summary><ul>{folded}</ul></details>"
    return text


def _code(pointer: str) -> str:
    return f"<code>{pointer}</code>"
