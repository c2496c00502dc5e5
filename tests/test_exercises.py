"""The hints of the tutorials' exercises: what an answer gives, and what it should give."""

from collections.abc import Callable
from typing import Any

import pytest

from stytch_exchange import load_example
from stytch_exchange.exercises import check_answer, check_function

UNTOUCHED = "Fill in the cell above, run it, and then run this cell again.\n"


def _raise(*_arguments: object) -> object:
    raise KeyError("role")


@pytest.mark.parametrize(
    ("answer", "expected", "said"),
    [
        (..., 7, UNTOUCHED),
        (7, 7, "Correct!\n"),
        (8, 7, "Not yet: got 8, expected 7.\n"),
        ("7", 7, "Not yet: got a value of the type str, expected a value of the type int: 7.\n"),
        (None, 7, "Not yet: got None, expected a value of the type int: 7.\n"),
        (True, 1, "Not yet: got True, expected 1.\n"),
        ("a\nb", "c", "Not yet: got 'a\\nb', expected 'c'.\n"),
    ],
)
def test_an_answer(
    answer: object, expected: object, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong value is shown beside the right one, and a wrong type by its name."""
    check_answer(answer, expected)

    assert said == capsys.readouterr().out


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda _: ..., UNTOUCHED),
        (abs, "Correct!\n"),
        (..., "Not yet: the cell above must define a function, but gives a value of the type "),
        (lambda _: 2, "Not yet: 2 of 2 cases are wrong.\n- one: got 2, expected 1\n- minus one: "),
        (_raise, "Not yet: 2 of 2 cases are wrong.\n- one: got KeyError: 'role', expected 1\n"),
        (lambda number: number, "Not yet: 1 of 2 cases are wrong.\n- minus one: got -1, expected"),
    ],
)
def test_a_function(
    function: Callable[..., object], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each wrong case is listed, and an error is a result like any other."""
    check_function(function, {"one": (1, 1), "minus one": (-1, 1)})

    assert capsys.readouterr().out.startswith(said)


def test_an_argument_can_be_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """An untouched one is not passed on."""
    check_function(len, {"the answer": (..., 3)})

    assert UNTOUCHED == capsys.readouterr().out


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (_raise, "Correct!\n"),
        (len, "Not yet: 1 of 1 cases are wrong.\n- none: got 0, expected KeyError to be raised\n"),
    ],
)
def test_an_error_can_be_expected(
    function: Callable[..., object], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The right result of a case can be the class of an error."""
    check_function(function, {"none": ("", KeyError)})

    assert said == capsys.readouterr().out


@pytest.mark.parametrize("wrap", [str, ValueError])
def test_a_hint_is_short_and_masked(
    wrap: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer can be a whole body, or an error that quotes one."""
    body = load_example("minimal").decode()

    check_answer(wrap(body), "a name")

    said = capsys.readouterr().out
    assert "eyJ" not in said
    assert len(said) < 500
