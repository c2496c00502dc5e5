"""How fast pages of the built site are, by Lighthouse: the median of some runs, out of 100.

Run `make audit` first, which builds the site and installs Lighthouse.
"""

from statistics import median
from typing import Any

from tests.browser.lighthouse import DEVICES, PAGES, SITE, scores
from tests.browser.serving import served

ROUNDS = 5


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the score of each page on each device.

    Args:
        rounds: How often to repeat.
    """
    with served(SITE) as address:
        return {
            page: {device: _median(address + page, device, rounds) for device in DEVICES}
            for page in PAGES
        }


def _median(address: str, device: str, rounds: int) -> float:
    return median(scores(address, device, ["performance"])["performance"] for _ in range(rounds))
