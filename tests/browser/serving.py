"""A small server for the built site, with what static hosts offer.

It compresses text, keeps connections open, and lets the browser cache files.
"""

import gzip
import sys
from collections.abc import Generator
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

_TEXT = ("text/", "application/json", "application/javascript", "application/xml", "image/svg")
_FRESH = {"assets": "public, max-age=31536000, immutable"}
"""File names below `assets` contain a hash of the content, so the files never change."""

Rules = list[tuple[str, tuple[str, str]]]
"""Patterns of paths, each with the name and the value of a header."""


@cache
def compressed(path: Path) -> bytes:
    """Return the bytes to send for a file: compressed, if it is text."""
    kind = guess_type(path)[0] or ""
    body = path.read_bytes()
    return gzip.compress(body, mtime=0) if kind.startswith(_TEXT) else body


class _Handler(BaseHTTPRequestHandler):
    """Answers for the files of one folder."""

    protocol_version = "HTTP/1.1"  # which keeps the connection open
    disable_nagle_algorithm = True

    def __init__(self, *arguments: Any, folder: Path, below: str, rules: Rules) -> None:
        self.folder = folder
        self.rules = rules
        self.below = "/" + below
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer with the file, with the index of a folder, or with the error page."""
        address = unquote(urlsplit(self.path).path)
        name = address.removeprefix(self.below)
        path = (self.folder / name.lstrip("/")).resolve()
        if path.is_dir() and (not name or name.endswith("/")):
            path /= "index.html"
        ours = address.startswith(self.below) and path.is_relative_to(self.folder)
        found = ours and path.is_file()
        self._send(path if found else self.folder / "404.html", found=found)

    def _send(self, path: Path, *, found: bool) -> None:
        body = compressed(path)
        kind = guess_type(path)[0] or "application/octet-stream"
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text/" in kind else kind)
        self.send_header("Content-Length", str(len(body)))
        if kind.startswith(_TEXT):
            self.send_header("Content-Encoding", "gzip")
        top = path.relative_to(self.folder).parts[0]
        self.send_header("Cache-Control", _FRESH.get(top, "public, max-age=600"))
        for pattern, header in self.rules:
            if fnmatch(f"/{path.relative_to(self.folder).as_posix()}", pattern):
                self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's
        """Print nothing: errors show in the browser."""


def header_rules(folder: Path) -> Rules:
    """Return the headers that a site's `_headers` asks for, in order."""
    rules: Rules = []
    pattern = ""
    for line in filter(None, (folder / "_headers").read_text("utf-8").splitlines()):
        if line.startswith(" "):
            name, value = line.strip().split(": ", 1)
            rules.append((pattern, (name, value)))
        else:
            pattern = line
    return rules


@contextmanager
def served(
    folder: Path, port: int = 0, below: str = "", rules: Rules | None = None
) -> Generator[str]:
    """Serve a built site in a thread, and yield its address, which ends in a slash.

    Args:
        folder: The site's folder, which may be filled later.
        port: The port; 0 takes a free one.
        below: The path of the site on its host, such as `some/path/`.
        rules: The headers to send. Many hosts cannot send any.
    """
    handler = partial(_Handler, folder=folder.resolve(), below=below, rules=rules or [])
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/{below}"
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    with served(Path(sys.argv[1]), int(sys.argv[2])) as address:
        print(address)  # noqa: T201 - for a person who starts it by hand
        input("Press Enter to stop. ")
