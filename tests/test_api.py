"""The public API: the names that the package exports, and what their import needs."""

import ast
import inspect
import pkgutil
import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

import stytch_exchange
import stytch_exchange.fixtures
import stytch_exchange.jwt
import stytch_exchange.lines
import stytch_exchange.sandbox
from stytch_exchange.models._base import _field_docstrings, all_models

_OPEN = {
    "actions",
    "diagnosis.kinds",
    "errors",
    "examples",
    "findings",
    "fixtures.cassettes",
    "fixtures.key",
    "fixtures.making",
    "jwt.access_tokens",
    "jwt.claims",
    "jwt.errors",
    "jwt.jwks_cache",
    "jwt.verification",
    "lines.records",
    "lines.rows",
    "lines.summary",
    "models",
    "parsing",
    "checking.check",
    "checking.report",
}
"""The modules, or packages of them, whose public names are part of the API, with exceptions."""

_INTERNAL = {
    "DETAIL_FIELDS",
    "KEY_ID",
    "SEVERITIES",
    "TOO_LARGE",
    "Broken",
    "KeysToAwait",
    "Pointers",
    "Remedy",
    "Row",
    "StillFetchingError",
    "Text",
    "TextRecognizer",
    "Value",
    "ValueRecognizer",
    "aligned",
    "check_arguments",
    "diagnosis_of",
    "finding",
    "findings_of",
    "json_pointer",
    "json_type",
    "malformed",
    "registered_claims",
    "signed_payload",
    "signing_key",
    "Location",
    "located_findings_of",
    "outcome_of",
    "reason_not_to_read",
    "remedy_for",
    "rows_of",
    "severity_of",
    "status_findings",
    "without_byte_order_mark",
    "worse_status",
    "fixture_of_line",
}
"""The names in these modules that only the package's own modules use."""

MODULES = [
    import_module(module.name)
    for module in pkgutil.walk_packages(stytch_exchange.__path__, "stytch_exchange.")
    if not module.name.rpartition(".")[2].startswith("_")
    and any(f"{module.name}.".startswith(f"stytch_exchange.{name}.") for name in _OPEN)
]


def _public_names(module: ModuleType) -> set[str]:
    """Return the names without an underscore that a module defines itself."""
    names: set[str] = set()
    for statement in ast.parse(inspect.getsource(module)).body:
        match statement:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                names.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]):
                names.add(name)
            case _:
                pass
    return {name for name in names if not name.startswith("_")}


FACES: list[ModuleType] = [
    stytch_exchange,
    stytch_exchange.fixtures,
    stytch_exchange.jwt,
    stytch_exchange.lines,
    stytch_exchange.sandbox,
]
"""The modules that users import from. `fixtures`, `jwt` and `sandbox` each need an extra."""


def _face_of(module: ModuleType) -> ModuleType:
    """Return the module that exports the public names of another module."""
    return next(face for face in reversed(FACES) if module.__name__.startswith(face.__name__))


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_the_public_names_are_sorted_and_listed_once(face: ModuleType) -> None:
    """`__all__` lists constants, classes and functions in alphabetical order, each once."""
    names = face.__all__

    assert sorted(set(names), key=lambda name: (name[0].islower(), name)) == names


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_every_public_name_resolves(face: ModuleType) -> None:
    """Each name in `__all__` exists, so that `from stytch_exchange import *` works."""
    missing = [name for name in face.__all__ if not hasattr(face, name)]

    assert [] == missing


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_public_name_is_exported(module: ModuleType) -> None:
    """A public name of a module of the API is in `__all__`, or listed above as internal."""
    assert set() == _public_names(module) - _INTERNAL - set(_face_of(module).__all__)


def test_every_name_is_exported_once() -> None:
    """No name can be imported from two of the modules."""
    names = [name for face in FACES for name in face.__all__]

    assert sorted(set(names)) == sorted(names)


def test_every_model_is_exported() -> None:
    """`__all__` contains every model of the contract."""
    models = {
        model.__name__
        for model in all_models()
        if model.__module__.startswith("stytch_exchange.models.")
    }

    assert set() == models - set(stytch_exchange.__all__)


def test_every_field_has_a_docstring() -> None:
    """The docstring below a field describes it in the reference and in the JSON Schema."""
    fields = {
        f"{model.__module__}.{model.__name__}.{name}": _field_docstrings(model).get(name, "")
        for model in all_models()
        if model.__module__.startswith("stytch_exchange.") and model.__name__[0] != "_"
        for name in model.model_fields
    }

    assert len(fields) > 250
    assert [] == [field for field, text in fields.items() if not text.endswith(".")]


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The message is the same as for any other module."""
    with pytest.raises(AttributeError, match="module 'stytch_exchange' has no attribute 'parse'"):
        stytch_exchange.parse  # noqa: B018 - looking it up is the test


def test_the_check_is_imported_on_first_use() -> None:
    """A program that only parses does not wait for the import."""
    script = (
        "import sys, stytch_exchange\n"
        "before = 'stytch_exchange.checking' in sys.modules\n"
        "stytch_exchange.check_response\n"
        "print(before, 'stytch_exchange.checking' in sys.modules)"
    )
    printed = subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout

    assert "False True" == printed.strip()


def test_importing_the_package_needs_only_pydantic() -> None:
    """The import loads no other distribution than pydantic and its dependencies."""
    script = (
        "import sys; before = set(sys.modules)\n"
        "import stytch_exchange\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(name for name in new - sys.stdlib_module_names if name[0] != '_'))"
    )
    allowed = {
        "annotated_types",
        "pydantic",
        "pydantic_core",
        "stytch_exchange",
        "typing_extensions",
        "typing_inspection",
    }

    printed = subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout

    assert set() == set(printed.split()) - allowed
