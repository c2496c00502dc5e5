"""How many findings a check has, in words."""

from collections import Counter
from collections.abc import Iterable

_SEVERITIES = ("error", "warning", "info")


def counts(severities: Iterable[str]) -> str:
    """Return how many findings have each severity, as `result.js` says it."""
    numbers = Counter(severities)
    return ", ".join(
        f"{number} {severity if number == 1 or severity == 'info' else f'{severity}s'}"
        for severity in _SEVERITIES
        if (number := numbers[severity])
    )
