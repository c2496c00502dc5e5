"""Run the blocks of a page, which share their names, and return what each prints.

It runs in the reader's browser, and needs only Python.
"""

import asyncio
import json
import traceback
from collections.abc import Coroutine
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

_BLOCK = "<block>"
"""The name of the code in a traceback."""

_printed, _logged = StringIO(), StringIO()
"""The outputs of all blocks, because a block can give one to a logger, which later blocks use."""

_names: dict[str, Any] = {}


def begin() -> None:
    """Prepare Python for blocks: the loop of the browser runs already, so `asyncio.run` fails."""
    setattr(asyncio, "run", _run_coroutine)  # noqa: B010 - the checkers know another type
    reset()


def reset() -> None:
    """Forget all names of the page."""
    _names.clear()
    _names["__name__"] = "__main__"


def run(code: str) -> str:
    """Run a block, and return what it `printed` and `logged`, and its `error` or null, as JSON.

    Args:
        code: The code.
    """
    error = None
    with redirect_stdout(_printed), redirect_stderr(_logged):
        try:
            exec(compile(code, _BLOCK, "exec"), _names)  # noqa: S102 - the reader's own code
        except BaseException as raised:  # noqa: BLE001 - whatever the reader's code raises
            error = _explained(raised)
    ran = {"printed": _taken(_printed), "logged": _taken(_logged), "error": error}
    return json.dumps(ran, ensure_ascii=False)


def _taken(stream: StringIO) -> str:
    """Return what is in a stream, and empty it."""
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text


def _explained(raised: BaseException) -> str:
    """Return an error as text, with the line of the block that it comes from."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(raised.__traceback__)
        if frame.filename == _BLOCK
    ]
    text = "".join(traceback.format_exception_only(raised)).strip()
    return f"Line {lines[-1]}: {text}" if lines else text


def _run_coroutine(coroutine: Coroutine[Any, Any, Any], **_options: object) -> Any:
    """Run a coroutine to its end, as `asyncio.run` does, if it does not wait for anything."""
    eagerly: dict[str, Any] = {"eager_start": True}
    task = asyncio.Task(coroutine, loop=asyncio.get_event_loop(), **eagerly)
    if not task.done():
        task.cancel()
        raise RuntimeError("this code waits for something, which it cannot do in a browser")
    return task.result()
