"""Workers: results in order, with few chunks in memory, and nothing left behind."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pytest

from stytch_exchange.lines import workers
from stytch_exchange.lines.workers import WorkerKilledError, cores, in_order


class Chunks:
    """Numbers, and how many of them were asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.read = 0

    def __iter__(self) -> Iterator[int]:
        for number in range(self.count):
            self.read += 1
            yield -number


def test_results_come_in_order_from_several_processes() -> None:
    """Few chunks are read ahead of the results, and Ctrl+C works afterwards."""
    chunks = Chunks(9)
    results = in_order(abs, chunks, jobs=2)
    first = next(results)
    read = chunks.read

    assert list(range(9)) == [first, *results]
    assert 5 >= read
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def _killed_at(chunk: int) -> int:
    """Return the number of a chunk, unless it is the one at which the process is killed."""
    if chunk == -2:
        os.kill(os.getpid(), signal.SIGKILL)
    return -chunk


@pytest.mark.parametrize("count", [3, 9])
def test_a_killed_process_names_the_first_chunk_without_a_result(count: int) -> None:
    """For example by a system that has no more memory. Another process may lose its chunk too."""
    results: list[int] = []
    with pytest.raises(WorkerKilledError, match="a worker process was killed") as killed:
        results.extend(in_order(_killed_at, Chunks(count), jobs=2))

    assert len(results) == -killed.value.chunk <= 2


class _BrokenPool:
    """A pool that works on one chunk, and then has no process left."""

    def __init__(self, *_arguments: object, **_options: object) -> None:
        self._is_broken = False

    def submit(self, function: Callable[[int], int], chunk: int) -> Future[int]:
        """Return the result at once, or refuse."""
        if self._is_broken:
            raise BrokenProcessPool
        self._is_broken = True
        done: Future[int] = Future()
        done.set_result(function(chunk))
        return done

    def shutdown(self, **_options: object) -> None:
        """Do nothing."""


def test_the_results_before_a_refused_chunk_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken pool accepts no more chunks, but earlier ones may have their results."""
    monkeypatch.setattr(workers, "ProcessPoolExecutor", _BrokenPool)
    results: list[int] = []
    with pytest.raises(WorkerKilledError) as killed:
        results.extend(in_order(abs, Chunks(9), jobs=2))

    assert ([0], -1) == (results, killed.value.chunk)


@pytest.mark.parametrize(("count", "jobs"), [(0, 1), (0, 2), (1, 2), (5, 1)])
def test_a_single_process_is_enough_for_little(
    monkeypatch: pytest.MonkeyPatch, count: int, jobs: int
) -> None:
    """One chunk, or one job, needs no other process."""
    monkeypatch.setattr(workers, "ProcessPoolExecutor", None)

    assert list(range(count)) == list(in_order(abs, Chunks(count), jobs=jobs))


def test_signals_are_not_held_where_they_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no signal masks."""
    monkeypatch.delattr(signal, "pthread_sigmask")
    with workers._interrupts_held():  # noqa: SLF001
        assert not hasattr(signal, "pthread_sigmask")


def test_the_cores_are_those_that_the_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may allow fewer than the machine has."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    allowed = cores()
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)

    assert (3, 1) == (allowed, cores())
