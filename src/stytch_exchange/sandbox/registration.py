"""Dynamic client registration (RFC 7591): it makes third-party clients only."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.rfc7591 import (
    ClientMetadataClaims,
    InvalidClientMetadataError,
    InvalidRedirectURIError,
)
from joserfc.errors import JoseError

from stytch_exchange.loopback import is_loopback
from stytch_exchange.sandbox.clients import Client
from stytch_exchange.sandbox.oauth import AUTHENTICATION_METHODS
from stytch_exchange.sandbox.project import Project

_KEPT = timedelta(days=366)
_GRANT_TYPES = ["authorization_code", "refresh_token"]


def register(project: Project, metadata: dict[str, Any]) -> dict[str, Any]:
    """Register a client, and return its description with its identifier.

    A public client with the same description as an earlier one gets the same identifier.

    Raises:
        OAuth2Error: The description is not valid.
    """
    method = metadata.get("token_endpoint_auth_method") or "none"
    redirect_uris = metadata.get("redirect_uris") or []
    _check(metadata, method, redirect_uris)
    described = json.dumps(metadata, sort_keys=True)
    key = sha256(described.encode()).hexdigest() if method == "none" else ""
    now = project.now()
    client = project.registered_by.get(key, now=now)
    if client is None:
        client = Client(
            project.identifiers.identifier("connected-app"),
            str(metadata.get("client_name") or "An app without a name"),
            "third_party_public" if method == "none" else "third_party",
            redirect_urls=tuple(redirect_uris),
            client_secret="" if method == "none" else project.identifiers.token(),
        )
        project.registered.put(client.client_id, client, expires_at=now + _KEPT, now=now)
        if key:
            project.registered_by.put(key, client, expires_at=now + _KEPT, now=now)
    answer = {
        "client_id": client.client_id,
        "client_name": client.client_name,
        "grant_types": _GRANT_TYPES,
        "redirect_uris": list(client.redirect_urls),
        "response_types": ["code"],
        "token_endpoint_auth_method": method,
    }
    if client.client_secret:
        answer |= {"client_secret": client.client_secret, "client_secret_expires_at": 0}
    return answer


def _check(metadata: dict[str, Any], method: str, redirect_uris: list[Any]) -> None:
    try:
        ClientMetadataClaims(metadata, {}).validate()
    except (JoseError, TypeError, AttributeError, ValueError):
        raise InvalidClientMetadataError("A field of the client's metadata is not valid.") from None
    if method not in AUTHENTICATION_METHODS:
        raise InvalidClientMetadataError(
            f"token_endpoint_auth_method must be one of {', '.join(AUTHENTICATION_METHODS)}.",
        )
    if not redirect_uris or not all(_is_redirect_uri(uri) for uri in redirect_uris):
        raise InvalidRedirectURIError(
            "redirect_uris must be a list of URLs without fragments: https, a loopback address, "
            "or a scheme of the app's own.",
        )


def _is_redirect_uri(uri: str) -> bool:
    """Return whether a URL, which Authlib has found valid, is one to send a browser to."""
    url = urlsplit(uri)
    if url.scheme in {"javascript", "data"}:
        return False
    return url.scheme != "http" or is_loopback(url.hostname or "")
