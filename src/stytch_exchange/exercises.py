"""Check the answers to the tutorials' exercises, and say what is still wrong.

The check cells of the tutorials call these functions; an application does not need them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from stytch_exchange.redaction import redact

_UNTOUCHED = "Fill in the cell above, run it, and then run this cell again."
_LONGEST = 200


def check_answer(answer: object, expected: object) -> None:
    """Print whether a value is right; if not, print what it is and what it should be.

    Args:
        answer: The reader's value; `...` if the exercise is untouched.
        expected: The right value.
    """
    if answer is ...:
        print(_UNTOUCHED)
    elif _equal(answer, expected):
        print("Correct!")
    else:
        print(f"Not yet: {_difference(answer, expected)}.")


def check_function(function: Any, cases: Mapping[str, tuple[Any, ...]]) -> None:
    """Print whether a function gives the right results; if not, print each wrong case.

    Args:
        function: The reader's function. Its errors are caught, and printed as a result.
        cases: The name of each case, with the arguments and, as the last item, the right result:
            a value, or the class of the error that the function should raise.
    """
    if not callable(function):
        print(f"Not yet: the cell above must define a function, but gives {_named(function)}.")
        return
    results = {name: _result(function, arguments) for name, (*arguments, _) in cases.items()}
    if all(result is ... for result in results.values()):
        print(_UNTOUCHED)
        return
    wrong = {
        name: _difference(results[name], expected)
        for name, (*_, expected) in cases.items()
        if not _equal(results[name], expected)
    }
    if not wrong:
        print("Correct!")
        return
    print(f"Not yet: {len(wrong)} of {len(cases)} cases are wrong.")
    for name, difference in wrong.items():
        print(f"- {name}: {difference}")


def _result(function: Callable[..., object], arguments: list[Any]) -> object:
    """Return the result of a call, or the error that it raises."""
    if any(argument is ... for argument in arguments):
        return ...
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001 - an answer can be wrong in any way
        return error


def _equal(answer: object, expected: object) -> bool:
    """Compare two values; 1 is not True, and an error is right if its class is expected."""
    if isinstance(expected, type):
        return isinstance(answer, expected)
    return isinstance(answer, bool) is isinstance(expected, bool) and bool(answer == expected)


def _difference(answer: object, expected: object) -> str:
    if isinstance(expected, type):
        return f"got {_shown(answer)}, expected {expected.__name__} to be raised"
    if isinstance(answer, (Exception, type(expected))):
        return f"got {_shown(answer)}, expected {_shown(expected)}"
    return f"got {_named(answer)}, expected {_named(expected)}: {_shown(expected)}"


def _named(value: object) -> str:
    return "None" if value is None else f"a value of the type {type(value).__name__}"


def _shown(value: object) -> str:
    """Return the text of a value on one line, without its secrets and not too long."""
    text = f"{type(value).__name__}: {value}" if isinstance(value, Exception) else repr(value)
    line = " ".join(redact(text).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
