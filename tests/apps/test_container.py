"""The sandbox's Dockerfile, followed without a container engine."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "docs/apps/sandbox.Dockerfile").read_text("utf-8").splitlines()


def _line(instruction: str) -> str:
    """Return the arguments of an instruction that is there once."""
    [found] = [line for line in LINES if line.startswith(f"{instruction} ")]
    return found.removeprefix(f"{instruction} ")


@pytest.fixture(name="installed", scope="module")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, installed from only the files that are copied."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("target")
    for line in LINES:
        if line.startswith("COPY "):
            *names, place = line.split()[1:]
            for name in names:
                copied = source / place.removeprefix("/source").strip("/")
                path = ROOT / name
                if path.is_dir():
                    shutil.copytree(path, copied)
                else:
                    shutil.copy(path, copied)
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
    ]
    subprocess.run([*install, "--target", target, source], check=True, capture_output=True)  # noqa: S603 - our own
    return target


def test_the_extra_that_is_installed_exists() -> None:
    """It has the packages that the sandbox needs."""
    [extra] = re.findall(r'"/source\[(\w+)\]"', _line("RUN"))
    extras = (ROOT / "pyproject.toml").read_text("utf-8")

    assert f"\n{extra} = [" in extras


def test_the_container_serves_the_sandbox(installed: Path) -> None:
    """The command of the container answers on its port, here on a free one."""
    _, *command = json.loads(_line("ENTRYPOINT"))
    port = _line("EXPOSE")
    assert [port] == command[-1:]

    command = [sys.executable, *command[:-1], "0", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    with subprocess.Popen(  # noqa: S603 - our own
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        described = json.loads(process.stdout.readline())
        answer = httpx.get(f"{described['base_url']}health")
        process.kill()

    assert {"status": "ok"} == answer.json()
