"""The address of a project's keys, and whether it may be asked."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_PROJECT_ID = re.compile(r"[A-Za-z0-9_-]+")

_HOST = re.compile(r"[a-z0-9.:-]+")
"""A name in ASCII, or an address; an international domain is written in its ASCII form."""

_BASES = {
    "project-test-": "https://test.stytch.com",
    "project-live-": "https://api.stytch.com",
}


def jwks_address(project_id: str, base_url: str | None) -> str:
    """Return where the keys of a project's B2B sessions are.

    The path for consumer projects, which lacks `b2b`, answers for a B2B project too, with other
    keys: it is never asked.

    Args:
        project_id: The project, `project-<test|live>-<uuid>`.
        base_url: Where the API is, or None for Stytch's own.

    Raises:
        TypeError: An argument is no text.
        ValueError: It is no address that may be asked.
    """
    for name, given in {"project_id": project_id, "base_url": base_url or ""}.items():
        if not isinstance(given, str):
            message = f"{name} must be str, not {type(given).__name__}"
            raise TypeError(message)
    if not _PROJECT_ID.fullmatch(project_id):
        message = "project_id must be like project-test-… or project-live-…"
        raise ValueError(message)
    base = _default_base(project_id) if base_url is None else base_url.removesuffix("/")
    if not _may_be_asked(base):
        message = "base_url must be https://host, or http:// on this very machine, and no more"
        raise ValueError(message)
    return f"{base}/v1/b2b/sessions/jwks/{project_id}"


def is_loopback(address: str) -> bool:
    """Return whether an address is on this very machine, by its host alone."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _default_base(project_id: str) -> str:
    for prefix, base in _BASES.items():
        if project_id.startswith(prefix):
            return base
    message = "project_id is neither of a test nor of a live project: name its base_url"
    raise ValueError(message)


def _may_be_asked(base: str) -> bool:
    """Return whether nobody between here and there can read or change what is answered."""
    try:
        parts = urlsplit(base)
        port = parts.port
    except ValueError:
        return False
    name = parts.hostname or ""
    host = f"[{name}]" if ":" in name else name
    whole = f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(base))
    # A user, a path, a query or a fragment would be lost, or lead elsewhere.
    return encrypted and _HOST.fullmatch(name) is not None and base.lower() == whole
