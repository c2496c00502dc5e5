"""The public face: what `stytch_exchange` hands on, and what importing it costs."""

import ast
import inspect
import pkgutil
import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

import stytch_exchange
import stytch_exchange.jwt
import stytch_exchange.sandbox
from stytch_exchange.models._base import Model, _field_docstrings

MODULES = [
    import_module(module.name)
    for module in pkgutil.walk_packages(stytch_exchange.__path__, "stytch_exchange.")
    if not module.name.rpartition(".")[2].startswith("_")
]

_INTERNAL = {
    # Between the cache and the asynchronous verification.
    "jwt.jwks_cache": {"KeysToAwait", "StillFetchingError"},
    "base64url": {"decode_base64url"},
    "checking.consistency": {"Inconsistency", "inconsistencies"},
    "checking.containers": {"Trail", "containers", "location"},
    "checking.walk": {"Departure", "survey"},
    "checking.duplicate_keys": {"Decoded", "decode"},
    "checking.repair": {"Fill", "repaired"},
    "cli": {"app", "check", "example", "redact", "sandbox", "schema"},
    "findings": {
        "Location",
        "finding",
        "findings_of",
        "json_pointer",
        "located_findings_of",
        "severity_of",
    },
    "jwt.claim_checks": {"Requirements", "check_claims", "requirements_of"},
    "jwt.decoding": {"decode_object"},
    "jwt.jwks_fetch": {"check_client", "fetch"},
    "jwt.jwks_url": {"build_jwks_url"},
    "jwt.keys": {"JWKS", "key_named", "verification_keys"},
    "jwt.signature": {"is_signed"},
    "loopback": {"is_loopback"},
    "models.factors": {"DETAIL_FIELDS"},
    "sandbox.access_tokens": {
        "AccessTokens",
        "FULL_ACCESS",
        "Grant",
        "issue",
        "issue_access_token",
    },
    "sandbox.app": {"create_app"},
    "sandbox.claims": {"merged_claims"},
    "sandbox.command": {"options_parser", "serve"},
    "sandbox.exchange": {"exchange"},
    # Pytest's to find, by its name.
    "sandbox.fixtures": {"stytch_sandbox"},
    "sandbox.http_basic": {"has_credentials"},
    "sandbox.identifiers": {"Identifiers"},
    "sandbox.project": {"Project"},
    "sandbox.rate": {"Rate"},
    "sandbox.refusals": {"KNOWN", "Refusal", "refusal"},
    "sandbox.sessions": {"Session", "Sessions", "authenticate"},
    "sandbox.signing": {"ORGANIZATION", "SESSION", "SigningKey", "claims_in", "session_claims"},
    "sandbox.templates": {"EXCHANGE", "Template", "template_names", "wire_time"},
    "redaction": {"MASK", "redact"},
    "parsing": {"check_arguments", "outcome_of", "status_findings", "worse_status"},
    "tracebacks": {"hide_frames"},
}
"""What the package's own modules offer each other, and the functions that are commands."""


def _public_names(module: ModuleType) -> set[str]:
    """Return the names without an underscore that a module's own source defines."""
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


FACES: list[ModuleType] = [stytch_exchange, stytch_exchange.jwt, stytch_exchange.sandbox]
"""The modules from which a user imports; the latter need an extra each, so they stand apart."""


def _face_of(module: ModuleType) -> ModuleType:
    """Return the face that hands on what a module defines in public."""
    return next(face for face in reversed(FACES) if module.__name__.startswith(face.__name__))


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_the_public_names_are_sorted_and_listed_once(face: ModuleType) -> None:
    """`__all__` reads like an index: constants, classes, functions, each in order, none twice."""
    names = face.__all__

    assert sorted(set(names), key=lambda name: (name[0].islower(), name)) == names


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_every_public_name_resolves(face: ModuleType) -> None:
    """Each name of `__all__` is there, so that `from stytch_exchange import *` works."""
    missing = [name for name in face.__all__ if not hasattr(face, name)]

    assert [] == missing


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_what_a_module_defines_in_public_is_handed_on(module: ModuleType) -> None:
    """A name without an underscore is part of the public face, or named here with the reason."""
    internal = _INTERNAL.get(module.__name__.removeprefix("stytch_exchange."), set())

    assert set() == _public_names(module) - internal - set(_face_of(module).__all__)


def test_what_is_handed_on_is_handed_on_once() -> None:
    """No name can be imported from two places."""
    names = [name for face in FACES for name in face.__all__]

    assert sorted(set(names)) == sorted(names)


def test_every_model_is_handed_on() -> None:
    """No model of the contract is left out of the public face."""
    models = {
        model.__name__
        for model in Model.__subclasses__()
        if model.__module__.startswith("stytch_exchange.models.")
    }

    assert set() == models - set(stytch_exchange.__all__)


def test_every_field_has_a_docstring() -> None:
    """What a field means stands below it, for the reference and for the JSON Schema."""
    fields = {
        f"{model.__module__}.{model.__name__}.{name}": _field_docstrings(model).get(name, "")
        for model in Model.__subclasses__()
        if model.__module__.startswith("stytch_exchange.") and model.__name__[0] != "_"
        for name in model.model_fields
    }

    assert len(fields) > 250
    assert [] == [field for field, text in fields.items() if not text.endswith(".")]


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """As in any module, and with the words of any module."""
    with pytest.raises(AttributeError, match="module 'stytch_exchange' has no attribute 'parse'"):
        stytch_exchange.parse  # noqa: B018 - looking it up is the test


def test_the_check_is_imported_when_it_is_asked_for() -> None:
    """A program that only parses does not wait for it."""
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


def test_importing_the_package_needs_pydantic_alone() -> None:
    """The base install works: no module of another distribution is imported but pydantic's own."""
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
