"""Timing: several ways to do a task, in turn, so that a busy machine slows all of them."""

import gc
import resource
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from time import process_time
from typing import Any

Task = Callable[[Any], object]
"""Handles one input."""

BATCH = 20
"""Inputs that are handled between two looks at the clock."""


def ratios(tasks: Mapping[str, Task], inputs: Sequence[Any], rounds: int) -> dict[str, float]:
    """Return the time of each task, divided by the time of the first one.

    In each round every task runs once, on inputs that no other task of the round gets: otherwise
    one would find its strings in a cache that another one has filled.

    Args:
        tasks: The tasks by their names.
        inputs: Inputs for all rounds. They are used again from the start if they run out.
        rounds: How often to repeat. The result is the median of the rounds.
    """
    batches = [inputs[start:][:BATCH] for start in range(0, len(inputs), BATCH)]
    names = list(tasks)
    for name in names:
        _seconds(tasks[name], batches[-1])
    found: dict[str, list[float]] = {name: [] for name in names}
    used = 0
    for number in range(rounds):
        turn = number % len(names)
        times: dict[str, float] = {}
        for name in names[turn:] + names[:turn]:
            times[name] = _seconds(tasks[name], batches[used % len(batches)])
            used += 1
        for name, time in times.items():
            found[name].append(time / times[names[0]])
    return {name: median(values) for name, values in found.items()}


def _seconds(task: Task, batch: Sequence[Any]) -> float:
    """Return the processor's time for a batch, which other processes hardly affect."""
    start = process_time()
    for one in batch:
        task(one)
    return process_time() - start


@contextmanager
def collector(*, on: bool) -> Generator[None]:
    """Run a block with the garbage collector on or off."""
    gc.collect()
    (gc.enable if on else gc.disable)()
    try:
        yield
    finally:
        gc.enable()


def ratios_of_processes(
    commands: Mapping[str, Sequence[str]], rounds: int, *, expected: int = 0
) -> dict[str, float]:
    """Return the processor's time of each command, as a whole process, divided by the first one's.

    Args:
        commands: What each interpreter runs, by its name.
        rounds: How often to repeat. The result is the median of the rounds.
        expected: The exit status of all commands.
    """
    for command in commands.values():
        _seconds_of_process(command, expected)
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        times = {name: _seconds_of_process(one, expected) for name, one in commands.items()}
        first = next(iter(times.values()))
        for name, time in times.items():
            found[name].append(time / first)
    return {name: median(values) for name, values in found.items()}


def _seconds_of_process(command: Sequence[str], expected: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *command], check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != expected:
        sys.exit(f"{' '.join(command)} exited with {done.returncode}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
