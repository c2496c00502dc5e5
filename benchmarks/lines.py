"""Many bodies: the time for a file of them against its peers, and the memory of all processes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter
from typing import Any

import psutil

from benchmarks.bodies import bodies as varied_bodies
from benchmarks.peers import sdk
from stytch_exchange.lines import Summary
from stytch_exchange.lines.source import Source
from stytch_exchange.lines.tasks import check_chunk
from stytch_exchange.lines.workers import in_order
from stytch_exchange.parsing import TOO_LARGE

ROUNDS = 3
LINES = 20_000
KNOWN = 1000
"""Distinct bodies, which the files repeat."""

MEGABYTES = 10
"""The size of the file for which memory is measured: 1 GB is a part of its own."""


def measure() -> dict[str, Any]:
    """Return the times of a file compared with `json.loads`, and the memory of the command."""
    with TemporaryDirectory() as folder:
        name = write_lines(Path(folder) / "speed.jsonl", LINES)
        times = _times(name, LINES)
    used = {jobs: megabytes_for(MEGABYTES, jobs) for jobs in (2, 4)}
    return {
        "lines": LINES,
        "rounds": ROUNDS,
        "kilobytes": len(varied_bodies("connected-app", 1)[0]) / 1000,
        **times,
        "file_megabytes": MEGABYTES,
        "megabytes": used[2],
        "megabytes_a_process": (used[4] - used[2]) / 2,
    }


def write_lines(path: Path, count: int) -> str:
    """Write so many healthy bodies to a file, one on each line, and return its name.

    Args:
        path: The file.
        count: The number of lines.
    """
    bodies = varied_bodies("connected-app", KNOWN)
    with path.open("wb") as file:
        for number in range(count):
            file.write(bodies[number % KNOWN] + b"\n")
    return str(path)


def _times(name: str, count: int) -> dict[str, Any]:
    """Return the times of each task, divided by those of `json.loads`: the median of the rounds."""
    tasks: dict[str, Callable[[], object]] = {
        "json": lambda: _each(json.loads, name),
        "sdk": lambda: _each(sdk, name),
        "one_process": lambda: _checked(name, 1),
        "two_processes": lambda: _checked(name, 2),
    }
    rounds = [{task: _seconds(run) for task, run in tasks.items()} for _ in range(ROUNDS)]
    return {
        "times": {
            task: {
                kind: median(times[task][index] / times["json"][index] for times in rounds)
                for index, kind in enumerate(("processor", "elapsed"))
            }
            for task in tasks
        },
        "rate": count / median(times["one_process"][0] for times in rounds),
    }


def _each(read: Callable[[bytes], object], name: str) -> None:
    with Path(name).open("rb") as file:
        for line in file:
            read(line)


def _checked(name: str, jobs: int) -> None:
    source = Source([name], longest=TOO_LARGE + 1, failed=print)
    task = partial(check_chunk, status_code=None, at=None, as_json=False)
    results = in_order(task, source.chunks(), jobs=jobs)
    Summary.merged(result.summary for result in results)


def _seconds(task: Callable[[], object]) -> tuple[float, float]:
    """Return the processor time of all processes, and the elapsed time."""
    before, start = os.times(), perf_counter()
    task()
    return sum(os.times()[:4]) - sum(before[:4]), perf_counter() - start


def megabytes_for(size: int, jobs: int) -> float:
    """Return the peak memory of all processes of `check --lines`, in MB.

    Args:
        size: The size of the file, in MB.
        jobs: The number of processes that work.
    """
    line = len(varied_bodies("connected-app", 1)[0]) + 1
    peak, ended = 0, Event()
    with TemporaryDirectory() as folder:
        name = write_lines(Path(folder) / "memory.jsonl", size * 1_000_000 // line)
        command = [str(Path(sys.executable).parent / "stytch-exchange"), "check", "--lines"]
        with subprocess.Popen(  # noqa: S603 - our own
            [*command, "--jobs", str(jobs), name], stdout=subprocess.DEVNULL
        ) as process:
            whole = psutil.Process(process.pid)

            def watch() -> None:
                nonlocal peak
                while not ended.wait(0.1):
                    peak = max(peak, _resident(whole))

            watcher = Thread(target=watch)
            watcher.start()
            process.wait()
            ended.set()
            watcher.join()
        if process.returncode:
            sys.exit(f"check --lines exited with {process.returncode}")
    return peak / 1e6


def _resident(process: psutil.Process) -> int:
    """Return the resident memory of a process and its children, or 0 if one has just ended."""
    try:
        every = [process, *process.children(recursive=True)]
        return sum(one.memory_info().rss for one in every)
    except psutil.Error:
        return 0
