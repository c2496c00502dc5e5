"""Check a column of bodies with Polars, batch by batch."""

import polars as pl

from stytch_exchange.lines import Summary, check_records


def summarize_batch(batch: pl.DataFrame) -> pl.DataFrame:
    """Return one row: the summary of a batch, as JSON."""
    summary = Summary.merged(record.summary for record in check_records(batch["body"]))
    return pl.DataFrame({"summary": [summary.to_json()]})


def summarize(bodies: pl.LazyFrame) -> Summary:
    """Return the summary of the column `body`."""
    batches = bodies.select("body").map_batches(
        summarize_batch, schema={"summary": pl.String}, streamable=True
    )
    return Summary.merged(map(Summary.from_json, batches.collect(engine="streaming")["summary"]))
