"""Build the site for a test."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def build_site(folder: Path, **settings: str) -> None:
    """Build the site into a folder, strictly: a warning is an error.

    Args:
        folder: The folder to write to. Its contents are deleted.
        settings: Environment variables, such as `SITE_URL`.
    """
    built = subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, **settings},
        check=False,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
