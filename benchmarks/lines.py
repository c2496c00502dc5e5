"""Many bodies: lines a second against `json.loads` and the SDK's model, and memory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter

import psutil

from benchmarks.bodies import bodies as varied_bodies
from stytch_exchange.lines import Summary, check_records
from stytch_exchange.lines.source import Source
from stytch_exchange.lines.tasks import check_chunk
from stytch_exchange.lines.workers import in_order
from stytch_exchange.parsing import TOO_LARGE
from tests.lines.planted import Planted

ROUNDS = 3
LINES_A_ROUND = 20_000
KNOWN = 1000
"""Distinct bodies, which the files repeat."""


def _file(path: Path, count: int) -> str:
    bodies = varied_bodies("connected-app", KNOWN)
    with path.open("wb") as file:
        for number in range(count):
            file.write(bodies[number % KNOWN] + b"\n")
    return str(path)


def _lines(name: str) -> Iterator[bytes]:
    with Path(name).open("rb") as file:
        yield from file


def _each(read: Callable[[bytes], object], name: str) -> None:
    for line in _lines(name):
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


def speed(name: str) -> None:
    """Print the time of each, compared with `json.loads`: the median of interleaved rounds."""
    # The workers import this module again, and must not wait for the SDK.
    from benchmarks.peers import sdk  # noqa: PLC0415

    tasks: dict[str, Callable[[], object]] = {
        "json.loads": lambda: _each(json.loads, name),
        "SDK": lambda: _each(sdk, name),
        "one core": lambda: _checked(name, 1),
        "two cores": lambda: _checked(name, 2),
    }
    rounds = [{task: _seconds(run) for task, run in tasks.items()} for _ in range(ROUNDS)]
    for task in tasks:
        used, elapsed = (
            median(times[task][kind] / times["json.loads"][kind] for times in rounds)
            for kind in (0, 1)
        )
        rate = LINES_A_ROUND / min(times[task][0] for times in rounds)
        print(
            f"{task:10}  processor time {used:5.1f}, elapsed time {elapsed:5.1f} times json.loads;"
            f" {rate:.0f} lines for each second of processor time"
        )


def memory(path: Path, megabytes: int) -> None:
    """Print the highest sum of the resident memory of all processes of the command."""
    size = len(varied_bodies("connected-app", 1)[0]) + 1
    name = _file(path, megabytes * 1_000_000 // size)
    command = [str(Path(sys.executable).parent / "stytch-exchange"), "check", "--lines"]
    peak, ended = 0, Event()
    with subprocess.Popen([*command, "--jobs", "2", name], stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own
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
    print(f"{megabytes} MB of lines, two cores: {peak / 1e6:.0f} MB of memory in all processes")


def _resident(process: psutil.Process) -> int:
    """Return the resident memory of a process and its children, or 0 if one has just ended."""
    try:
        every = [process, *process.children(recursive=True)]
        return sum(one.memory_info().rss for one in every)
    except psutil.Error:
        return 0


def exact(count: int) -> None:
    """Print whether planted faults are counted exactly."""
    planted = Planted()
    summary = Summary.merged(record.summary for record in check_records(planted.lines(count)))
    found = {(g.code, g.pointer): g.bodies for g in summary.groups if g.code != "filled"}
    firsts = {(g.code, g.pointer): g.first.line for g in summary.groups if g.code != "filled"}
    right = (found, firsts, summary.ok) == (dict(planted.bodies), planted.firsts, planted.ok)
    print(
        f"{count} bodies with {sum(found.values())} planted faults: {'exact' if right else 'WRONG'}"
    )


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[1:]] or [20, 100]
    with TemporaryDirectory() as folder:
        speed(_file(Path(folder) / "speed.jsonl", LINES_A_ROUND))
        for megabytes in sizes:
            memory(Path(folder) / "memory.jsonl", megabytes)
    exact(10_000)
