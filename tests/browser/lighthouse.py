"""Lighthouse on the built site: its scores, for the checks and for the benchmark.

It comes from npm by the lock beside this file; `make audit` installs and runs it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.chromium import chromium
from tests.browser.serving import served

HERE = Path(__file__).parent
SITE = HERE.parent.parent / "site"
PAGES = ["", "tutorials/01_parse/", "reference/member/"]
"""The home page, a tutorial, and a page of the reference."""

DEVICES: dict[str, list[str]] = {"mobile": [], "desktop": ["--preset=desktop"]}
PERFECT = ["accessibility", "best-practices", "seo"]


def scores(address: str, device: str, categories: list[str]) -> dict[str, int]:
    """Return the scores of a page, each out of 100, and print what costs points.

    Args:
        address: The page, on a server of this machine.
        device: A key of `DEVICES`.
        categories: As Lighthouse calls them: `accessibility`, `performance`, …

    Raises:
        FileNotFoundError: There is no Chromium on this machine.
    """
    flags = "--headless --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    # Chromium's sandbox refuses root, and the kernel of a CI runner refuses Chromium's sandbox.
    bare = " --no-sandbox" if os.geteuid() == 0 or "CI" in os.environ else ""
    with TemporaryDirectory() as profile:
        report = subprocess.run(  # noqa: S603 - what the lock names, on our own pages
            [
                HERE / "node_modules" / ".bin" / "lighthouse",
                address,
                "--quiet",
                "--output=json",
                "--no-enable-error-reporting",
                f"--only-categories={','.join(categories)}",
                f"--chrome-flags={flags}{bare} --user-data-dir={profile}",
                *DEVICES[device],
            ],
            env={**os.environ, "CHROME_PATH": chromium()},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found = json.loads(report)
    for audit in found["audits"].values():
        if audit["score"] is not None and audit["score"] < 1 and "performance" not in categories:
            print(f"  {audit['id']}: {audit['title']}")
    return {name: round(category["score"] * 100) for name, category in found["categories"].items()}


def main() -> int:
    """Audit the pages on both devices, and return 1 if one is less than perfect."""
    perfect = True
    with served(SITE) as address:
        for page in PAGES:
            for device in DEVICES:
                found = scores(address + page, device, PERFECT)
                print(f"/{page} {device}: {found}")
                perfect &= set(found.values()) == {100}
    return not perfect


if __name__ == "__main__":
    sys.exit(main())
