"""Leaks: find parts of a secret in everything that an error, a report or a response shows."""

import copy
import io
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from IPython.core.formatters import DisplayFormatter
from IPython.core.ultratb import VerboseTB
from rich.console import Console
from rich.traceback import Traceback

from stytch_exchange import Report, StytchExchangeError

RUN = 8
"""This many consecutive characters of a secret are a leak."""

Surfaces = dict[str, Callable[[Any], str]]
"""The ways to show an object, by name."""


def runs(text: str) -> set[str]:
    """Return every part of a text that is long enough to be a leak."""
    return {text[start : start + RUN] for start in range(len(text) - RUN + 1)}


def secrets_of(body: dict[str, Any]) -> set[str]:
    """Return every part of the session token and of the JWT's signature."""
    return runs(body["session_token"]) | runs(body["session_jwt"].rpartition(".")[2])


def leaks(shown: object, surfaces: Surfaces, secrets: set[str]) -> list[str]:
    """Return the names of the surfaces that show a part of a secret."""
    return [name for name, show in surfaces.items() if not secrets.isdisjoint(runs(show(shown)))]


def in_turn(surfaces: Surfaces, index: int) -> Surfaces:
    """Return the surfaces to try on one of many objects. The slow ones are for every tenth."""
    return surfaces if index % 10 == 0 else {n: s for n, s in surfaces.items() if n not in _SLOW}


def quick(surfaces: Surfaces) -> Surfaces:
    """Return the surfaces that are fast enough for thousands of objects."""
    return {name: show for name, show in surfaces.items() if name not in _SLOW | _SLOWER_THAN_TEXT}


_SLOW = {"console", "raised traceback", "rich traceback", "notebook", "notebook traceback"}
_SLOWER_THAN_TEXT = {"logging", "traceback", "raised"}


def _pickled(shown: object) -> str:
    return pickle.dumps(shown).decode("latin-1")


def _in_a_console(shown: object) -> str:
    stream = io.StringIO()
    Console(file=stream, width=200).print(shown)
    return stream.getvalue()


def _in_a_notebook(shown: object) -> str:
    formats, _ = DisplayFormatter().format(shown)  # type: ignore[no-untyped-call]
    return repr(formats)


def _logged(error: BaseException) -> str:
    stream = io.StringIO()
    record = logging.makeLogRecord({"exc_info": (type(error), error, error.__traceback__)})
    logging.StreamHandler(stream).emit(record)
    return stream.getvalue()


def _our_frames(error: BaseException) -> Any:
    """Return the traceback without its first frame, the test's own, which contains the body."""
    return error.__traceback__ and error.__traceback__.tb_next


def _traceback_with_locals(error: BaseException) -> str:
    frames = _our_frames(error)
    lines = traceback.TracebackException(type(error), error, frames, capture_locals=True).format()
    return "".join(lines)


def _rich_traceback_with_locals(error: BaseException) -> str:
    frames = _our_frames(error)
    stream = io.StringIO()
    shown = Traceback.from_exception(
        type(error),
        error,
        frames,
        show_locals=True,
        locals_max_string=10**6,
        locals_max_length=10**6,
    )
    Console(file=stream, width=200).print(shown)
    return stream.getvalue()


def _notebook_traceback_with_locals(error: BaseException) -> str:
    frames = _our_frames(error)
    return VerboseTB(theme_name="nocolor").text(type(error), error, frames)


PLAIN: Surfaces = {
    "str": str,
    "repr": repr,
    "f-string": lambda shown: f"{shown}",
    "pprint": pprint.pformat,
}
"""The output of `print` and of a debugger."""

RICHER: Surfaces = {
    "copy": lambda shown: repr(copy.copy(shown)),
    "console": _in_a_console,
    "notebook": _in_a_notebook,
}

ERRORS: Surfaces = {
    **PLAIN,
    **RICHER,
    "args": lambda error: repr(error.args),
    "attributes": lambda error: repr(vars(error)),
    "cause and context": lambda error: repr((error.__cause__, error.__context__)),
    "logging": _logged,
    "traceback": _traceback_with_locals,
    "rich traceback": _rich_traceback_with_locals,
    "notebook traceback": _notebook_traceback_with_locals,
}
"""The ways to show any error."""

OUR_ERRORS: Surfaces = {
    **ERRORS,
    "findings": lambda error: repr(getattr(error, "findings", None)),
    "pickle": _pickled,
}
"""The ways to show and to store an error of this package."""

VALIDATION_ERRORS: Surfaces = {
    **ERRORS,
    "pickle": _pickled,
    "errors": lambda error: repr(error.errors()),
    "json": lambda error: str(error.json()),
}
"""The ways to show and to store an error of pydantic."""


def _raised(report: Report, surfaces: Surfaces) -> Iterator[str]:
    try:
        report.raise_for_errors()
    except StytchExchangeError as error:
        yield from (show(error) for show in surfaces.values())


REPORTS: Surfaces = {
    **PLAIN,
    **RICHER,
    "findings": lambda report: repr(report.findings),
    "json": lambda report: str(report.to_json()),
    "html": lambda report: str(report._repr_html_()),
    "pickle": _pickled,
    "raised": lambda report: "".join(
        _raised(report, {**PLAIN, "pickle": _pickled, "logging": _logged})
    ),
    "raised traceback": lambda report: "".join(
        _raised(report, {"traceback": _traceback_with_locals})
    ),
    "deep copy": lambda report: repr(copy.deepcopy(report)),
    "logging": lambda report: logging.makeLogRecord({"msg": "%s", "args": (report,)}).getMessage(),
}
"""The ways to show and to store a report."""

RESPONSES: Surfaces = {
    **PLAIN,
    **RICHER,
    "model_dump": lambda response: repr(response.model_dump()),
    "model_dump of JSON types": lambda response: repr(response.model_dump(mode="json")),
    "model_dump_json": lambda response: str(response.model_dump_json()),
    "to_json": lambda response: str(response.to_json()),
    "json of log_fields": lambda response: json.dumps(response.log_fields()),
}
"""The ways to show a valid response."""
