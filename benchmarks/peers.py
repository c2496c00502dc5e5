"""The peers: other ways to read a body, each from bytes to what its users work with."""

import json
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from types import GenericAlias, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from datamodel_code_generator import InputFileType, generate
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import DatetimeClassType
from pydantic import BaseModel, SecretStr, create_model
from pydantic_core import from_json
from stytch.b2b.models.sessions import ExchangeAccessTokenResponse as SDKResponse

from benchmarks.timing import Task
from stytch_exchange import ExchangeAccessTokenResponse, parse_response
from stytch_exchange.models._base import Model


def sdk(body: bytes) -> object:
    """Read a body as the SDK does: decode the JSON, then build the model."""
    return SDKResponse.from_json(200, json.loads(body))


def readers() -> Mapping[str, Task]:
    """Return a function for each peer, by its name in the tables. The SDK comes first."""
    return {
        "sdk": sdk,
        "ours": parse_response,
        "sdk_json": SDKResponse.model_validate_json,
        "plain": _pydantic(ExchangeAccessTokenResponse).model_validate_json,
        "generated": generated().model_validate_json,
        "untyped": from_json,
        "msgspec": msgspec.json.Decoder(_msgspec(ExchangeAccessTokenResponse)).decode,
    }


@cache
def _pydantic(model: type[Model]) -> type[BaseModel]:
    """Return a model of pydantic with the same fields, and no more than pydantic does itself."""
    fields: dict[str, Any] = {
        name: (_plain(info.annotation, _pydantic), ... if info.is_required() else None)
        for name, info in model.model_fields.items()
    }
    return create_model(model.__name__, **fields)


@cache
def _msgspec(model: type[Model]) -> type[msgspec.Struct]:
    """Return a structure of msgspec with the same fields."""
    fields: list[Any] = [
        (name, _plain(info.annotation, _msgspec), *([] if info.is_required() else [None]))
        for name, info in model.model_fields.items()
    ]
    return msgspec.defstruct(model.__name__, fields, kw_only=True)


def _plain(annotation: Any, structure: Callable[[type[Model]], type]) -> Any:
    """Return the type of a field without what this package adds to it."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _plain(parts[0], structure)
    if any(get_origin(part) is Literal for part in parts):
        return str
    if origin in {Union, UnionType}:
        return Union[tuple(_plain(part, structure) for part in parts)]  # noqa: UP007 - not written out
    if origin is list:
        return GenericAlias(list, _plain(parts[0], structure))
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return structure(annotation)
    return str if annotation is SecretStr else annotation


def generated() -> type[BaseModel]:
    """Return what datamodel-code-generator makes of the SDK's schema, which is the API's."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "generated_response.py")
        generate(
            json.dumps(SDKResponse.model_json_schema()),
            input_file_type=InputFileType.JsonSchema,
            output=path,
            output_model_type=DataModelType.PydanticV2BaseModel,
            output_datetime_class=DatetimeClassType.Datetime,
            formatters=[],
        )
        spec = spec_from_file_location(path.stem, path)
        if spec is None or spec.loader is None:
            raise ImportError(path.stem)
        module = module_from_spec(spec)
        # Pydantic looks up the names of annotations there.
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
    response: type[BaseModel] = module.ExchangeAccessTokenResponse
    return response
