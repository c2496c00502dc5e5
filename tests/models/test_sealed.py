"""A sealed text: a `SecretStr` that no tool reads by accident."""

import copy
import json
import operator
import pickle
from contextlib import suppress
from string import Formatter
from typing import Any

import pytest
from deepdiff import DeepDiff
from pydantic import SecretStr, TypeAdapter

from stytch_exchange import ExchangeAccessTokenResponse, load_example, parse_response
from stytch_exchange.models._sealed import SealedStr
from tests.leaks import ERRORS, leaks, runs

TEXT = "P0EJ7rAVJIS4BVuV"


@pytest.fixture(name="sealed")
def _sealed() -> SealedStr:
    return SealedStr(TEXT)


def test_it_is_a_secret_of_pydantics(sealed: SealedStr) -> None:
    """Code that takes a `SecretStr` takes it too."""
    assert isinstance(sealed, SecretStr)
    assert sealed is TypeAdapter(SecretStr).validate_python(sealed)
    assert (TEXT, len(TEXT)) == (sealed.get_secret_value(), len(sealed))


def test_no_attribute_holds_the_text(sealed: SealedStr) -> None:
    """Neither `__dict__`, nor a slot, nor any name that `dir` lists."""
    held = [getattr(sealed, name, None) for name in dir(sealed)]

    assert {} == vars(sealed)
    assert not type(sealed).__slots__
    assert TEXT not in repr(held)


def test_only_one_method_returns_the_text(sealed: SealedStr) -> None:
    """Each method that can be called without an argument was called."""
    telling: list[str] = []
    for name in dir(sealed):
        with suppress(TypeError, AttributeError):
            if TEXT in repr(getattr(sealed, name)()):
                telling.append(name)

    assert ["get_secret_value"] == telling


def test_pydantics_own_attribute_is_not_there(sealed: SealedStr) -> None:
    """A format string cannot reach the text."""
    with pytest.raises(AttributeError):
        Formatter().format("{0._secret_value}", sealed)


@pytest.mark.parametrize("spec", ["", "s", ">20", "*^30", ".4"])
def test_every_format_is_one_of_the_mask(sealed: SealedStr, spec: str) -> None:
    """Width and alignment apply to the asterisks."""
    assert format("**********", spec) == format(sealed, spec)


def test_an_empty_text_is_shown_as_empty() -> None:
    """As pydantic shows it."""
    assert ("", "SecretStr('')") == (str(SealedStr("")), repr(SealedStr("")))


def test_it_equals_every_secret_with_its_text(sealed: SealedStr) -> None:
    """Also one of pydantic's, in both directions, and with the same hash."""
    same = SecretStr(TEXT)

    assert sealed == same
    assert same == sealed
    assert {sealed} == {SealedStr(TEXT), same}


_HOLDING_ANYTHING: Any = SecretStr
"""Python does not check what a `SecretStr` holds."""


@pytest.mark.parametrize(
    "other",
    [
        SealedStr("other"),
        SecretStr("other"),
        _HOLDING_ANYTHING(7),
        _HOLDING_ANYTHING(TEXT.encode()),
        TEXT,
        None,
        7,
    ],
)
def test_it_equals_nothing_else(sealed: SealedStr, other: object) -> None:
    """A plain string is not a secret, and a secret can hold something else than text."""
    assert sealed != other


def test_deepdiff_finds_no_difference() -> None:
    """It compares what it finds in the attributes. The page on secrets says so."""
    assert not DeepDiff(SealedStr("one"), SealedStr("another"))


def test_an_interrupted_comparison_shows_no_text(
    sealed: SealedStr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server may stop a worker at any time, and its error tracker records the locals."""

    def interrupt(*_texts: bytes) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("stytch_exchange.models._sealed.compare_digest", interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        operator.eq(sealed, SecretStr(TEXT))

    assert [] == leaks(caught.value, ERRORS, runs(TEXT))


def test_any_text_can_be_compared() -> None:
    """Characters beyond ASCII, and surrogates, which Python's strings allow."""
    assert SealedStr("ключ\ud800") == SealedStr("ключ\ud800")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_not_pickled(sealed: SealedStr, protocol: int) -> None:
    """The error says what to pickle instead."""
    with pytest.raises(TypeError, match=r"cannot pickle a secret: pickle log_fields\(\)") as caught:
        pickle.dumps({"token": sealed}, protocol)

    assert TEXT not in str(caught.value)


def test_a_copy_is_the_same_object(sealed: SealedStr) -> None:
    """It cannot change, and a copy is no reason to write the text anywhere."""
    assert sealed is copy.copy(sealed)
    assert sealed is copy.deepcopy([sealed])[0]


def test_the_secret_of_a_caller_is_sealed() -> None:
    """A model takes a `SecretStr`, and keeps a sealed one; a sealed one stays the same object."""
    body = json.loads(load_example("minimal"))
    first = ExchangeAccessTokenResponse.model_validate({**body, "session_token": SecretStr(TEXT)})
    second = ExchangeAccessTokenResponse.model_validate({**first.model_dump()})

    assert isinstance(first.session_token, SealedStr)
    assert first.session_token is second.session_token


def test_a_response_travels_as_json() -> None:
    """The named way to the whole body leads to an equal response in another process."""
    response = parse_response(load_example("connected-app"))
    travelled = pickle.loads(pickle.dumps(response.to_json(reveal_secrets=True)))  # noqa: S301 - our own

    assert response == parse_response(travelled)
