"""The tables of `reference/schemas.md`: from each schema of the API to our class."""

from collections import defaultdict
from collections.abc import Mapping

from hooks.model.sdk import Pair, sdk_pairs
from hooks.model.walk import is_model

_HEAD = "| API schema | Class | Properties |\n|---|---|---|"


def parts() -> Mapping[str, object]:
    """Return the totals, and a table for each group of schemas under the group's prefix."""
    pairs = sdk_pairs()
    models = [pair for pair in pairs if is_model(pair.ours)]
    rows = defaultdict[str, list[str]](lambda: [_HEAD])
    for pair in pairs:
        rows[pair.prefix].append(_row(pair))
    return {
        "schemas": len(pairs),
        "properties": sum(pair.size for pair in models),
        "classes": len({pair.ours for pair in models}),
        "vocabularies": len({pair.ours for pair in pairs if pair not in models}),
        **{prefix: "\n".join(lines) for prefix, lines in rows.items()},
    }


def _row(pair: Pair) -> str:
    name = pair.our_name
    size = f"{pair.size}" if is_model(pair.ours) else f"{pair.size} values"
    return f"| `{pair.schema_name}` | [`{name}`][stytch_exchange.{name}] | {size} |"
