"""Importing: `import stytch_exchange` against importing the SDK's model, as whole processes."""

import subprocess
import sys
from statistics import median
from time import perf_counter

ROUNDS = 15
OURS = "import stytch_exchange"
THEIRS = "from stytch.b2b.models.sessions import ExchangeAccessTokenResponse"


def seconds(statement: str) -> float:
    """Return the seconds that a new interpreter takes from start to end."""
    start = perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)  # noqa: S603 - our own
    return perf_counter() - start


if __name__ == "__main__":
    seconds(OURS)
    seconds(THEIRS)
    ratios = [seconds(OURS) / seconds(THEIRS) for _ in range(ROUNDS)]
    print(f"import, whole process: {median(ratios):.2f}")
