"""The URL of a project's key set, and the check that it is safe to fetch."""

import re
from urllib.parse import urlsplit

from stytch_exchange.loopback import is_loopback

_PROJECT_ID = re.compile(r"[A-Za-z0-9_-]+")

_HOST = re.compile(r"[a-z0-9.:-]+")
"""An ASCII name or an IP address. An international domain must be in its ASCII form."""

_BASES = {
    "project-test-": "https://test.stytch.com",
    "project-live-": "https://api.stytch.com",
}


def build_jwks_url(project_id: str, base_url: str | None) -> str:
    """Return the URL of the key set that signs a project's B2B sessions.

    The path without `b2b` is for consumer projects: its keys do not verify B2B sessions.

    Args:
        project_id: The project, `project-<test|live>-<uuid>`.
        base_url: The address of the API, or None for Stytch's own.

    Raises:
        TypeError: An argument is not a string.
        ValueError: An argument does not give a safe URL.
    """
    for name, given in {"project_id": project_id, "base_url": base_url or ""}.items():
        if not isinstance(given, str):
            raise TypeError(f"{name} must be str, not {type(given).__name__}")
    if not _PROJECT_ID.fullmatch(project_id):
        raise ValueError("project_id must look like project-test-… or project-live-…")
    base = _default_base(project_id) if base_url is None else base_url.removesuffix("/")
    if not _is_safe(base):
        raise ValueError(
            "base_url must be https://host, or http://host for a loopback host, without a path, "
            "query or user"
        )
    return f"{base}/v1/b2b/sessions/jwks/{project_id}"


def _default_base(project_id: str) -> str:
    for prefix, base in _BASES.items():
        if project_id.startswith(prefix):
            return base
    raise ValueError(
        "project_id must start with project-test- or project-live- unless you pass base_url"
    )


def _is_safe(base: str) -> bool:
    """Return whether the answer cannot be read or changed on its way."""
    try:
        parts = urlsplit(base)
        port = parts.port
    except ValueError:
        return False
    name = parts.hostname or ""
    host = f"[{name}]" if ":" in name else name
    whole = f"{parts.scheme}://{host}" + ("" if port is None else f":{port}")
    protected = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(name))
    # A user, path, query or fragment would get lost or change the URL's meaning.
    return protected and _HOST.fullmatch(name) is not None and base.lower() == whole
