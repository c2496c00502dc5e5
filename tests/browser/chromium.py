"""The browser that reads the site: the machine's own Chromium, without a window."""

import shutil

from playwright.sync_api import Browser, Playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
"""Where it is, or None."""

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # A name that is asked for by mistake is not found, even on a machine with a network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def chromium() -> str:
    """Return where Chromium is.

    Raises:
        FileNotFoundError: It is not on this machine.
    """
    if CHROMIUM is None:
        message = "there is no `chromium` on this machine"
        raise FileNotFoundError(message)
    return CHROMIUM


def launch(playwright: Playwright) -> Browser:
    """Start the browser.

    Raises:
        FileNotFoundError: It is not on this machine.
    """
    return playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
