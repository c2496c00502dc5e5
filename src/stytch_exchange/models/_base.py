"""What every model is made of: the base model, timestamps, secrets, vocabularies, arrays."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Self, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    FailFast,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SecretStr,
    ValidationError,
)
from pydantic.json_schema import (
    DEFAULT_REF_TEMPLATE,
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaValue,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError
from pydantic_core import core_schema as cs

from stytch_exchange.tracebacks import hide_frames

_T = TypeVar("_T")


class Model(BaseModel):
    """The base of every model: strict, frozen, and silent about its input.

    Fields that the API adds later are ignored, not kept: an unknown field can be a secret.
    """

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        # What is parsed is built at import, with all that is in it; a part by itself when it is
        # first asked for. That takes a tenth off the import.
        defer_build=True,
    )

    @classmethod
    @hide_frames
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Validate JSON text, as pydantic does, with errors that hold nothing of it.

        Args:
            json_data: The JSON text.
            options: Pydantic's own options.

        Returns:
            The object.

        Raises:
            pydantic.ValidationError: The text is not this object. Every `input` in it is None.
        """
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            raise _without_input(error) from None

    @classmethod
    @hide_frames
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Validate decoded JSON, as pydantic does, with errors that hold nothing of it.

        Args:
            obj: A dictionary of wire names and values, or an instance of this model.
            options: Pydantic's own options.

        Returns:
            The object.

        Raises:
            pydantic.ValidationError: It is not this object. Every `input` in it is None.
        """
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise _without_input(error) from None

    if not TYPE_CHECKING:  # Type checkers would allow every assignment.

        @hide_frames
        def __setattr__(self, name: str, value: object) -> None:
            """Refuse, as a frozen model does, with an error that does not hold the value."""
            try:
                super().__setattr__(name, value)
            except ValidationError as error:
                raise _without_input(error) from None

    @classmethod
    def model_json_schema(
        cls,
        by_alias: bool | None = True,  # noqa: FBT001, FBT002 - pydantic's own signature
        ref_template: str = DEFAULT_REF_TEMPLATE,
        schema_generator: type[GenerateJsonSchema] | None = None,
        mode: JsonSchemaMode = "validation",
        **options: Any,
    ) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of this object, each property described.

        Args:
            by_alias: Pydantic's own option; the models have wire names alone.
            ref_template: How a `$ref` is written.
            schema_generator: A generator of your own, in place of this package's.
            mode: `validation` for what is read, `serialization` for what is written.
            options: Pydantic's own options.

        Returns:
            The schema, as a dictionary that is ready for `json.dumps`.
        """
        generator = schema_generator or _JsonSchema
        return super().model_json_schema(by_alias, ref_template, generator, mode, **options)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe each property with the docstring that stands below its field."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema)["properties"]
        for name, text in _field_docstrings(cls).items():
            properties[name]["description"] = text
        return schema


class _JsonSchema(GenerateJsonSchema):
    """Pydantic's schema with its dialect named, and no titles that repeat the property's name."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's own
        return False

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        return {"$schema": self.schema_dialect, **super().generate(schema, mode)}


class Fillable(NamedTuple):
    """Marks a field from which nothing follows that an empty value could get wrong.

    The models refuse a body without it, as without any required field; `check_response` fills it
    and says so.
    """

    empty: type[list[Any] | str]
    """The type whose empty value fills the field."""


Array = Annotated[list[_T], FailFast(), Fillable(list)]
"""A JSON array. Its first wrong item ends its validation: ten million cost one error."""

Label = Annotated[str, Fillable(str)]
"""A string that describes, and decides nothing: the name of something, for people."""


_RFC_3339 = (
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
_TEXT = cs.no_info_after_validator_function(
    datetime.fromisoformat, cs.str_schema(strict=True, pattern=_RFC_3339)
)
_BLANK = cs.no_info_after_validator_function(lambda _: None, cs.literal_schema([""]))
_AWARE = cs.datetime_schema(strict=True, tz_constraint="aware")


class _Timestamp:
    """Reads RFC 3339 text alone: pydantic's own strict datetime also takes `"1741737120"`."""

    @staticmethod
    def __get_pydantic_core_schema__(source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        optional = type(None) in get_args(source)
        texts: list[CoreSchema | tuple[CoreSchema, str]] = [_TEXT, _BLANK] if optional else [_TEXT]
        moment = cs.custom_error_schema(
            cs.json_or_python_schema(
                cs.union_schema(texts, mode="left_to_right"),
                cs.union_schema([*texts, _AWARE], mode="left_to_right"),
            ),
            custom_error_type="timestamp",
            custom_error_message="Input should be an RFC 3339 timestamp with an offset",
            serialization=cs.simple_ser_schema("datetime"),
        )
        return cs.nullable_schema(moment) if optional else moment

    @staticmethod
    def __get_pydantic_json_schema__(
        core_schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        text = {"type": "string", "format": "date-time", "pattern": _RFC_3339}
        if core_schema["type"] == "nullable":
            return {"anyOf": [text, {"const": ""}, {"type": "null"}]}
        return text


Timestamp = Annotated[datetime, _Timestamp]
"""A moment: on the wire RFC 3339 text such as `2026-03-05T09:12:00Z`, here an aware `datetime`.

The API writes UTC and whole seconds; other offsets and up to six decimals are kept too.
"""

OptionalTimestamp = Annotated[datetime | None, _Timestamp]
"""A moment that may be unset, which the wire says with null, with `""`, or by leaving it out."""


class _Secret:
    """Reads a string into a `SecretStr`, and refuses one that cannot be the secret itself."""

    @staticmethod
    def __get_pydantic_core_schema__(_source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        text = cs.no_info_after_validator_function(SecretStr, cs.str_schema(strict=True))
        return cs.no_info_after_validator_function(
            _not_masked,
            # One error at the field itself, where a union has one for each of its choices.
            cs.custom_error_schema(
                cs.json_or_python_schema(
                    text, cs.union_schema([cs.is_instance_schema(SecretStr), text])
                ),
                custom_error_type="string_type",
            ),
            serialization=cs.plain_serializer_function_ser_schema(
                str, return_schema=cs.str_schema(), when_used="json"
            ),
        )

    @staticmethod
    def __get_pydantic_json_schema__(
        _core_schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": "password", "pattern": "[^*]"}


Secret = Annotated[SecretStr, _Secret]
"""A secret: shown as `**********` wherever it is printed, logged or dumped.

Its text is read on purpose, with `.get_secret_value()`.
An empty or masked one is refused, so that a masked dump cannot pass for the real body.
"""


def _not_masked(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().strip("*"):
        kind, message = "secret", "Input should be the secret itself, neither empty nor masked"
        raise PydanticCustomError(kind, message)
    return secret


class _Vocabulary:
    """Reads any string as it is, and names the known ones in the JSON Schema."""

    @staticmethod
    def __get_pydantic_core_schema__(source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        known, _ = get_args(source)
        return cs.str_schema(strict=True, metadata={"known": list(get_args(known))})

    @staticmethod
    def __get_pydantic_json_schema__(
        core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        known: list[str] = core_schema.get("metadata", {})["known"]
        return {"anyOf": [{"enum": known}, handler(core_schema)]}


Vocabulary = _Vocabulary
"""Marks `Literal[...] | str`: the named values are known, and any other is taken too."""


def _without_input(error: ValidationError) -> ValidationError:
    """Return the same errors, holding neither the input nor a key that is not the contract's."""
    lines: list[InitErrorDetails] = []
    for detail in error.errors(include_url=False, include_input=False):
        line = InitErrorDetails(
            type=_kind(detail["type"], detail["msg"]),
            loc=_readable(detail["loc"]),
            input=None,
        )
        if "ctx" in detail:
            line["ctx"] = detail["ctx"]
        lines.append(line)
    return ValidationError.from_exception_data(
        error.title, lines, input_type="json", hide_input=True
    )


def _kind(name: str, message: str) -> str | PydanticCustomError:
    """Return the kind of an error in the form in which pydantic takes it back."""
    if name in get_args(cs.ErrorType):
        return name
    return PydanticCustomError(name, message)  # pyright: ignore[reportArgumentType] - not literal


def readable_key(key: str) -> str:
    """Return a key of a body in a form that can be shown.

    The contract's own keys are shown whole, and so is a name in their style: that is what a field
    of tomorrow looks like. Any other key could be a secret, or break a terminal: its first
    characters are shown, escaped.
    """
    if key in _field_names() or _NAME_IN_THE_STYLE_OF_THE_API.fullmatch(key):
        return key
    return f"{ascii(key[:4])[1:-1]}…"


_NAME_IN_THE_STYLE_OF_THE_API = re.compile(r"(?=.{1,60}$)[a-z]+(_[a-z]+)*")


def _readable(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return the location of an error with its keys in a form that can be shown."""
    if location and location[-1] == "[key]":
        return (*_readable(location[:-2]), "[key]")
    return tuple(step if isinstance(step, int) else readable_key(step) for step in location)


@cache
def _field_names() -> frozenset[str]:
    """Return the names of the fields of all models of the contract."""
    models: list[type[Model]] = [Model]
    for model in models:
        models += model.__subclasses__()
    return frozenset(name for model in models for name in model.model_fields)


@cache
def _field_docstrings(model: type[Model]) -> Mapping[str, str]:
    """Return the docstrings below the fields of a model by name; none where there is no source.

    They are read when a schema is asked for: pydantic's `use_attribute_docstrings` would read
    them at import, which then takes a quarter longer.
    """
    texts: dict[str, str] = {}
    for owner in reversed(model.__mro__[: model.__mro__.index(Model)]):
        try:
            source = inspect.getsource(owner)
        except (OSError, TypeError):
            continue
        texts.update(_documented_names(ast.parse(textwrap.dedent(source)).body[0]))
    return texts


def _documented_names(definition: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yield each annotated name of a class body that has a docstring below it, with that."""
    statements = list(ast.iter_child_nodes(definition))
    for statement, below in pairwise(statements):
        match statement, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, " ".join(text.split())
            case _:
                pass
