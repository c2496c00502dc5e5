"""Connected Apps: the OAuth clients of the project, and what each is allowed."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import compare_digest
from typing import Any, Literal
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import ClientMixin

from stytch_exchange.loopback import is_loopback

ClientType = Literal["first_party", "first_party_public", "third_party", "third_party_public"]

FULL_ACCESS = "full_access"
OFFLINE_ACCESS = "offline_access"


@dataclass(frozen=True, slots=True)
class Client(ClientMixin):
    """A Connected App. Its methods answer the questions that Authlib asks."""

    client_id: str
    client_name: str
    client_type: ClientType = "first_party_public"
    full_access_allowed: bool = False
    redirect_urls: tuple[str, ...] = ()
    """Without any, every loopback URL is allowed."""

    access_token_expiry_minutes: int = 60
    bypass_consent_for_offline_access: bool = False
    client_secret: str = field(default="", repr=False)
    """Empty for a public client."""

    @property
    def first_party(self) -> bool:
        """Whether the app belongs to the project's owner."""
        return self.client_type.startswith("first_party")

    @property
    def public(self) -> bool:
        """Whether the app does not have a secret."""
        return self.client_type.endswith("_public")

    @property
    def access_token_lifetime(self) -> timedelta:
        """How long the app's access tokens live."""
        return timedelta(minutes=self.access_token_expiry_minutes)

    def allowed_in(self, organization: dict[str, Any]) -> bool:
        """Return whether an organization allows this app."""
        party = "first_party" if self.first_party else "third_party"
        allowed_type = organization[f"{party}_connected_apps_allowed_type"]
        return allowed_type == "ALL_ALLOWED" or (
            allowed_type == "RESTRICTED"
            and self.client_id in organization[f"allowed_{party}_connected_apps"]
        )

    def needs_consent(self, scopes: list[str], prompt: str | None) -> bool:
        """Return whether the member must agree explicitly."""
        offline = OFFLINE_ACCESS in scopes and not self.bypass_consent_for_offline_access
        return not self.first_party or offline or "consent" in (prompt or "").split()

    def get_default_redirect_uri(self) -> str:
        """Return the only redirect URL, or an empty string."""
        return self.redirect_urls[0] if len(self.redirect_urls) == 1 else ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Return whether a redirect URL is allowed. Loopback addresses may have any port."""
        if redirect_uri in self.redirect_urls:
            return True
        asked = urlsplit(redirect_uri)
        if asked.scheme != "http" or not is_loopback(asked.hostname or "") or asked.fragment:
            return False
        known = (urlsplit(url) for url in self.redirect_urls)
        return not self.redirect_urls or any(
            url._replace(netloc=url.hostname or "") == asked._replace(netloc=asked.hostname or "")
            for url in known
        )

    def check_client_secret(self, client_secret: str) -> bool:
        """Return whether this is the client's secret."""
        return not self.public and compare_digest(
            client_secret.encode(), self.client_secret.encode()
        )

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - the same at each
        """Return whether the client may authenticate in this way."""
        if self.public:
            return method == "none"
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        """Return whether the response type is `code`."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Return whether the grant is the code's or the refresh token's."""
        return grant_type in {"authorization_code", "refresh_token"}

    def get_allowed_scope(self, scope: Collection[str] | str) -> str:
        """Return the scopes as requested, because the authorization checked them before."""
        return scope if isinstance(scope, str) else " ".join(scope or ())

    def may_have(self, scope: str) -> bool:
        """Return whether the app may ask for a scope."""
        return scope != FULL_ACCESS or (self.first_party and self.full_access_allowed)
