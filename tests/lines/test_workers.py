"""Workers: results in order, with few chunks in memory, and nothing left behind."""

import os
import signal
from collections.abc import Iterator

import pytest

from stytch_exchange.lines import workers
from stytch_exchange.lines.workers import cores, in_order


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
