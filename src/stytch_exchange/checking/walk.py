"""The walk of a decoded body beside the models: each place where it departs from them.

What is valid, pydantic decides. The walk takes up what pydantic found as it passes each place,
looks into the items of an array behind the first wrong one, and adds what the models let pass.
"""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_json

from stytch_exchange.checking.containers import containers, location
from stytch_exchange.checking.repair import Fill
from stytch_exchange.findings import Finding, FindingCode, Location, finding, located_findings_of
from stytch_exchange.models._base import Fillable, Model

Departure = tuple[Location, Finding]
"""A finding, and the path to its place in the body's own keys."""


def survey(
    body: Any, model: type[Model], *, valid: bool, limit: int
) -> tuple[list[Departure], list[Fill]]:
    """Walk a decoded body beside a model.

    Args:
        body: The decoded body.
        model: What it should be.
        valid: Whether pydantic has taken the body, so that there is no error to look for.
        limit: The number of findings at which the walk ends.

    Returns:
        The findings in the order of the walk, and what can be filled.
    """
    walk = _Walk(limit)
    if not valid:
        walk.take_up(model.__pydantic_validator__.validate_python, body, ())
    try:
        walk.place(_object(model), body, ())
    except _LimitReachedError:
        # What is cut off must not make a broken body look harmless.
        walk.departures += list(walk.errors.items())[:1]
    else:
        # Whatever pydantic places where the walk does not come by is not lost.
        walk.departures += walk.errors.items()
    return walk.departures, walk.fills


class _LimitReachedError(Exception):
    """There are more findings than anyone reads."""


_Look = Callable[["_Walk", Any, Location], None]
"""Looks into a value that is of the right type, and is not null."""


class _Walk:
    """A walk, and what it found."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.departures: list[Departure] = []
        self.fills: list[Fill] = []
        self.errors: dict[Location, Finding] = {}
        """What pydantic found, at places that are still ahead."""
        self.broken: dict[Location, int] = {}
        """The arrays in which pydantic found something, with the index where it stopped."""

    def take_up(self, validate: Callable[[Any], object], value: Any, path: Location) -> None:
        """Have pydantic validate a value, and take up what it finds."""
        try:
            validate(value)
        except ValidationError as error:
            found = dict(located_findings_of(error, below=path))
            self.errors |= found
            for location in found:
                for end, step in enumerate(location):
                    if isinstance(step, int):
                        self.broken[location[:end]] = step

    def place(self, look: _Look | None, value: Any, path: Location) -> None:
        """Look into the value at a place, unless pydantic refuses it there."""
        if self.errors and (error := self.errors.pop(path, None)):
            self.depart(path, error)
        elif look is not None and value is not None:
            look(self, value, path)

    def fields(self, model: type[Model], value: dict[str, Any], path: Location) -> None:
        """Look into the fields of an object, and at those that it lacks."""
        known = _looks(model)
        refused = self.refused(model, value, path) if self.errors else ()
        for key, child in value.items():
            look = known.get(key, _unknown)
            if look is None or (child is None and look is not _unknown) or key in refused:
                continue
            look(self, child, (*path, key))

    def refused(self, model: type[Model], value: dict[str, Any], path: Location) -> set[str]:
        """Take up what pydantic found at the fields of an object, and fill what may be filled."""
        refused: set[str] = set()
        for key, info in model.model_fields.items():
            if error := self.errors.pop((*path, key), None):
                refused.add(key)
                null = key in value and value[key] is None
                self.depart((*path, key), replace(error, code="null") if null else error)
                if null or key not in value:
                    self.fill(info, value, (*path, key))
        return refused

    def fill(self, info: FieldInfo, owner: dict[str, Any], path: Location) -> None:
        """Note that a field can be filled, if its model marks it so."""
        for mark in info.metadata:
            if isinstance(mark, Fillable):
                self.find("filled", path, f"is read as {to_json(mark.empty()).decode()}")
                self.fills.append(Fill(owner, str(path[-1]), mark.empty()))

    def items(
        self,
        look: _Look | None,
        validate: Callable[[Any], object],
        value: list[Any],
        path: Location,
    ) -> None:
        """Look into the items of an array; pydantic has ended at the first wrong one."""
        broken = self.broken.get(path)
        if look is None and broken is None:
            return
        for index, item in enumerate(value):
            if broken is not None and index > broken:
                self.take_up(validate, item, (*path, index))
            self.place(look, item, (*path, index))

    def find(self, code: FindingCode, path: Location, message: str) -> None:
        """Add a finding of the walk's own."""
        self.depart(path, finding(code, path, message))

    def depart(self, path: Location, found: Finding) -> None:
        """Add a finding, or end the walk where there are too many."""
        if len(self.departures) >= self.limit:
            raise _LimitReachedError
        self.departures.append((path, found))


@cache
def _looks(model: type[Model]) -> dict[str, _Look | None]:
    """Return how to look into each field of a model; None where there is nothing to find."""
    return {name: _look_into(info.annotation) for name, info in model.model_fields.items()}


def _unknown(walk: _Walk, _value: Any, path: Location) -> None:
    walk.find("unknown_field", path, "is not a field that is known here")


def _look_into(annotation: Any) -> _Look | None:
    """Return how to look into a value of a type."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _look_into(parts[0])
    if origin is list:
        return _array(parts[0])
    if literals := [part for part in parts if get_origin(part) is Literal]:
        return _vocabulary(frozenset(get_args(literals[0])))
    if NoneType in parts:
        return _look_into(parts[0])
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _object(annotation)
    return {datetime: _timestamp, Any: _anything, dict: _anything}.get(origin or annotation)


def _object(model: type[Model]) -> _Look:
    def look(walk: _Walk, value: Any, path: Location) -> None:
        walk.fields(model, value, path)

    return look


def _array(item: Any) -> _Look:
    from pydantic import TypeAdapter  # noqa: PLC0415 - it is slow to import

    look_into_item = _look_into(item)
    validate = TypeAdapter[Any](item).validator.validate_python

    def look(walk: _Walk, value: Any, path: Location) -> None:
        walk.items(look_into_item, validate, value, path)

    return look


def _vocabulary(known: frozenset[str]) -> _Look:
    def look(walk: _Walk, value: Any, path: Location) -> None:
        if value not in known:
            walk.find("unknown_value", path, "is not one of the values that are known here")

    return look


_LONGEST_EXACT = len("2026-03-05T09:12:00.123456Z")
_TOO_PRECISE = re.compile(r"\.[0-9]{6}[0-9]*[1-9]")


def _timestamp(walk: _Walk, value: Any, path: Location) -> None:
    if len(value) > _LONGEST_EXACT and _TOO_PRECISE.search(value):
        walk.find("digits_lost", path, "has digits of a second that a datetime cannot hold")


def _anything(walk: _Walk, value: Any, path: Location) -> None:
    for container, trail in containers(value):
        steps = container.items() if isinstance(container, dict) else enumerate(container)
        for step, child in steps:
            if isinstance(child, float) and not math.isfinite(child):
                place = (*path, *location((trail, step)))
                walk.find("not_finite", place, "is NaN or infinite, which JSON does not have")
