"""An example of each class: an object from an example body, and how Python reads it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import BaseModel

from hooks.model.walk import is_model, walk
from stytch_exchange import (
    ErrorResponse,
    ExchangeAccessTokenResponse,
    ExchangeRefusedError,
    load_example,
    parse_response,
)

NAMES = ("connected-app", "sso-scim", "mfa", "device")
"""The example bodies, most typical first: the first that has an object of a class is used."""

_REFUSED = ("error-unauthorized", 401)

_CHARACTERS = 100
"""A longer text is cut to this length."""

_ALIGNED = 26
"""Comments are aligned after a name of at most this length; a longer name moves its own."""

_VARIABLES = {"DeviceInfo": "device", "ExchangeAccessTokenResponse": "response"}
"""Names of variables that are not the last word of the class name."""


@dataclass(frozen=True)
class ObjectExample:
    """An object in an example body."""

    name: str
    """The name of the example."""

    steps: tuple[str | int, ...]
    """The keys and indexes that lead to the object."""

    value: Mapping[str, Any]
    """The object itself."""

    model: type[BaseModel]
    """The class of the object."""

    @property
    def python(self) -> str:
        """Statements that reach the object and read each of its fields."""
        variable = _variable(self.model)
        return "\n".join([*self._reached(variable), "", *self._fields(variable)])

    @property
    def origin(self) -> str:
        """A line of Markdown that names the example, and the object's place in it."""
        pointer = "".join(f"/{step}" for step in self.steps)
        place = f", at `{pointer}`" if pointer else ""
        return f"From the example [`{self.name}`][stytch_exchange.load_example]{place}:"

    def _reached(self, variable: str) -> Iterator[str]:
        if self.model is ErrorResponse:
            name, status = _REFUSED
            yield "from stytch_exchange import ExchangeRefusedError, load_example, parse_response"
            yield ""
            yield "try:"
            yield f'    parse_response(load_example("{name}"), status_code={status})'
            yield "except ExchangeRefusedError as refused:"
            yield f"    {variable} = refused.error"
            return
        yield "from stytch_exchange import load_example, parse_response"
        yield ""
        yield f'response = parse_response(load_example("{self.name}"))'
        if self.steps:
            yield f"{variable} = response{_access(self.steps)}"

    def _fields(self, variable: str) -> Iterator[str]:
        instance = self._instance()
        here = [name for name in self.model.model_fields if name in self.value]
        width = min(max(map(len, here)), _ALIGNED)
        for name in here:
            yield f"{variable}.{name:{width}}  # {_shown(getattr(instance, name))}"
        if absent := len(self.model.model_fields) - len(here):
            fields = "field is" if absent == 1 else "fields are"
            yield f"# {absent} more {fields} absent from the JSON, and None"

    def _instance(self) -> Any:
        if self.model is ErrorResponse:
            return _refused()
        instance: Any = parse_response(load_example(self.name))
        for step in self.steps:
            instance = instance[step] if isinstance(step, int) else getattr(instance, step)
        return instance


@cache
def object_examples() -> Mapping[type[BaseModel], ObjectExample]:
    """Return an example of each class that occurs in an example body.

    It is the fullest object in the first body that has one.
    """
    found: dict[type[BaseModel], ObjectExample] = {}
    for name in NAMES:
        body = json.loads(load_example(name))
        candidates: dict[type[BaseModel], list[ObjectExample]] = {}
        for model, pointer in _models():
            for steps, value in _resolved(body, pointer.split("/")[1:]):
                example = ObjectExample(name, steps, value, model)
                candidates.setdefault(model, []).append(example)
        for model, examples in candidates.items():
            found.setdefault(model, max(examples, key=lambda example: _fullness(example.value)))
    name, _ = _REFUSED
    found[ErrorResponse] = ObjectExample(name, (), json.loads(load_example(name)), ErrorResponse)
    return found


def _models() -> Iterator[tuple[type[BaseModel], str]]:
    yield ExchangeAccessTokenResponse, ""
    for step in walk(ExchangeAccessTokenResponse):
        if is_model(step.target.type):
            yield step.target.type, step.target_pointer


def _resolved(
    value: Any, parts: Sequence[str], steps: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Yield each object that a JSON Pointer with `*` leads to, with the way to it."""
    if value is None:
        return
    if not parts:
        yield steps, value
        return
    part, *rest = parts
    if part == "*":
        for index, item in enumerate(value):
            yield from _resolved(item, rest, (*steps, index))
    else:
        yield from _resolved(value.get(part), rest, (*steps, part))


def _fullness(value: Any) -> int:
    """Count the values that are not empty."""
    if isinstance(value, dict):
        return sum(map(_fullness, value.values()))
    if isinstance(value, list):
        return sum(map(_fullness, value))
    return int(value not in {None, ""})


def _refused() -> Any:
    name, status = _REFUSED
    try:
        return parse_response(load_example(name), status_code=status)
    except ExchangeRefusedError as refused:
        return refused.error


def _variable(model: type[BaseModel]) -> str:
    """Return a variable name: the last word of the class name."""
    name = model.__name__
    last_capital = max(index for index, letter in enumerate(name) if letter.isupper())
    return _VARIABLES.get(name, name[last_capital:].lower())


def _access(steps: Sequence[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _shown(value: Any) -> str:
    """Return a value as Python shows it, cut if it is long; of an object only the class."""
    match value:
        case datetime():
            parts = ", ".join(map(str, value.timetuple()[:6]))
            return f"datetime({parts}, tzinfo=UTC)"
        case BaseModel():
            return type(value).__name__
        case [BaseModel() as first, *_]:
            return f"list of {len(value)} {type(first).__name__}"
        case _:
            text = repr(value)
            return text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]}…"
