"""The walk: follow a decoded body and the models side by side, and report every difference.

Only pydantic decides what is valid. The walk reports pydantic's errors in the order of the body,
validates the array items that pydantic skipped after the first wrong item, and also reports
problems that the models accept, such as unknown fields.
"""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_json

from stytch_exchange.checking.containers import CONTAINERS, containers, location
from stytch_exchange.checking.repair import Fill
from stytch_exchange.diagnosis.masks import mask_of
from stytch_exchange.findings import (
    Finding,
    FindingCode,
    Location,
    Pointers,
    finding,
    located_findings_of,
)
from stytch_exchange.models._base import Fillable, Model

Departure = tuple[Location, Finding]
"""A finding, and the path to its place, made of the body's own keys."""

_LONGEST_EXACT = len("2026-03-05T09:12:00.123456Z")
_TOO_PRECISE = re.compile(r"\.[0-9]{6}[0-9]*[1-9]")


def survey(
    body: Any, model: type[Model], *, valid: bool, limit: int
) -> tuple[list[Departure], list[Fill]]:
    """Compare a decoded body with a model.

    Args:
        body: The decoded body.
        model: The model that describes the body.
        valid: Whether pydantic accepted the body. If so, it is not validated again.
        limit: The number of findings after which the walk stops.

    Returns:
        The findings in the order of the walk, and the fields that can be filled.
    """
    walk = _Walk(limit)
    if not valid:
        walk.keep_errors(model.__pydantic_validator__.validate_python, body, ())
    try:
        walk.place(_object(model), body, ())
    except _LimitReachedError:
        # Report at least one error, so that an invalid body never looks valid.
        walk.departures += list(walk.errors.items())[:1]
    else:
        # Pydantic can report an error at a place that the walk does not visit.
        walk.departures += walk.errors.items()
    return walk.departures, walk.fills


def keys_if_nothing_departs(body: Any, model: type[Model]) -> int | None:
    """Return how many keys a valid body has in all its objects, or None if there is a finding.

    Args:
        body: A decoded body that the model accepts.
        model: The model.
    """
    glance = _Glance()
    try:
        glance.fields(model, body, ())
    except _LimitReachedError:
        return None
    return glance.keys


class _LimitReachedError(Exception):
    """The walk has reached its limit of findings."""


_Check = Callable[["_Walk", Any, Location], None]
"""Checks a value that has the right type and is not null."""


class _Walk:
    """A walk in progress, with its findings so far."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.departures: list[Departure] = []
        self.pointers = Pointers()
        self.fills: list[Fill] = []
        self.errors: dict[Location, Finding] = {}
        """Pydantic's errors at places that the walk has not reached yet."""
        self.broken: dict[Location, int] = {}
        """The arrays with an error from pydantic, and the index at which pydantic stopped."""

    def keep_errors(self, validate: Callable[[Any], object], value: Any, path: Location) -> None:
        """Validate a value with pydantic, and keep its errors until the walk reaches them."""
        try:
            validate(value)
        except ValidationError as error:
            found = dict(located_findings_of(error, below=path, typed=True))
            self.errors |= found
            for location in found:
                for end, step in enumerate(location):
                    if isinstance(step, int):
                        self.broken[location[:end]] = step

    def place(self, check: _Check | None, value: Any, path: Location) -> None:
        """Report pydantic's error at a place. If there is none, check the value."""
        if self.errors and (error := self.errors.pop(path, None)):
            self.depart(path, error)
        elif check is not None and value is not None:
            check(self, value, path)

    def fields(self, model: type[Model], value: dict[str, Any], path: Location) -> None:
        """Check the fields of an object, including missing fields."""
        known = _checks(model)
        refused = self.refused(model, value, path) if self.errors else ()
        for key, child in value.items():
            check = known.get(key, _unknown)
            if check is None or (child is None and check is not _unknown) or key in refused:
                continue
            check(self, child, (*path, key))

    def refused(self, model: type[Model], value: dict[str, Any], path: Location) -> set[str]:
        """Report pydantic's errors at an object's fields, and return the names of these fields.

        A missing or null field that is fillable is noted for the repair.
        """
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
        """Note a field for the repair, if its model marks it as fillable."""
        for mark in info.metadata:
            if isinstance(mark, Fillable):
                self.find("filled", path, f"was filled with {to_json(mark.empty()).decode()}")
                self.fills.append(Fill(owner, str(path[-1]), mark.empty()))

    def items(
        self,
        check: _Check | None,
        validate: Callable[[Any], object],
        value: list[Any],
        path: Location,
    ) -> None:
        """Check all items of an array, even those that pydantic skipped after a wrong item."""
        broken = self.broken.get(path)
        if check is None and broken is None:
            return
        for index, item in enumerate(value):
            if broken is not None and index > broken:
                self.keep_errors(validate, item, (*path, index))
            self.place(check, item, (*path, index))

    def anything(self, value: Any, path: Location) -> None:
        """Check a value that the contract describes only as JSON."""
        for container, trail in containers(value):
            steps = container.items() if isinstance(container, dict) else enumerate(container)
            for step, child in steps:
                if isinstance(child, float) and not math.isfinite(child):
                    place = (*path, *location((trail, step)))
                    self.find("not_finite", place, "is NaN or infinite, which JSON does not allow")

    def find(self, code: FindingCode, path: Location, message: str) -> None:
        """Add a finding that pydantic did not report."""
        self.depart(path, finding(code, path, message, self.pointers))

    def depart(self, path: Location, found: Finding) -> None:
        """Add a finding, or stop the walk if it has reached its limit.

        What was filled does not count, because a report without a response leaves it out.
        """
        if len(self.departures) - len(self.fills) >= self.limit:
            raise _LimitReachedError
        self.departures.append((path, found))


class _Glance(_Walk):
    """A walk through a valid body that ends at the first finding, and takes no note of places."""

    def __init__(self) -> None:
        super().__init__(limit=0)
        self.keys = 0
        """How many keys the objects so far have together."""

    def fields(self, model: type[Model], value: dict[str, Any], path: Location) -> None:
        """Check the fields of an object, in the order of the model."""
        self.keys += len(value)
        checks = _checks(model)
        if not checks.keys() >= value.keys():
            raise _LimitReachedError
        for name, check in _needed(model):
            if (child := value.get(name)) is not None:
                check(self, child, path)

    def items(
        self,
        check: _Check | None,
        validate: Callable[[Any], object],  # noqa: ARG002 - the items are valid
        value: list[Any],
        path: Location,
    ) -> None:
        """Check all items of an array."""
        if check is not None:
            for item in value:
                check(self, item, path)

    def anything(self, value: Any, path: Location) -> None:
        """Check a value that the contract describes only as JSON."""
        ahead = [value]
        for container in ahead:
            if isinstance(container, dict):
                self.keys += len(container)
                children = container.values()
            else:
                children = container
            for child in children:
                if isinstance(child, CONTAINERS):
                    ahead.append(child)
                elif isinstance(child, float) and not math.isfinite(child):
                    self.find("not_finite", path, "")


@cache
def _checks(model: type[Model]) -> dict[str, _Check | None]:
    """Return the check for each field of a model, or None for a field that needs no check."""
    return {name: _check_for(info.annotation) for name, info in model.model_fields.items()}


@cache
def _needed(model: type[Model]) -> tuple[tuple[str, _Check], ...]:
    """Return the checks for the fields of a model that need one."""
    return tuple((name, check) for name, check in _checks(model).items() if check)


def _unknown(walk: _Walk, _value: Any, path: Location) -> None:
    walk.find("unknown_field", path, "unknown field")


def _check_for(annotation: Any) -> _Check | None:
    """Return the check for values of a type, or None if they need no check."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _check_for(parts[0])
    if origin is list:
        return _array(parts[0])
    if literals := [part for part in parts if get_origin(part) is Literal]:
        return _vocabulary(frozenset(get_args(literals[0])))
    if NoneType in parts:
        return _check_for(parts[0])
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _object(annotation)
    return {datetime: _timestamp, SecretStr: _secret, Any: _anything, dict: _anything}.get(
        origin or annotation
    )


def _object(model: type[Model]) -> _Check:
    def check(walk: _Walk, value: Any, path: Location) -> None:
        walk.fields(model, value, path)

    return check


def _array(item: Any) -> _Check:
    from pydantic import TypeAdapter  # noqa: PLC0415 - it is slow to import

    check_item = _check_for(item)
    validate = TypeAdapter[Any](item).validator.validate_python

    def check(walk: _Walk, value: Any, path: Location) -> None:
        walk.items(check_item, validate, value, path)

    return check


def _vocabulary(known: frozenset[str]) -> _Check:
    def check(walk: _Walk, value: Any, path: Location) -> None:
        if value not in known:
            walk.find("unknown_value", path, "is not one of the known values")

    return check


def _secret(walk: _Walk, value: Any, path: Location) -> None:
    who = mask_of(value)
    if who is not None:
        by = f" (this looks like {who})" if who else ""
        walk.find("masked_secret", path, f"is masked{by}, so it is not the actual secret")


def _timestamp(walk: _Walk, value: Any, path: Location) -> None:
    if len(value) > _LONGEST_EXACT and _TOO_PRECISE.search(value):
        walk.find(
            "digits_lost", path, "has more than six decimal places, which a datetime cannot store"
        )


def _anything(walk: _Walk, value: Any, path: Location) -> None:
    walk.anything(value, path)
