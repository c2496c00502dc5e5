"""The base of every model: strictness, timestamps, secrets, vocabularies, arrays."""

import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any, Literal, Self

import pytest
from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from stytch_exchange import (
    ExchangeAccessTokenRequest,
    ExchangeAccessTokenResponse,
    load_example,
    parse_response,
)
from stytch_exchange.models._base import (
    Array,
    Model,
    OptionalTimestamp,
    Secret,
    Timestamp,
    Vocabulary,
    all_models,
)
from tests.leaks import VALIDATION_ERRORS, leaks, quick, runs

TOKEN = "Zq3vX8rT1mN6bK4w"  # noqa: S105 - invented


class Sample(Model, defer_build=False):
    """One field of each kind in the contract."""

    text: str = ""
    """A text."""

    number: int = 0
    flag: bool = False
    moment: Timestamp = datetime(2026, 1, 1, tzinfo=UTC)
    maybe: OptionalTimestamp = None
    secret: Secret = SecretStr(TOKEN)
    word: Annotated[Literal["known", "named"] | str, Vocabulary] = "known"
    items: Array[int] = Field(default_factory=list)
    mapping: dict[str, Any] | None = None


def _kinds(error: ValidationError) -> list[tuple[tuple[int | str, ...], str]]:
    return [(detail["loc"], detail["type"]) for detail in error.errors()]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-05T09:12:00Z", datetime(2026, 3, 5, 9, 12, tzinfo=UTC)),
        (
            "2026-03-05T09:12:00+02:00",
            datetime(2026, 3, 5, 9, 12, tzinfo=timezone(timedelta(hours=2))),
        ),
        ("2026-03-05T09:12:00.5Z", datetime(2026, 3, 5, 9, 12, 0, 500_000, tzinfo=UTC)),
        ("2026-03-05T09:12:00.123456789Z", datetime(2026, 3, 5, 9, 12, 0, 123_456, tzinfo=UTC)),
        ("2024-02-29T23:59:59-00:00", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_timestamp_is_rfc_3339(text: str, moment: datetime) -> None:
    """RFC 3339 text becomes an aware datetime. Digits after the sixth decimal place are dropped."""
    sample = Sample.model_validate_json(json.dumps({"moment": text, "maybe": text}))

    assert (moment, moment) == (sample.moment, sample.maybe)
    assert moment.utcoffset() == sample.moment.utcoffset()


@pytest.mark.parametrize(
    "value",
    [
        "1741737120",
        1741737120,
        "2026-03-05",
        "2026-03-05 09:12:00Z",
        "2026-03-05T09:12:00",
        "2026-03-05T09:12:00+0100",
        "2026-03-05T09:12Z",
        "2026-03-05t09:12:00z",
        "2026-02-30T09:12:00Z",
        "0000-01-01T00:00:00Z",
        "2026-03-05T23:59:60Z",
        "2026-03-05T24:00:00Z",
        "2026-03-05T09:12:00.Z",
        "2026-03-05T09:12:00Z\n",
        "٢٠٢٦-03-05T09:12:00Z",
        " ",
        True,
        [],
    ],
    ids=repr,
)
def test_a_value_that_resembles_a_timestamp_is_refused(value: object) -> None:
    """Numbers, dates, other separators, missing offsets and invalid days are refused."""
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate_json(json.dumps({"moment": value, "maybe": value}))

    assert [(("moment",), "timestamp"), (("maybe",), "timestamp")] == _kinds(caught.value)


@pytest.mark.parametrize("value", ["", None])
def test_an_optional_timestamp_may_be_blank(value: str | None) -> None:
    """Null and an empty string both mean that it is unset, and become None."""
    assert Sample.model_validate_json(json.dumps({"maybe": value})).maybe is None
    assert Sample.model_validate({"maybe": value}).maybe is None


@pytest.mark.parametrize("value", ["", None])
def test_a_required_timestamp_may_not_be_blank(value: str | None) -> None:
    """A blank value is an error if the contract requires a timestamp."""
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate_json(json.dumps({"moment": value}))

    assert [(("moment",), "timestamp")] == _kinds(caught.value)


def test_python_input_can_contain_aware_datetimes() -> None:
    """In Python, a datetime is accepted if it has an offset."""
    moment = datetime(2026, 3, 5, 9, 12, tzinfo=UTC)

    assert moment == Sample.model_validate({"moment": moment}).moment
    with pytest.raises(ValidationError):
        Sample.model_validate({"moment": moment.replace(tzinfo=None)})


def test_timestamps_are_written_in_the_api_s_format() -> None:
    """UTC is written as `Z`, and whole seconds without decimal places."""
    sample = Sample.model_validate_json('{"moment": "2026-03-05T09:12:00Z"}')

    assert "2026-03-05T09:12:00Z" == sample.model_dump(mode="json")["moment"]


def test_a_secret_is_masked() -> None:
    """Only `get_secret_value` returns the secret."""
    sample = Sample.model_validate_json(json.dumps({"secret": TOKEN}))
    shown = [repr(sample), str(sample), f"{sample}", sample.model_dump_json()]
    shown += [repr(sample.model_dump()), repr(sample.model_dump(mode="json"))]

    assert TOKEN == sample.secret.get_secret_value()
    assert [] == [text for text in shown if TOKEN[:8] in text]
    assert "**********" == sample.model_dump(mode="json")["secret"]


@pytest.mark.parametrize("value", ["", "*", "**********", SecretStr(""), SecretStr("**********")])
def test_an_empty_or_masked_secret_is_refused(value: object) -> None:
    """A masked dump is not accepted as a body."""
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate({"secret": value})

    assert [(("secret",), "secret")] == _kinds(caught.value)


def test_a_secret_can_be_a_secret_str() -> None:
    """In Python, a SecretStr is accepted."""
    assert TOKEN == Sample.model_validate({"secret": SecretStr(TOKEN)}).secret.get_secret_value()


def test_a_vocabulary_accepts_an_unknown_value() -> None:
    """A value that the API adds later does not break a login."""
    assert "brand_new" == Sample.model_validate_json('{"word": "brand_new"}').word


def test_the_schema_of_a_vocabulary_lists_the_known_values() -> None:
    """Editors can suggest the known values, and validators accept other values."""
    schema = Sample.model_json_schema()["properties"]["word"]

    assert [{"enum": ["known", "named"]}, {"type": "string"}] == schema["anyOf"]


def test_one_wrong_item_ends_the_validation_of_an_array() -> None:
    """Ten million wrong items cause one error."""
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate_json('{"items": [1, "2", "3", "4"]}')

    assert [(("items", 1), "int_type")] == _kinds(caught.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", 1),
        ("text", None),
        ("number", "200"),
        ("number", 200.0),
        ("number", True),
        ("flag", 1),
        ("flag", "true"),
        ("items", {}),
        ("items", None),
        ("mapping", []),
        ("word", 1),
        ("secret", 1),
    ],
)
def test_no_value_is_coerced(field: str, value: object) -> None:
    """A string of digits is not a number, and 1 is not true."""
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate_json(json.dumps({field: value}))

    assert [(field,)] == [location for location, _ in _kinds(caught.value)]


def test_a_model_cannot_be_changed() -> None:
    """An assignment to an attribute is an error."""
    with pytest.raises(ValidationError, match="frozen"):
        Sample().text = "other"


def test_unknown_fields_are_not_kept() -> None:
    """An unknown field can be a secret, so it is dropped."""
    sample = Sample.model_validate_json(json.dumps({"unknown": TOKEN}))

    assert not hasattr(sample, "unknown")
    assert TOKEN[:8] not in repr(sample.model_dump())


@pytest.mark.parametrize(
    "broken",
    [
        {"text": [TOKEN]},
        {"secret": [TOKEN]},
        {"secret": {"value": TOKEN}},
        {"items": [TOKEN]},
        {"moment": TOKEN},
        TOKEN,
        [TOKEN],
    ],
)
def test_a_validation_error_does_not_contain_its_input(broken: object) -> None:
    """The error's text, details and JSON do not show the wrong value."""
    with pytest.raises(ValidationError) as from_json:
        Sample.model_validate_json(json.dumps(broken))
    with pytest.raises(ValidationError) as from_python:
        Sample.model_validate(broken)

    for error in (from_json.value, from_python.value):
        shown = [str(error), repr(error), repr(error.errors()), error.json(), repr(error.args)]
        assert [] == [text for text in shown if TOKEN[:8] in text]
        assert [None] * error.error_count() == [detail["input"] for detail in error.errors()]
        assert (None, None) == (error.__cause__, error.__context__)


def test_a_validation_error_shortens_unknown_keys() -> None:
    """A key that is not in the contract can be a secret."""
    with pytest.raises(ValidationError) as forbidden:
        Sample.model_validate({TOKEN: 1}, extra="forbid")
    with pytest.raises(ValidationError) as typed:
        Sample.model_validate({"mapping": {TOKEN.encode(): 1}})

    assert [((f"{TOKEN[:4]}…",), "extra_forbidden")] == _kinds(forbidden.value)
    assert [(("mapping", "[key]"), "string_type")] == _kinds(typed.value)


def test_a_validation_error_keeps_its_details() -> None:
    """Pydantic's location, type and message are unchanged."""
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate_json('{"number": "200"}')

    assert [
        {
            "type": "int_type",
            "loc": ("number",),
            "msg": "Input should be a valid integer",
            "input": None,
        }
    ] == caught.value.errors(include_url=False)
    assert "Sample" == caught.value.title


def test_each_field_docstring_reaches_the_schema() -> None:
    """The docstring below a field becomes its description. Without one, there is no description."""
    properties = Sample.model_json_schema()["properties"]

    assert "A text." == properties["text"]["description"]
    assert "description" not in properties["number"]


def test_a_model_derived_by_a_user_keeps_the_descriptions() -> None:
    """A subclass keeps the descriptions of the fields that it inherits."""

    class Derived(Sample):
        """A user's model."""

        own: str = ""
        """Own text."""

    properties = Derived.model_json_schema()["properties"]

    assert ("A text.", "Own text.") == (
        properties["text"]["description"],
        properties["own"]["description"],
    )


def test_a_model_without_source_has_a_schema_without_descriptions() -> None:
    """A frozen program does not have the source code, but still gets the schema."""
    namespace: dict[str, Any] = {"Model": Model}
    exec("class Sourceless(Model):\n    a: str\n    'Text.'", namespace)  # noqa: S102 - this is the case to test

    properties = namespace["Sourceless"].model_json_schema()["properties"]

    assert {"a": {"type": "string"}} == properties


def test_a_model_with_a_secret_is_not_pickled() -> None:
    """The pickle would contain the secret."""
    with pytest.raises(TypeError, match="cannot pickle a secret"):
        pickle.dumps(Sample.model_validate({"secret": TOKEN}))


def test_a_model_without_a_secret_can_be_pickled() -> None:
    """It comes out equal."""
    member = parse_response(load_example("connected-app")).member

    assert member == pickle.loads(pickle.dumps(member))  # noqa: S301 - our own


class Around(BaseModel):
    """A model of a user's own, with one of ours inside."""

    sample: Sample


@pytest.mark.parametrize(
    "validate",
    [
        lambda broken: Sample(**broken),
        Sample.model_validate_strings,
        TypeAdapter(Sample).validate_python,
        lambda broken: Around.model_validate({"sample": broken}),
        lambda broken: Around.model_validate_json(json.dumps({"sample": broken})),
    ],
    ids=["init", "model_validate_strings", "TypeAdapter", "inside a model", "inside JSON"],
)
def test_a_model_with_a_secret_hides_it_from_what_is_around_it(
    validate: Callable[[dict[str, Any]], object],
) -> None:
    """The errors have at most an empty value of the input's type, whatever validates."""
    with pytest.raises(ValidationError) as caught:
        validate({"secret": [TOKEN], "text": {"a": TOKEN}})

    inputs = [detail["input"] for detail in caught.value.errors()]
    assert [] == [given for given in inputs if given not in (None, [], {})]
    assert [] == leaks(caught.value, quick(VALIDATION_ERRORS), runs(TOKEN))


class Refusing(Sample):
    """A subclass of a user's own, with a validator."""

    @model_validator(mode="after")
    def _refused(self) -> Self:
        raise ValueError("no")


@pytest.mark.parametrize(
    "validate",
    [Refusing.model_validate, TypeAdapter(Refusing).validate_python],
    ids=["model_validate", "TypeAdapter"],
)
def test_the_validator_of_a_subclass_does_not_show_the_input(
    validate: Callable[[dict[str, Any]], object],
) -> None:
    """Pydantic puts the input of the whole object into the error of such a validator."""
    with pytest.raises(ValidationError, match="no") as caught:
        validate({"secret": TOKEN})

    assert [] == leaks(caught.value, quick(VALIDATION_ERRORS), runs(TOKEN))


@pytest.mark.parametrize(
    "write",
    [
        lambda sample: sample.model_dump_json(serialize_as_any=True),
        lambda sample: TypeAdapter(object).dump_json(sample, serialize_as_any=True).decode(),
        lambda sample: Around(sample=sample).model_dump_json(serialize_as_any=True)[10:-1],
    ],
    ids=["a model", "an object", "a part"],
)
def test_a_model_with_a_secret_is_written_by_its_class(write: Callable[[Sample], str]) -> None:
    """Pydantic's option `serialize_as_any` changes nothing, and fails at nothing."""
    sample = Sample(secret=SecretStr(TOKEN))

    assert sample.model_dump_json() == write(sample)
    assert "**********" in write(sample)


def test_each_model_with_a_secret_is_built_at_import() -> None:
    """A deferred one would be built inside another model, where it cannot hide JSON."""
    models = [
        model
        for model in all_models()
        if model is not Sample and not model.__name__.startswith("_")
    ]
    secret = [
        model
        for model in models
        if any(field.annotation is SecretStr for field in model.model_fields.values())
    ]

    assert {ExchangeAccessTokenRequest, ExchangeAccessTokenResponse} <= set(secret)
    assert [] == [model for model in secret if model.model_config.get("defer_build")]


def test_building_a_model_takes_its_fields_and_no_others() -> None:
    """`__init__` does what pydantic's does, and is not called for the objects inside a body."""
    assert TOKEN == Sample(secret=SecretStr(TOKEN)).secret.get_secret_value()
    assert not Sample.__pydantic_custom_init__
