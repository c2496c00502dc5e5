"""The how-to page of the web applications: its commands work, in the page's order."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/sign-members-in.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (.*)\n([^$`]*)", PAGE, re.MULTILINE)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def _running(command: str, port: int, settings: dict[str, str]) -> Generator[None]:
    """Run a serving command, and wait until it serves."""
    program, *arguments = shlex.split(command)
    with subprocess.Popen(  # noqa: S603 - the documentation's own command
        [Path(sys.executable).parent / program, *arguments],
        cwd=ROOT / "docs/apps",
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            while not _listens(port):
                assert process.poll() is None, "it ended early"
                time.sleep(0.02)
            yield
        finally:
            process.kill()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("server", ["uvicorn", "flask"])
def test_the_commands_of_the_page_print_what_it_shows(server: str, tmp_path: Path) -> None:
    """Only the ports differ, because the test uses free ones, and the access token is a new one."""
    ports = {"8123": _free_port(), "8000": _free_port()}
    commands = [
        (re.sub("8123|8000", lambda found: str(ports[found[0]]), command), shown)
        for command, shown in COMMANDS
    ]
    # The commands after these are for a browser, and so is their test.
    (sandbox, _), *settings, (uvicorn, _), (flask, _), sign_in, me = commands[:8]
    exported = dict(shlex.split(line)[1].split("=", 1) for line, _ in settings)

    assert {"STYTCH_PROJECT_ID", "STYTCH_SECRET", "STYTCH_BASE_URL"} == set(exported)
    with (
        _running(sandbox, ports["8123"], {}),
        _running({"uvicorn": uvicorn, "flask": flask}[server], ports["8000"], exported),
    ):
        credentials = exported["STYTCH_PROJECT_ID"], exported["STYTCH_SECRET"]
        issuing = f"http://127.0.0.1:{ports['8123']}/sandbox/access_tokens"
        token = httpx.post(issuing, auth=credentials).json()["access_token"]
        assert "eyJ…" in sign_in[0]
        for command, shown in ((sign_in[0].replace("eyJ…", token), sign_in[1]), me):
            printed = subprocess.run(  # noqa: S602 - the documentation's own command
                f"NO_PROXY=* {command}", shell=True, cwd=tmp_path, check=True, capture_output=True
            ).stdout

            assert shown.rstrip() == printed.decode().rstrip()
