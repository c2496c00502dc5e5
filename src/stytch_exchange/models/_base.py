"""The parts that every model is built from: the base class, timestamps, secrets, vocabularies."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache, wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, ParamSpec, Self, TypeVar, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SecretStr,
    ValidationError,
    WithJsonSchema,
)
from pydantic.json_schema import (
    DEFAULT_REF_TEMPLATE,
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaValue,
)
from pydantic_core import (
    CoreSchema,
    InitErrorDetails,
    PydanticCustomError,
    PydanticKnownError,
)
from pydantic_core import core_schema as cs

from stytch_exchange.models._sealed import SealedStr
from stytch_exchange.tracebacks import hide_frames

_P = ParamSpec("_P")
_R = TypeVar("_R")
_T = TypeVar("_T")

_FIELD_NAME = re.compile(r"(?=.{1,60}$)[a-z]+(_[a-z]+)*")
"""A name in the API's style."""

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

_JSON_TYPES = {bool, int, float, str, list, dict}

_QUOTING = {"get_attribute_error", "iteration_error", "mapping_type"}
"""The types of errors whose text quotes what a caller's object raised: its class, then its text."""


def _hide_input(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Keep a method's input out of its validation errors, and out of its frames."""

    @hide_frames
    @wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except ValidationError as error:
            raise _without_input(error) from None

    return call


def _quiet(schema: CoreSchema) -> CoreSchema:
    """Return a schema whose errors do not contain the input."""
    return cs.no_info_wrap_validator_function(_validated, schema)


@hide_frames
def _validated(value: object, validate: cs.ValidatorFunctionWrapHandler) -> object:
    try:
        return validate(value)
    except ValidationError as error:
        raise _without_input(error, keep_types=True) from None


def _without_input(error: ValidationError, *, keep_types: bool = False) -> ValidationError:
    """Return the same errors, without the input and without keys that are not in the contract.

    Args:
        error: The errors of pydantic.
        keep_types: Put an empty value of its type in the place of each input, so that a finding
            can say which type was found. Of JSON, pydantic would first copy each input.
    """
    lines: list[InitErrorDetails] = []
    for detail in error.errors(include_url=False, include_input=keep_types):
        found = type(detail["input"]) if keep_types else None
        line = InitErrorDetails(
            type=_kind(detail["type"], detail["msg"]),
            loc=_readable(detail["loc"]),
            input=found() if found in _JSON_TYPES else None,
        )
        if "ctx" in detail:
            line["ctx"] = _without_quotation(detail["type"], detail["ctx"])
        lines.append(line)
    return ValidationError.from_exception_data(
        error.title, lines, input_type="json", hide_input=True
    )


def _without_quotation(kind: str, context: dict[str, Any]) -> dict[str, Any]:
    """Return the values in an error's text, without the text of an error of the caller's own."""
    if kind not in _QUOTING:
        return context
    return {**context, "error": context["error"].partition(":")[0]}


def _kind(name: str, message: str) -> str | PydanticCustomError:
    """Return the type of an error in the form that pydantic accepts in a new error."""
    if name in get_args(cs.ErrorType):
        return name
    return PydanticCustomError(name, message)  # pyright: ignore[reportArgumentType] - not literal


class Model(BaseModel):
    """The base class of every model: strict, frozen, and with errors that do not show the input.

    Fields that the API adds later are ignored and not kept, because an unknown field can be a
    secret.
    """

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        # The response is built at import, together with the models inside it. Each other model is
        # built on first use, which makes the import a tenth faster.
        defer_build=True,
        # Most values appear in one body only, so caching them costs more than it saves.
        cache_strings="keys",
    )

    @classmethod
    @_hide_input
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Validate JSON text as pydantic does, but keep the input out of errors.

        Args:
            json_data: The JSON text.
            options: Pydantic's own options.

        Returns:
            The object.

        Raises:
            pydantic.ValidationError: The text does not match the model. Every `input` in the
                error is None.
        """
        return super().model_validate_json(json_data, **options)

    @classmethod
    @_hide_input
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Validate decoded JSON as pydantic does, but keep the input out of errors.

        Args:
            obj: A dictionary with the API's field names as keys, or an instance of this model.
            options: Pydantic's own options.

        Returns:
            The object.

        Raises:
            pydantic.ValidationError: The dictionary does not match the model. Every `input` in
                the error is None.
        """
        return super().model_validate(obj, **options)

    if not TYPE_CHECKING:  # Type checkers know the fields, and that assignments are refused.

        @_hide_input
        def __init__(self, /, **data: Any) -> None:
            """Validate the fields as pydantic does, but keep them out of the error."""
            super().__init__(**data)

        # Otherwise pydantic would call this method for each object inside a body.
        __init__.__pydantic_base_init__ = True

        @classmethod
        @_hide_input
        def model_validate_strings(cls, obj: Any, **options: Any) -> Self:
            """Validate a dictionary of strings as pydantic does, but keep it out of errors."""
            return super().model_validate_strings(obj, **options)

        @_hide_input
        def __setattr__(self, name: str, value: object) -> None:
            """Refuse, as every frozen model does, but keep the value out of the error."""
            super().__setattr__(name, value)

    @classmethod
    def model_json_schema(
        cls,
        by_alias: bool | None = True,  # noqa: FBT001, FBT002 - pydantic's own signature
        ref_template: str = DEFAULT_REF_TEMPLATE,
        schema_generator: type[GenerateJsonSchema] | None = None,
        mode: JsonSchemaMode = "validation",
        **options: Any,
    ) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of this object, with every property described.

        Args:
            by_alias: Pydantic's own option. It changes nothing, because the models use the API's
                names.
            ref_template: How to write a `$ref`.
            schema_generator: Your own generator, instead of this package's.
            mode: `validation` for the schema of input, `serialization` for the schema of output.
            options: Pydantic's own options.

        Returns:
            The schema, as a dictionary that is ready for `json.dumps`.
        """
        generator = schema_generator or _JsonSchema
        return super().model_json_schema(by_alias, ref_template, generator, mode, **options)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Keep the input of a model with a secret out of the errors of the models around it.

        Inside another model, a `TypeAdapter` or a web framework, pydantic validates this model
        without calling its methods.
        """
        schema = handler(source)
        if all(field.annotation is not SecretStr for field in cls.model_fields.values()):
            return schema
        if cls.__pydantic_complete__:
            return _quiet(schema)
        # The model's own methods hide the input of JSON themselves. A function around it would
        # first copy the whole body into Python objects.
        if schema["type"] != "model":  # a subclass with validators of its own
            return cs.json_or_python_schema(schema, _quiet(schema))
        # Around the model itself, `serialize_as_any` would take the function for a second object.
        fields = schema["schema"]
        return {**schema, "schema": cs.json_or_python_schema(fields, _quiet(fields))}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Use the docstring below each field as the description of its property."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema)["properties"]
        for name, text in _field_docstrings(cls).items():
            properties[name]["description"] = text
        return schema


class _JsonSchema(GenerateJsonSchema):
    """Pydantic's schema with the name of its dialect, and without titles that repeat a name."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's own
        return False

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        return {"$schema": self.schema_dialect, **super().generate(schema, mode)}


class Fillable(NamedTuple):
    """Marks a required field that is safe to fill with an empty value.

    The models refuse a body without the field. `check_response` fills the field and reports it.
    """

    empty: type[list[Any] | str]
    """The type whose empty value fills the field."""


Array = Annotated[list[_T], FailFast(), Fillable(list)]
"""A JSON array. Validation stops at the first wrong item, so ten million wrong items are one
error."""

Label = Annotated[str, Fillable(str)]
"""A descriptive string for people, such as a name. No decision depends on it."""


class _Moment:
    """A schema that all fields of its kind refer to.

    A copy for each field would have its own pattern, and many patterns are slow to switch between.
    """

    def __init__(self, name: str, *texts: CoreSchema) -> None:
        self._name = name
        self._texts = texts

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return cs.custom_error_schema(
            cs.json_or_python_schema(
                cs.union_schema([*self._texts], mode="left_to_right"),
                cs.union_schema([*self._texts, _AWARE], mode="left_to_right"),
            ),
            custom_error_type="timestamp",
            custom_error_message="Input should be an RFC 3339 timestamp with an offset",
            serialization=cs.simple_ser_schema("datetime"),
            ref=self._name,
        )


_REQUIRED = _Moment("timestamp", _TEXT)
_OPTIONAL = _Moment("optional_timestamp", _TEXT, _BLANK)


class _Timestamp:
    """Accepts only RFC 3339 text. Pydantic's own strict datetime also accepts `"1741737120"`."""

    @staticmethod
    def __get_pydantic_core_schema__(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        if type(None) in get_args(source):
            return cs.nullable_schema(handler.generate_schema(_OPTIONAL))
        return handler.generate_schema(_REQUIRED)

    @staticmethod
    def __get_pydantic_json_schema__(
        core_schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        text = {"type": "string", "format": "date-time", "pattern": _RFC_3339}
        if core_schema["type"] == "nullable":
            return {"anyOf": [text, {"const": ""}, {"type": "null"}]}
        return text


Timestamp = Annotated[datetime, _Timestamp]
"""A point in time. The API sends RFC 3339 text such as `2026-03-05T09:12:00Z`, and the model has
an aware `datetime`.

The API sends UTC and whole seconds. Other offsets and up to six decimal places are kept too.
"""

OptionalTimestamp = Annotated[datetime | None, _Timestamp]
"""A point in time that can be unset: null, `""` and a missing field all mean None."""


_SECRET_SCHEMA = {"type": "string", "format": "password", "pattern": "[^*]"}


class _Secret:
    """Reads a string into a `SealedStr`, and refuses a string that cannot be the actual secret."""

    @staticmethod
    def __get_pydantic_core_schema__(_source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        text = cs.str_schema(strict=True)
        return cs.no_info_after_validator_function(
            _sealed,
            # One error at the field itself, instead of one for each choice of the union.
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
        return _SECRET_SCHEMA


Secret = Annotated[SecretStr, _Secret]
"""A secret. It appears as `**********` in prints, logs and dumps.

Call `.get_secret_value()` to get its text.
An empty or masked secret is refused, so that a masked dump is not mistaken for the original body.
"""


def _none_if_empty(given: object) -> object:
    return None if given == "" else given


OptionalSecret = Annotated[
    Secret | None,
    BeforeValidator(_none_if_empty),
    WithJsonSchema({"anyOf": [_SECRET_SCHEMA, {"const": ""}, {"type": "null"}]}),
]
"""A secret that the API can leave out: null, `""` and a missing field all mean None."""


def _sealed(secret: str | SecretStr) -> SealedStr:
    """Return a secret that is not empty or masked."""
    text = secret if isinstance(secret, str) else secret.get_secret_value()
    if not isinstance(text, str):
        # Python does not check what a `SecretStr` holds.
        raise PydanticKnownError("string_type")
    if not text.strip("*"):
        raise PydanticCustomError(
            "secret", "Input should be the actual secret, not an empty or masked one"
        )
    return secret if isinstance(secret, SealedStr) else SealedStr(text)


class Vocabulary:
    """Marks `Literal[...] | str`: a string with known values, which accepts other values too.

    The JSON Schema lists the known values.
    """

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


def readable_key(key: str) -> str:
    """Return a key of a body in a form that is safe to show.

    The contract's own keys are shown in full, and so is any name in the same style, because it
    can be a field that the API added. Any other key could be a secret, or contain control
    characters, so only its first characters are shown, escaped.
    """
    if key in _field_names() or _FIELD_NAME.fullmatch(key):
        return key
    return f"{ascii(key[:4])[1:-1]}…"


def _readable(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return the location of an error, with keys that are safe to show."""
    if location and location[-1] == "[key]":
        *outer, key = location[:-1]
        # An error can come here twice. The second time, its location ends with a field's name.
        return (*_readable((*outer, key) if key in _field_names() else tuple(outer)), "[key]")
    return tuple(step if isinstance(step, int) else readable_key(step) for step in location)


def all_models() -> list[type[Model]]:
    """Return every model that has fields, at any depth below `Model`."""
    models: list[type[Model]] = [Model]
    for model in models:
        models += model.__subclasses__()
    return [model for model in models if model.model_fields]


@cache
def _field_names() -> frozenset[str]:
    """Return the names of all fields in the contract."""
    return frozenset(name for model in all_models() for name in model.model_fields)


@cache
def _field_docstrings(model: type[Model]) -> Mapping[str, str]:
    """Return the docstrings of a model's fields by name. Empty if there is no source code.

    They are read when a schema is requested. Pydantic's `use_attribute_docstrings` would read
    them at import, which would take a quarter longer.
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
    """Yield the annotated names in a class body, each with the docstring below it."""
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
