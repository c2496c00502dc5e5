"""The code of the page *Check a million bodies* that runs the check on an engine."""

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from stytch_exchange.lines import Summary, check_records
from tests.lines.planted import Planted


@pytest.fixture(name="lines", scope="module")
def _lines() -> list[bytes]:
    """Bodies with planted faults."""
    return list(Planted().lines(60))


def counts_of(summary: Summary) -> dict[str, Any]:
    """Return what a summary counts, without the positions, which engines do not know."""
    return {
        "bodies": (summary.bodies, summary.ok, summary.findings),
        "groups": [(row.key, row.findings, row.bodies) for row in summary.groups],
        "diagnoses": [(row.kind, row.bodies) for row in summary.diagnoses],
        "values": [(row.pointer, row.value, row.bodies) for row in summary.values],
    }


@pytest.fixture(name="expected", scope="module")
def _expected(lines: list[bytes]) -> dict[str, Any]:
    """The counts without any engine."""
    return counts_of(Summary.merged(record.summary for record in check_records(lines)))


def test_dask_checks_many_files(lines: list[bytes], tmp_path: Path) -> None:
    """On a cluster; the summary is that of the files one after another, with positions."""
    from distributed import Client, LocalCluster  # noqa: PLC0415
    from on_dask import summarize  # noqa: PLC0415

    paths: list[str] = []
    expected = Summary()
    for number in range(3):
        part = lines[number::3]
        path = tmp_path / f"{number}.jsonl{'.gz' if number else ''}"
        content = b"\n".join(part) + b"\n"
        path.write_bytes(gzip.compress(content) if number else content)
        paths.append(str(path))
        records = check_records(part, file=str(path))
        expected += Summary.merged(record.summary for record in records)

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster),
    ):
        found = summarize(paths)

    assert expected == found


def test_polars_checks_a_column(lines: list[bytes], expected: dict[str, Any]) -> None:
    """In batches of any size."""
    pl = pytest.importorskip("polars", reason="Polars is not installed")
    from on_polars import summarize  # noqa: PLC0415

    bodies = pl.LazyFrame({"body": [line.decode() for line in lines]})

    assert expected == counts_of(summarize(bodies))


def test_spark_checks_a_column(lines: list[bytes], expected: dict[str, Any]) -> None:
    """On two local executors."""
    reason = "Spark is not installed: it is 450 MB, and needs Java"
    sql = pytest.importorskip("pyspark.sql", reason=reason)
    pytest.importorskip("pandas", reason=reason)
    from on_spark import summarize  # noqa: PLC0415

    os.environ["PYTHONPATH"] = "docs/apps"
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    with builder.getOrCreate() as spark:
        bodies = spark.createDataFrame([(line.decode(),) for line in lines], "body string")

        assert expected == counts_of(summarize(bodies))
