"""How fast pages of the built site are, by Lighthouse: the median of `--runs 5`, out of 100.

Run `make audit` first, which builds the site and installs Lighthouse.
"""

from argparse import ArgumentParser
from statistics import median

from tests.browser.lighthouse import DEVICES, PAGES, SITE, scores
from tests.browser.serving import served

if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs: int = parser.parse_args().runs
    with served(SITE) as address:
        for page in PAGES:
            for device in DEVICES:
                found = [
                    scores(address + page, device, ["performance"])["performance"]
                    for _ in range(runs)
                ]
                print(f"/{page} {device}: {median(found):.0f}, of {sorted(found)}")
