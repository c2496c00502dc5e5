"""A gigabyte of lines: the memory of all processes that check it."""

from typing import Any

from benchmarks.lines import megabytes_for

MEGABYTES = 1000


def measure() -> dict[str, Any]:
    """Return the size of the file and the peak memory, both in MB."""
    return {"file_megabytes": MEGABYTES, "megabytes": megabytes_for(MEGABYTES, 2)}
