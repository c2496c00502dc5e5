"""The machine's own Chromium, started without a window."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

# The headless shell comes first, because it takes less processor time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")

CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
"""The path of Chromium, or None if it is not installed."""

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # A request to another host fails, even on a machine with a network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def chromium() -> str:
    """Return the path of Chromium.

    Raises:
        FileNotFoundError: Chromium is not installed.
    """
    if CHROMIUM is None:
        message = "there is no `chromium-headless-shell` or `chromium` on this machine"
        raise FileNotFoundError(message)
    return CHROMIUM


def launch(playwright: Playwright, *flags: str, **environment: str) -> Browser:
    """Start Chromium.

    Args:
        playwright: The driver.
        flags: Further flags of Chromium.
        environment: Further environment variables.

    Raises:
        FileNotFoundError: Chromium is not installed.
    """
    return playwright.chromium.launch(
        executable_path=chromium(), args=[*FLAGS, *flags], env={**os.environ, **environment}
    )
