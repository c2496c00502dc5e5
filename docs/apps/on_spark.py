"""Check a column of bodies with Spark, on its executors."""

from collections.abc import Iterator

import pandas as pd
from pyspark.sql import DataFrame

from stytch_exchange.lines import Summary, check_records


def summarize_batches(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Yield one row for each batch: its summary, as JSON."""
    for batch in batches:
        summary = Summary.merged(record.summary for record in check_records(batch["body"]))
        yield pd.DataFrame({"summary": [summary.to_json()]})


def summarize(bodies: DataFrame) -> Summary:
    """Return the summary of the column `body`."""
    batches = bodies.select("body").mapInPandas(summarize_batches, "summary string")
    return Summary.merged(Summary.from_json(row.summary) for row in batches.toLocalIterator())
