"""Tracebacks: keep secrets out of the frames of an error."""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")


def hide_frames(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Decorate a function, so that its errors have no frame, cause or context with its arguments.

    Error trackers record the local variables of every frame in a traceback, so a traceback
    through this package would contain the response body. The decorated function raises the same
    error objects, but their tracebacks contain only one frame of this package, without arguments.

    Args:
        function: A public function, coroutine function or method that receives a secret.

    Returns:
        The decorated function.
    """
    if iscoroutinefunction(function):
        return cast("Callable[_P, _R]", _hide_frames_of_coroutine(function))

    @wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - an interrupt has such frames too
            # Without a call: there may be no room on the stack for one.
            error.__traceback__ = error.__cause__ = error.__context__ = None
            bare = error
        # Not deleted: tools that show the arguments of a frame expect to find them.
        args, kwargs = (), {}  # type: ignore[assignment]
        # `raise` inside of `except` would set the context again.
        raise bare

    return call


def _hide_frames_of_coroutine(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        try:
            coroutine = function(*args, **kwargs)
            # While it waits, a task shows its frames.
            args, kwargs = (), {}
            return await coroutine
        except BaseException as error:  # noqa: BLE001 - a cancellation has such frames too
            error.__traceback__ = error.__cause__ = error.__context__ = None
            bare = error
        args, kwargs = (), {}
        raise bare

    return call
