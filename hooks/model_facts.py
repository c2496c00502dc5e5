"""Tell the reference's templates what the models know: places, null, known values, an example.

It is an extension of Griffe, which reads the source: what the source alone does not say is added.
"""

from typing import Any

from griffe import Extension, Module

from hooks.object_examples import object_examples
from hooks.places import fields

FACTS = "wire"
"""Under this name an object of Griffe holds the facts, in `extra`."""


class ModelFacts(Extension):
    """Adds the facts to each model, and to each of its fields."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Add them once the package is read."""
        for field in fields():
            path = f"{field.model.__module__}.{field.model.__qualname__}.{field.name}"
            _extra(pkg, path).update(
                document=field.document,
                places=field.places,
                is_required=field.is_required,
                is_nullable=field.is_nullable,
                known=field.known,
            )
        for model, example in object_examples().items():
            path = f"{model.__module__}.{model.__qualname__}"
            _extra(pkg, path)["example"] = example.markdown


def _extra(package: Module, path: str) -> dict[str, Any]:
    """Return where the facts of an object are kept."""
    try:
        facts: dict[str, Any] = package[path.removeprefix(f"{package.path}.")].extra[FACTS]
    except KeyError:
        # Under `make serve` the source can be newer than the models that were imported.
        return {}
    return facts
