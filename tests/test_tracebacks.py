"""`hide_frames`: an error keeps nothing of the frames it came through."""

import asyncio
import inspect

import pytest

from stytch_exchange import parse_response
from stytch_exchange.tracebacks import hide_frames

BODY = "a response body"


@hide_frames
def _length(body: str, *, error: BaseException | None = None) -> int:
    """Return a length, or raise the error, with a cause and a context."""
    if error is None:
        return len(body)
    error.__context__ = LookupError(body)
    raise error from LookupError(body)


@pytest.fixture(
    name="raised",
    params=[ValueError("wrong"), MemoryError(), KeyboardInterrupt("now"), SystemExit(1)],
    ids=repr,
)
def _raised(request: pytest.FixtureRequest) -> BaseException:
    """An error, the end of the memory, and what ends a program."""
    error: BaseException = request.param
    return error


def test_a_result_passes_through() -> None:
    """A call that succeeds returns what the function returns."""
    assert 15 == _length(BODY)


def test_an_error_is_the_same_object_without_cause_or_context(raised: BaseException) -> None:
    """The errors behind an error have frames of their own."""
    with pytest.raises(type(raised)) as caught:
        _length(BODY, error=raised)

    assert raised is caught.value
    assert (None, None) == (raised.__cause__, raised.__context__)


def test_no_frame_of_an_error_holds_the_argument(raised: BaseException) -> None:
    """The function's own frame is gone, and the one in its place has dropped the arguments."""
    with pytest.raises(type(raised)) as caught:
        _length(BODY, error=raised)
    frames = [entry.frame for entry in caught.traceback][1:]

    assert ["call"] == [frame.code.name for frame in frames]
    assert [] == [frame for frame in frames if BODY in repr(frame.f_locals)]


def test_the_arguments_of_a_frame_can_be_shown() -> None:
    """Tools such as `cgitb` look for the names of a function's arguments in its frame."""
    with pytest.raises(ValueError, match="wrong") as caught:
        _length(BODY, error=ValueError("wrong"))
    frame = caught.traceback[-1].frame.raw

    assert "(*args=(), **kwargs={})" == inspect.formatargvalues(*inspect.getargvalues(frame))


def test_a_function_keeps_its_signature_and_docstring() -> None:
    """Editors and `help` show the function as it is written."""
    assert ["body", "status_code", "model"] == list(inspect.signature(parse_response).parameters)
    assert inspect.getdoc(parse_response)


@hide_frames
async def _length_soon(body: str, *, error: BaseException) -> int:
    """Raise the error, with a cause and a context."""
    await asyncio.sleep(0)
    error.__context__ = LookupError(body)
    raise error from LookupError(body)


def test_a_coroutine_function_is_hidden_too() -> None:
    """It stays one, and the frame that its errors come from has dropped the arguments."""
    with pytest.raises(ValueError, match="wrong") as caught:
        asyncio.run(_length_soon(BODY, error=ValueError("wrong")))
    (frame,) = [entry.frame for entry in caught.traceback if entry.name == "call"]

    assert inspect.iscoroutinefunction(_length_soon)
    assert BODY not in repr(frame.f_locals)
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)
