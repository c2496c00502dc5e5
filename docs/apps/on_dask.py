"""Check files of bodies on Dask: one task for each file, on one machine or on a cluster."""

from collections.abc import Iterable
from operator import add

import dask.bag
import fsspec

from stytch_exchange.lines import Summary, check_records


def summary_of(path: str) -> Summary:
    """Return the summary of a file. fsspec also opens addresses such as `s3://…`."""
    with fsspec.open(path, "rb", compression="infer") as lines:
        return Summary.merged(record.summary for record in check_records(lines, file=path))


def summarize(paths: Iterable[str]) -> Summary:
    """Return the summary of all files."""
    files = dask.bag.from_sequence(paths, partition_size=1)
    whole: Summary = files.map(summary_of).fold(add, initial=Summary()).compute()
    return whole
