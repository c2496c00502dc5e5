"""An extension of Griffe that gives the reference's templates facts that the source does not have.

Griffe only reads the source. This adds each field's JSON Pointers, whether it is nullable, its
known values, and an example of each class.
"""

from typing import Any

from griffe import Extension, Module

from hooks.html.annotated import beside_fields
from hooks.model.examples import object_examples
from hooks.model.wire_pointers import fields

FACTS = "wire"
"""The key of an object's `extra` that holds the facts."""


class ModelFacts(Extension):
    """Adds the facts to each model and to each of its fields."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Add the facts once Griffe has read the package."""
        for field in fields():
            path = f"{field.model.__module__}.{field.model.__qualname__}.{field.name}"
            _extra(pkg, path).update(
                document=field.document,
                pointers=field.pointers,
                is_required=field.is_required,
                is_nullable=field.is_nullable,
                known=field.known,
            )
        for model, example in object_examples().items():
            path = f"{model.__module__}.{model.__qualname__}"
            _extra(pkg, path)["example"] = beside_fields(example)


def _extra(package: Module, path: str) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = package[path.removeprefix(f"{package.path}.")].extra[FACTS]
    except KeyError:
        # Under `make serve` the source can be newer than the models that were imported.
        return {}
    return facts
