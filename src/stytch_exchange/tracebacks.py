"""Tracebacks: errors that do not carry the secrets they were raised over."""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")


def hide_frames(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Raise a function's errors without its frames, its arguments, a cause or a context.

    Error trackers record the local variables of every frame in a traceback, and a traceback
    through this package would contain the response body. Each error, an interrupt included, is
    the same object as before, but its traceback starts at a frame that holds nothing else.

    Args:
        function: A public function, coroutine function or method that receives a secret.

    Returns:
        The function to call in its place.
    """
    if iscoroutinefunction(function):
        return cast("Callable[_P, _R]", _hide_frames_of_coroutine(function))

    @wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - KeyboardInterrupt has frames with secrets too
            # Not in a function: the stack can be exhausted.
            error.__traceback__ = error.__cause__ = error.__context__ = None
            bare = error
        # Outside of `except`, because `raise` in there would set the context again.
        del args, kwargs
        raise bare

    return call


def _hide_frames_of_coroutine(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return await function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - so does a cancellation
            error.__traceback__ = error.__cause__ = error.__context__ = None
            bare = error
        del args, kwargs
        raise bare

    return call
