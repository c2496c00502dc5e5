"""Firefox and WebKitGTK of this machine, driven by Selenium.

Playwright drives its own builds of both, which it would have to download.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Remote, WebKitGTKOptions
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.service import Service

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = shutil.which("WebKitWebDriver")
XVFB = shutil.which("Xvfb")

_PATIENCE = 60
"""Seconds to wait for a browser to start, even on a busy machine."""

_SENT = {
    Command.NEW_SESSION: "WebDriver:NewSession",
    Command.SET_TIMEOUTS: "WebDriver:SetTimeouts",
    Command.GET: "WebDriver:Navigate",
    Command.GET_CURRENT_URL: "WebDriver:GetCurrentURL",
    Command.FIND_ELEMENT: "WebDriver:FindElement",
    Command.CLICK_ELEMENT: "WebDriver:ElementClick",
    Command.SEND_KEYS_TO_ELEMENT: "WebDriver:ElementSendKeys",
    Command.W3C_EXECUTE_SCRIPT: "WebDriver:ExecuteScript",
    Command.QUIT: "Marionette:Quit",
}
"""Selenium's commands that the tests use, as Firefox names them."""


class _Marionette:
    """Sends Selenium's commands to Firefox.

    Between the two there is usually geckodriver, which Debian 12 does not have.
    """

    def __init__(self, port: int) -> None:
        """Connect to a Firefox that was started with `--marionette`."""
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._stream = self._socket.makefile("rb")
        self._receive()  # its greeting

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        """Send a command, and return the answer in the form of a WebDriver server's.

        Raises:
            WebDriverException: Firefox could not do it.
        """
        named = {name: value for name, value in params.items() if name != "sessionId"}
        body = json.dumps([0, 0, _SENT[command], named]).encode()
        self._socket.sendall(b"%d:%b" % (len(body), body))
        _, _, error, result = self._receive()
        if error:
            raise WebDriverException(f"{error['error']}: {error['message']}")
        return result if "value" in result else {"value": result}

    def _receive(self) -> Any:
        """Return the next message: its length, a colon, and JSON."""
        length = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                raise WebDriverException("Firefox has closed the connection")
            length += byte
        return json.loads(self._stream.read(int(length)))

    def close(self) -> None:
        """Disconnect."""
        self._stream.close()
        self._socket.close()


class _FirefoxOptions(ArgOptions):
    """Asks for no particular browser: there is only one at the other end."""

    @property
    def default_capabilities(self) -> dict[str, Any]:
        """The capabilities of any browser."""
        return {}


def _port(profile: Path, firefox: subprocess.Popen[bytes]) -> int:
    """Wait until Firefox listens, and return its port."""
    written = profile / "MarionetteActivePort"
    end = time.monotonic() + _PATIENCE
    while not (written.is_file() and written.read_text("utf-8")):
        if firefox.poll() is not None or time.monotonic() > end:
            raise WebDriverException("Firefox did not start")
        time.sleep(0.05)
    return int(written.read_text("utf-8"))


@contextmanager
def _firefox() -> Generator[Remote]:
    """Firefox, without a window, with a new profile."""
    assert FIREFOX is not None
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        (profile / "user.js").write_text('user_pref("marionette.port", 0);', "utf-8")
        arguments = ["--headless", "--marionette", "--no-remote", "--profile", folder]
        with subprocess.Popen(  # noqa: S603 - the machine's own browser
            [FIREFOX, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as firefox:
            try:
                with closing(_Marionette(_port(profile, firefox))) as connection:
                    yield Remote(connection, options=_FirefoxOptions())  # type: ignore[arg-type]
            finally:
                firefox.terminate()


@contextmanager
def _display() -> Generator[str]:
    """A screen that nobody sees: MiniBrowser cannot run without one."""
    assert XVFB is not None
    with subprocess.Popen(  # noqa: S603 - the machine's own server
        [XVFB, "-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1440x900x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert server.stdout is not None
        try:
            yield f":{server.stdout.readline().decode().strip()}"
        finally:
            server.terminate()


@contextmanager
def _webkit() -> Generator[Remote]:
    """MiniBrowser, which is WebKitGTK with little around it."""
    with _display() as display:
        environment = {
            **os.environ,
            "DISPLAY": display,
            "GDK_BACKEND": "x11",
            # The compiler of last resort takes half of the time that Python needs to start.
            "JSC_useOMGJIT": "0",
        }
        service = Service(WEBKIT, env=environment)
        service.start()
        try:
            # Selenium's own class for WebKitGTK uses a deprecated argument.
            connection = RemoteConnection(client_config=ClientConfig(service.service_url))
            driver = Remote(connection, options=WebKitGTKOptions())
            yield driver
            driver.quit()
        finally:
            service.stop()


ENGINES: dict[str, Callable[[], Any]] = {"Firefox": _firefox, "WebKit": _webkit}
"""How to start each engine."""


def missing(engine: str) -> str | None:
    """Return what to install for an engine, or None if it is there."""
    if engine == "Firefox" and FIREFOX is None:
        return "needs Firefox: no `firefox-esr` or `firefox` command was found on this machine"
    if engine == "WebKit" and WEBKIT is None:
        return "needs WebKitGTK: no `WebKitWebDriver` command was found on this machine"
    if engine == "WebKit" and XVFB is None:
        return "needs a screen for WebKitGTK: no `Xvfb` command was found on this machine"
    return None
