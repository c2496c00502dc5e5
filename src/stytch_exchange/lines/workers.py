"""Workers: call a function on many chunks, on all cores, with the results in order."""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, TypeVar

_C = TypeVar("_C")
_R = TypeVar("_R")

_FEWEST = 2
"""Chunks that are worth starting processes for."""

_AHEAD = 2
"""Chunks for each worker that are read before their results are needed."""


class WorkerKilledError(Exception):
    """A process was killed, for example by a system that has no more memory."""

    def __init__(self, chunk: Any) -> None:
        """Take the first chunk without a result."""
        super().__init__("a worker process was killed")
        self.chunk = chunk


def cores() -> int:
    """Return the number of cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def in_order(function: Callable[[_C], _R], chunks: Iterable[_C], *, jobs: int) -> Generator[_R]:
    """Yield the result of a function for each chunk, in the order of the chunks.

    A single chunk is worked on in this process. Only a few chunks are in memory at a time.

    Args:
        function: A function that can be pickled, as can its argument and its result.
        chunks: The chunks.
        jobs: The number of processes that work. If it is 1, this process works alone.

    Raises:
        WorkerKilledError: One of the processes was killed.
    """
    remaining = iter(chunks)
    first = list(islice(remaining, _FEWEST))
    chunks = chain(first, remaining)
    if jobs == 1 or len(first) < _FEWEST:
        yield from map(function, chunks)
        return
    # A forked process could inherit a lock that a thread of the progress bar holds.
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
    pending: deque[tuple[_C, Future[_R]]] = deque()
    try:
        for chunk in chunks:
            pending.append((chunk, _submitted(pool, function, chunk)))
            if len(pending) >= _AHEAD * jobs:
                yield _result(*pending.popleft())
        while pending:
            yield _result(*pending.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, function: Callable[[_C], _R], chunk: _C) -> Future[_R]:
    """Let a process work on a chunk. Earlier chunks may have results even if the pool is broken."""
    try:
        with _interrupts_held():
            return pool.submit(function, chunk)
    except BrokenProcessPool as broken:
        refused: Future[_R] = Future()
        refused.set_exception(broken)
        return refused


def _result(chunk: object, future: Future[_R]) -> _R:
    """Wait for the result of a chunk."""
    try:
        return future.result()
    except BrokenProcessPool:
        raise WorkerKilledError(chunk) from None


@contextmanager
def _interrupts_held() -> Generator[None]:
    """Block Ctrl+C while a process starts: it inherits the block until it ignores Ctrl+C."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
