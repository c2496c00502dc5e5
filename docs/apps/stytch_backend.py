"""The example applications' calls to Stytch: exchange, verify, refresh and revoke a session."""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    ExchangeRefusedError,
    RevokeResponse,
    SessionAuthenticateResponse,
    StytchExchangeError,
    parse_response,
)
from stytch_exchange.jwt import (
    ExpiredJWTError,
    JWKSCache,
    JWKSError,
    SessionClaims,
    SessionJWTError,
    UnknownKeyError,
    verify_session_jwt,
)

log = logging.getLogger(__name__)

# Browsers set a cookie with the prefix `__Host-` only if it is Secure and only for this host, so
# that another subdomain cannot replace it.
SESSION_COOKIE = "__Host-stytch_session"
JWT_COOKIE = "__Host-stytch_session_jwt"

JWT_LIFE = timedelta(minutes=5)

LEEWAY = timedelta(seconds=10)
"""How far this machine's clock may be off. Without it, a clock that is a second behind would
refuse the JWT of an access token that is then already used."""

_AGAIN = "the session has ended: sign in again"
_LATER = "signing in is not possible at the moment: try again later"
_UNCONFIRMED = "signed out here, but Stytch has not confirmed it: the session may go on there"


class NotSignedInError(Exception):
    """The caller is not signed in. The reason is safe to show to the caller."""

    def __init__(self, status_code: int, reason: str) -> None:
        """Keep the status and the reason.

        Args:
            status_code: 401 if a new token would help, 403 if it would not, 503 to try later, and
                502 if Stytch has not confirmed the end of a session.
            reason: A sentence for the caller.
        """
        self.status_code = status_code
        self.reason = reason
        self.headers = {"Retry-After": "10"} if status_code == 503 else {}
        super().__init__(status_code, reason)


class StytchBackend:
    """A Stytch project, or the project of a sandbox."""

    def __init__(self, project_id: str, secret: SecretStr, base_url: str) -> None:
        """Set up the project.

        Args:
            project_id: The project, `project-<test|live>-<uuid>`.
            secret: The project's secret. Keep it out of the code.
            base_url: `https://test.stytch.com`, `https://api.stytch.com`, your custom domain, or
                a sandbox. The calls and the keys go there, and it is the issuer of the JWTs.
        """
        self._project_id = project_id
        self._base_url = base_url.rstrip("/")
        auth = httpx.BasicAuth(project_id, secret.get_secret_value())
        self._client = httpx.Client(auth=auth, base_url=base_url, timeout=10)
        self._jwks = JWKSCache(project_id=project_id, base_url=base_url)

    @classmethod
    def from_environment(cls) -> "StytchBackend":
        """Return the project in the environment variables, after trying its settings."""
        backend = cls(
            os.environ["STYTCH_PROJECT_ID"],
            SecretStr(os.environ["STYTCH_SECRET"]),
            os.environ["STYTCH_BASE_URL"],
        )
        backend.try_settings()
        return backend

    def try_settings(self) -> None:
        """Raise an error if a setting is wrong. Call this at start, before a token is used.

        Raises:
            JWKSError: The address or the project is wrong, or Stytch cannot be reached.
            ValueError: The secret is wrong.
        """
        with suppress(UnknownKeyError):  # the answer, once the key set is loaded
            self._jwks.key_for("a key that does not exist")
        # A client of its own, so that no connection is left open if the program does not start.
        with httpx.Client(auth=self._client.auth, timeout=10) as client:
            answer = client.post(
                f"{self._base_url}/v1/b2b/sessions/authenticate",
                json={"session_token": "a session that does not exist"},
            )
        if answer.status_code == 401:
            raise ValueError("Stytch does not accept the project's secret: check STYTCH_SECRET")

    def close(self) -> None:
        """Close the connections to Stytch."""
        self._client.close()

    def exchange(self, access_token: SecretStr) -> ExchangeAccessTokenResponse:
        """Exchange a Connected App's access token for a session of the member."""
        try:
            answer = self._post("exchange_access_token", access_token=access_token)
            response = parse_response(answer.content, status_code=answer.status_code)
            self._verify(response)
        except ExchangeRefusedError as refusal:
            log.warning("%s", refusal)
            raise _answer_to(refusal) from None
        except (httpx.HTTPError, StytchExchangeError) as error:
            raise _failed(error) from None
        log.info("signed in", extra=response.log_fields())
        return response

    def session(
        self, session_jwt: SecretStr | None, session_token: SecretStr | None
    ) -> tuple[SessionClaims, SecretStr]:
        """Return the claims of a session's JWT, and the JWT. An expired one is replaced."""
        if session_jwt:
            try:
                return self._verify(session_jwt), session_jwt
            except ExpiredJWTError:
                pass  # the session may still be open
            except SessionJWTError as error:
                log.warning("%s", error)
                raise NotSignedInError(401, _AGAIN) from None
            except JWKSError as error:
                raise _failed(error) from None
        if not session_token:
            raise NotSignedInError(401, "not signed in: sign in first")
        return self._refreshed(session_token)

    def revoke(self, session_token: SecretStr) -> None:
        """End a session at Stytch, for everyone who has one of its tokens."""
        try:
            answer = self._post("revoke", session_token=session_token)
            parse_response(answer.content, status_code=answer.status_code, model=RevokeResponse)
        except ExchangeRefusedError as refusal:
            if refusal.status_code not in {400, 404}:  # then there is no session to end
                raise _failed(refusal, 502, _UNCONFIRMED) from None
        except (httpx.HTTPError, StytchExchangeError) as error:
            raise _failed(error, 502, _UNCONFIRMED) from None

    def _refreshed(self, session_token: SecretStr) -> tuple[SessionClaims, SecretStr]:
        """Return the claims and a new JWT if the session is still open."""
        try:
            answer = self._post("authenticate", session_token=session_token)
            response = parse_response(
                answer.content, status_code=answer.status_code, model=SessionAuthenticateResponse
            )
            return self._verify(response), response.session_jwt
        except ExchangeRefusedError as refusal:
            if refusal.status_code in {400, 404}:  # not a token, or its session has ended
                raise NotSignedInError(401, _AGAIN) from None
            raise _failed(refusal) from None
        except (httpx.HTTPError, StytchExchangeError) as error:
            # This includes a new JWT that does not verify, which is a fault of our settings.
            raise _failed(error) from None

    def _verify(
        self, jwt: SecretStr | ExchangeAccessTokenResponse | SessionAuthenticateResponse
    ) -> SessionClaims:
        return verify_session_jwt(
            jwt,
            project_id=self._project_id,
            jwks=self._jwks,
            issuers=[self._base_url],
            leeway=LEEWAY,
        )

    def _post(self, call: str, **tokens: SecretStr) -> httpx.Response:
        body = {name: token.get_secret_value() for name, token in tokens.items()}
        return self._client.post(f"v1/b2b/sessions/{call}", json=body)


def session_cookies(response: ExchangeAccessTokenResponse) -> list[dict[str, Any]]:
    """Return the two cookies of a session, as arguments for a framework's `set_cookie`."""
    session = response.member_session
    remaining = session.remaining(now=datetime.now(UTC)) if session else JWT_LIFE
    return [
        host_cookie(SESSION_COOKIE, response.session_token, remaining),
        jwt_cookie(response.session_jwt),
    ]


def jwt_cookie(session_jwt: SecretStr) -> dict[str, Any]:
    """Return the cookie for a session's JWT, which expires with the JWT."""
    return host_cookie(JWT_COOKIE, session_jwt, JWT_LIFE)


def no_cookies() -> list[dict[str, Any]]:
    """Return two cookies that remove those of a session."""
    # A framework's `delete_cookie` leaves out Secure, so browsers would ignore it.
    return [host_cookie(name, SecretStr(""), timedelta(0)) for name in (SESSION_COOKIE, JWT_COOKIE)]


def host_cookie(key: str, value: SecretStr, life: timedelta) -> dict[str, Any]:
    """Return a cookie for this host only, as arguments for a framework's `set_cookie`."""
    return {
        "key": key,
        "value": value.get_secret_value(),
        "max_age": int(life.total_seconds()),
        "httponly": True,  # scripts cannot read it
        "secure": True,  # browsers send it only over HTTPS
        "samesite": "Lax",  # a POST from another site does not include it
    }


def is_forged(method: str, header: Callable[[str], str | None]) -> bool:
    """Return whether another site made the browser send a request that changes something.

    Browsers send `Sec-Fetch-Site`, and the older ones only `Origin`; no page can change them.
    Programs send neither, but they do not send someone else's cookies either.

    Args:
        method: The HTTP method. A GET request must not change anything.
        header: Returns a header of the request.
    """
    if method in {"GET", "HEAD", "OPTIONS"}:
        return False
    site, origin = header("Sec-Fetch-Site"), header("Origin")
    if site is not None:
        return site not in {"same-origin", "none"}
    return origin is not None and urlsplit(origin).netloc != header("Host")


def _answer_to(refusal: ExchangeRefusedError) -> NotSignedInError:
    """Return the error for the caller. Not every refusal is about the caller's access token."""
    match refusal.action:
        case "new_token":
            return NotSignedInError(401, "the access token was refused: get a new one")
        case "new_consent":
            return NotSignedInError(403, "the consent was revoked: ask the member for it again")
        case "stop":
            return NotSignedInError(
                403, "this member is not allowed to sign in: ask the organization's admin"
            )
        case "retry" | "fix":
            return NotSignedInError(503, _LATER)


def _failed(error: Exception, status_code: int = 503, reason: str = _LATER) -> NotSignedInError:
    """Log a failure between this application and Stytch, and return the error for the caller."""
    log.error("a call to Stytch failed: %s: %s", type(error).__name__, error)
    return NotSignedInError(status_code, reason)
