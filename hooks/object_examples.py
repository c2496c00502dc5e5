"""Each class as an object of an example body: its JSON, and how Python reaches it.

`python hooks/object_examples.py` prints the examples of all classes, as the reference has them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from textwrap import indent
from typing import Any

from pydantic import BaseModel, SecretStr

from hooks.schema_map import is_model, properties
from stytch_exchange import (
    ErrorResponse,
    ExchangeAccessTokenResponse,
    ExchangeRefusedError,
    load_example,
    parse_response,
)

NAMES = ("connected-app", "sso-scim", "mfa", "device")
"""The bodies to look into, the usual case first: a class is shown from the first that has it."""

_REFUSED = ("error-unauthorized", 401)

_LINES = 12
"""An object within another is shown whole if it takes no more lines."""

_CHARACTERS = 100
"""A longer text is cut."""

_OF_A_SECRET = 12
"""So many characters of a token are shown. It is an invented one, and still no reader copies it."""

_ALIGNED = 26
"""Comments stand in one column up to a name of so many characters: longer ones push theirs."""

_VARIABLES = {"DeviceInfo": "device", "ExchangeAccessTokenResponse": "response"}
"""Names of variables that are not the last word of their class."""


@dataclass(frozen=True)
class ObjectExample:
    """An object of an example."""

    name: str
    """The example."""

    steps: tuple[str | int, ...]
    """The way to the object, by keys and indexes."""

    value: Mapping[str, Any]
    """What the body has there."""

    model: type[BaseModel]
    """The class that stands for it."""

    @property
    def json(self) -> str:
        """The object as JSON, where comments say what was left out of it."""
        return _object(self.value, self.model)

    @property
    def python(self) -> str:
        """Statements that reach the object, and what each of its fields is then."""
        variable = _variable(self.model)
        return "\n".join([*self._reached(variable), "", *self._fields(variable)])

    @property
    def markdown(self) -> str:
        """Both, as tabs, below where they are from."""
        pointer = "".join(f"/{step}" for step in self.steps)
        place = f", from `{pointer}`" if pointer else ""
        origin = f"In the example [`{self.name}`][stytch_exchange.load_example]{place}:"
        return f"{origin}\n\n{_tab('JSON', self.json)}\n\n{_tab('Python', self.python)}"

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
    """Return an example for each class of which some example has an object.

    It is from the first example that has one, and the fullest there.
    """
    found: dict[type[BaseModel], ObjectExample] = {}
    for name in NAMES:
        body = json.loads(load_example(name))
        candidates: dict[type[BaseModel], list[ObjectExample]] = {}
        for one in _objects(name, (), body, ExchangeAccessTokenResponse):
            candidates.setdefault(one.model, []).append(one)
        for model, ones in candidates.items():
            found.setdefault(model, max(ones, key=lambda one: _fullness(one.value)))
    name, _ = _REFUSED
    found[ErrorResponse] = ObjectExample(name, (), json.loads(load_example(name)), ErrorResponse)
    return found


def _objects(
    name: str, steps: tuple[str | int, ...], value: Mapping[str, Any], model: type[BaseModel]
) -> Iterator[ObjectExample]:
    """Yield an object and all below it that are of a class."""
    yield ObjectExample(name, steps, value, model)
    for key, found in properties(model).items():
        below = value.get(key)
        if not is_model(found.target) or below is None:
            continue
        if isinstance(below, list):
            for index, item in enumerate(below):
                yield from _objects(name, (*steps, key, index), item, found.target)
        else:
            yield from _objects(name, (*steps, key), below, found.target)


def _fullness(value: Any) -> int:
    """Return how many values there are that are not empty."""
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


def _object(value: Mapping[str, Any], model: type[BaseModel]) -> str:
    """Return an object of a class as JSON, in which what takes many lines is left out."""
    known = properties(model)
    lines = [
        f"{json.dumps(key)}: {_value(item, model, key, known[key].target)}"
        for key, item in value.items()
    ]
    return "{\n" + indent(",\n".join(lines), "  ") + "\n}"


def _value(value: Any, model: type[BaseModel], key: str, target: Any) -> str:
    if isinstance(value, str):
        info = model.model_fields.get(key)
        is_secret = info is not None and info.annotation is SecretStr
        return _text(value, _OF_A_SECRET if is_secret else _CHARACTERS)
    if not is_model(target):
        return json.dumps(value, indent=2, ensure_ascii=False)
    if isinstance(value, list):
        return _list(value, target)
    return _folded(value, target)


def _list(values: Sequence[Any], model: type[BaseModel]) -> str:
    if not values:
        return "[]"
    items = [_folded(item, model) for item in values]
    whole = _bracketed(",\n".join(items))
    if whole.count("\n") < _LINES:
        return whole
    return _bracketed(f"{items[0]}\n/* and {len(items) - 1} more */")


def _folded(value: Any, model: type[BaseModel]) -> str:
    if value is None:
        return "null"
    whole = _object(value, model)
    return whole if whole.count("\n") < _LINES else f"{{ /* {model.__name__} */ }}"


def _bracketed(text: str) -> str:
    return "[\n" + indent(text, "  ") + "\n]"


def _text(value: str, limit: int) -> str:
    return json.dumps(value if len(value) <= limit else f"{value[:limit]}…", ensure_ascii=False)


def _tab(language: str, code: str) -> str:
    return f'=== "{language}"\n\n' + indent(f"```{language.lower()}\n{code}\n```", "    ")


def _variable(model: type[BaseModel]) -> str:
    """Return the last word of the name of a class, as the name of a variable."""
    name = model.__name__
    last_capital = max(index for index, letter in enumerate(name) if letter.isupper())
    return _VARIABLES.get(name, name[last_capital:].lower())


def _access(steps: Sequence[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _shown(value: Any) -> str:
    """Return a value as Python writes it, long ones cut and objects by their class."""
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


if __name__ == "__main__":
    for one in object_examples().values():
        print(f"{one.model.__name__}\n\n{one.markdown}\n")
