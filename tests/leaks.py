"""Leaks: find parts of a secret in everything that an error, a report or a response shows."""

import copy
import dataclasses
import inspect
import io
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from multiprocessing.reduction import ForkingPickler
from typing import Any

import deepdiff
import jsonpickle
import orjson
import pytest
import rich
import sentry_sdk
import structlog
import yaml
from IPython.core.formatters import DisplayFormatter
from IPython.core.ultratb import VerboseTB
from loguru import logger as loguru_logger
from pydantic import SecretStr, TypeAdapter
from pydantic_core import to_jsonable_python
from rich.console import Console
from rich.traceback import Traceback
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport
from sentry_sdk.utils import event_from_exception
from structlog.processors import ExceptionRenderer, JSONRenderer, KeyValueRenderer
from structlog.tracebacks import ExceptionDictTransformer

from stytch_exchange import Report, StytchExchangeError

RUN = 8
"""This many consecutive characters of a secret are a leak."""

Runs = frozenset[str]
"""Every part of a text that has this length."""

Surfaces = dict[str, Callable[[Any], str]]
"""The ways to show an object, by name."""


def runs(text: str) -> Runs:
    """Return every part of a text that is long enough to be a leak."""
    return frozenset(text[start : start + RUN] for start in range(len(text) - RUN + 1))


def secrets_of(body: dict[str, Any]) -> Runs:
    """Return every part of the session token and of the JWT's signature."""
    return runs(body["session_token"]) | runs(body["session_jwt"].rpartition(".")[2])


def leaks(shown: object, surfaces: Surfaces, secrets: Runs) -> list[str]:
    """Return the names of the surfaces that show a part of a secret."""
    return [name for name, show in surfaces.items() if shows(show(shown), secrets)]


def shows(text: str, secrets: Runs) -> bool:
    """Return whether a text shows a part of a secret.

    Cut into blocks of half a run, the text has a whole block in each run. So most texts need no
    closer look.
    """
    blocks = {text[start : start + RUN // 2] for start in range(0, len(text), RUN // 2)}
    return not (_halves(secrets).isdisjoint(blocks) or secrets.isdisjoint(runs(text)))


@lru_cache(maxsize=1)
def _halves(secrets: Runs) -> Runs:
    half = RUN // 2
    return frozenset(run[start : start + half] for run in secrets for start in range(half))


def in_turn(surfaces: Surfaces, index: int) -> Surfaces:
    """Return the surfaces to try on one of many objects. The slow ones are for every tenth."""
    return surfaces if index % 10 == 0 else {n: s for n, s in surfaces.items() if n not in _SLOW}


def quick(surfaces: Surfaces) -> Surfaces:
    """Return the surfaces that are fast enough for thousands of objects."""
    return {name: show for name, show in surfaces.items() if name not in _SLOW | _SLOWER_THAN_TEXT}


_SLOW = {
    "console",
    "loguru",
    "notebook",
    "notebook traceback",
    "pytest",
    "raised traceback",
    "rich traceback",
    "sentry",
    "structlog",
}
_SLOWER_THAN_TEXT = {"arguments", "logging", "traceback", "raised"}


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


def _arguments_of_frames(error: BaseException) -> str:
    """Return what tools such as `cgitb` show of each frame: its arguments."""
    frames = [frame for frame, _ in traceback.walk_tb(_our_frames(error))]
    return repr([inspect.formatargvalues(*inspect.getargvalues(frame)) for frame in frames])


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


class _KeptTransport(Transport):
    """Keeps what Sentry's client would send."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(options)
        self.sent = b""

    def capture_envelope(self, envelope: Envelope) -> None:
        """Keep the event as it would travel."""
        self.sent += envelope.serialize()


def sentry_sends(capture: Callable[[sentry_sdk.Client], object], **options: Any) -> str:
    """Return what Sentry's client sends for what it captures."""
    transport = _KeptTransport({})
    client = sentry_sdk.Client(
        dsn="http://key@localhost/1",
        transport=transport,
        default_integrations=False,
        max_value_length=10**6,
        release="1",  # or each client asks git
        **options,
    )
    capture(client)
    return transport.sent.decode()


def sentry_error(error: BaseException, frames: Any, **options: Any) -> str:
    """Return what Sentry's client sends for an error, with the local variables of its frames."""

    def capture(client: sentry_sdk.Client) -> None:
        event, hint = event_from_exception((type(error), error, frames), client.options)
        client.capture_event(event, hint)

    return sentry_sends(capture, **options)


def _sentry_extra(**shown: object) -> str:
    return sentry_sends(lambda client: client.capture_event({"extra": shown}))


def _in_structlog(error: BaseException) -> str:
    """Return the line of a structured logger that writes the local variables of each frame."""
    stream = io.StringIO()
    transformer = ExceptionDictTransformer(
        show_locals=True, locals_max_string=10**6, locals_max_length=10**6
    )
    log = structlog.wrap_logger(
        structlog.PrintLogger(stream), [ExceptionRenderer(transformer), JSONRenderer()]
    )
    log.error("refused", exc_info=(type(error), error, _our_frames(error)), error=error)
    return stream.getvalue()


_LOGURU_LINES = io.StringIO()
loguru_logger.configure(
    handlers=[
        {
            "sink": _LOGURU_LINES,
            "filter": lambda record: record["exception"] is not None,
            "backtrace": False,
            "diagnose": True,
        },
        {
            "sink": _LOGURU_LINES,
            "filter": lambda record: record["exception"] is None,
            "serialize": True,
        },
    ]
)


def _loguru_lines() -> str:
    """Return what the logger has written since the last call."""
    lines = _LOGURU_LINES.getvalue()
    _LOGURU_LINES.seek(0)
    _LOGURU_LINES.truncate()
    return lines


def _in_loguru(error: BaseException) -> str:
    """Return the lines of a logger that writes the values in the source of each frame."""
    caught = (type(error), error, _our_frames(error))
    loguru_logger.opt(exception=caught).error("refused: {}", error)
    return _loguru_lines()


def _in_pytest(error: BaseException) -> str:
    """Return how pytest shows an error with `--showlocals`."""
    frames = _our_frames(error)
    if frames is None:
        return str(error)
    caught = pytest.ExceptionInfo.from_exc_info((type(error), error, frames))
    return str(caught.getrepr(showlocals=True, style="long"))


def _logged_with_structlog(shown: object) -> str:
    stream = io.StringIO()
    for renderer in (JSONRenderer(), KeyValueRenderer()):
        structlog.wrap_logger(structlog.PrintLogger(stream), [renderer]).info("done", shown=shown)
    return stream.getvalue()


def _logged_with_loguru(shown: object) -> str:
    loguru_logger.bind(shown=shown).info("done: {}", shown)
    return _loguru_lines()


def _or_refusal(show: Callable[[Any], object]) -> Callable[[Any], str]:
    """Return a way to show an object that may refuse: the error is then what shows."""

    @wraps(show)
    def shown_or_refused(shown: Any) -> str:
        try:
            return str(show(shown))
        except (TypeError, AttributeError, pickle.PicklingError) as error:
            return repr(error)

    return shown_or_refused


def _attributes(shown: object) -> object:
    """Do what a serializer is often told about objects that it does not know."""
    return getattr(shown, "__dict__", None) or repr(shown)


def inspected(shown: object) -> str:
    """Return what Rich shows of an object and of its token, with their private attributes."""
    stream = io.StringIO()
    console = Console(file=stream, width=200)
    rich.inspect(shown, console=console, private=True)
    rich.inspect(getattr(shown, "session_token", None), console=console, all=True)
    return stream.getvalue()


def inspected_in_full(shown: object) -> str:
    """Return what Rich shows with Python's own attributes, such as the class's whole schema."""
    stream = io.StringIO()
    rich.inspect(shown, console=Console(file=stream, width=200), private=True, dunder=True)
    return stream.getvalue()


def _serialized_by_pydantic(shown: Any) -> str:
    """Return what pydantic's own functions write, with the options for objects of any class."""
    adapter: TypeAdapter[Any] = TypeAdapter(object)
    return repr(
        [
            to_jsonable_python(shown, serialize_unknown=True),
            to_jsonable_python(vars(shown), fallback=_attributes),
            adapter.dump_json(shown, fallback=_attributes),
            shown.model_dump(round_trip=True, fallback=_attributes),
        ]
    )


def _compared(shown: Any) -> str:
    other = shown.model_copy(update={"session_token": SecretStr("another")})
    return str(deepdiff.DeepDiff(shown, other, verbose_level=2).to_dict())


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
    "arguments": _arguments_of_frames,
    "rich traceback": _rich_traceback_with_locals,
    "notebook traceback": _notebook_traceback_with_locals,
    "pytest": _in_pytest,
    "structlog": _in_structlog,
    "loguru": _in_loguru,
    "sentry": lambda error: sentry_error(error, _our_frames(error)),
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
    "pickle of asdict": _or_refusal(lambda report: _pickled(dataclasses.asdict(report))),
    "structlog": _logged_with_structlog,
    "loguru": _logged_with_loguru,
    "sentry": lambda report: _sentry_extra(shown=report),
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
    "every format": lambda response: f"{response.session_token:>80}{response.session_token!s:.60}",
    "deep copy": lambda response: repr(copy.deepcopy(response)),
    "attributes": lambda response: repr(vars(response)),
    "pickle": _or_refusal(_pickled),
    "pickle of model_dump": _or_refusal(lambda response: _pickled(response.model_dump())),
    "multiprocessing": _or_refusal(
        lambda response: bytes(ForkingPickler.dumps(response)).decode("latin-1")
    ),
    "json of __dict__": lambda response: json.dumps(response, default=_attributes),
    "orjson": lambda response: orjson.dumps(response, default=_attributes).decode(),
    "yaml": _or_refusal(yaml.dump),
    "jsonpickle": _or_refusal(
        lambda response: [
            jsonpickle.encode(response, keys=True, unpicklable=unpicklable)
            for unpicklable in (True, False)
        ]
    ),
    "deepdiff": _compared,
    "pydantic": _serialized_by_pydantic,
    "rich.inspect": inspected,
    "structlog": _logged_with_structlog,
    "loguru": _logged_with_loguru,
    "sentry": lambda response: _sentry_extra(shown=response, **vars(response)),
}
"""The ways to show a valid response."""
