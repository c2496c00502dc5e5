"""The OAuth server: Authlib checks the protocol, and the project keeps codes and tokens.

Authlib knows the authorization code grant, refresh tokens, PKCE and client authentication. It
brings only cryptography and joserfc, which the sandbox needs anyway.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import (
    AccessDeniedError,
    AuthorizationCodeGrant,
    AuthorizationCodeMixin,
    AuthorizationServer,
    ClientMixin,
    InvalidRequestError,
    InvalidScopeError,
    RefreshTokenGrant,
    TokenMixin,
)
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge

from stytch_exchange.sandbox.access_tokens import Grant, signed_access_token
from stytch_exchange.sandbox.clients import FULL_ACCESS, OFFLINE_ACCESS, Client
from stytch_exchange.sandbox.people import Person
from stytch_exchange.sandbox.project import Project

AUTHENTICATION_METHODS = ("none", "client_secret_post", "client_secret_basic")
CODE_LIFETIME = timedelta(minutes=10)
REFRESH_TOKEN_LIFETIME = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class OAuthResponse:
    """What Authlib answers."""

    status_code: int
    body: Mapping[str, Any] = field(repr=False)
    location: str | None = field(repr=False)
    """Where to send the browser, or None."""

    @property
    def code(self) -> str | None:
        """The authorization code in the location, or None."""
        query = parse_qs(urlsplit(self.location or "").query)
        return query.get("code", [None])[0]


@dataclass(frozen=True, slots=True)
class Code(AuthorizationCodeMixin):
    """An authorization code."""

    code: str = field(repr=False)
    grant: Grant
    redirect_uri: str | None
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        """Return the redirect URL of the authorization request, or "" if it had none."""
        return self.redirect_uri or ""

    def get_scope(self) -> str:
        """Return the scopes that the member granted."""
        return " ".join(self.grant.scopes)


@dataclass(frozen=True, slots=True)
class RefreshToken(TokenMixin):
    """A refresh token."""

    token: str = field(repr=False)
    grant: Grant
    issued_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When the token expires."""
        return self.issued_at + REFRESH_TOKEN_LIFETIME

    def check_client(self, client: Client) -> bool:
        """Return whether the token belongs to a client."""
        return self.grant.client.client_id == client.client_id

    def get_scope(self) -> str:
        """Return the scopes that the member granted."""
        return " ".join(self.grant.scopes)


class OAuthServer(AuthorizationServer):
    """The server for one request."""

    def __init__(self, project: Project, *, issuer: str) -> None:
        super().__init__()
        self.project = project
        self.issuer = issuer
        self.register_grant(_CodeGrant, [_S256()])
        self.register_grant(_RefreshTokenGrant)
        self.register_token_generator("default", cast("Any", self._token))

    def query_client(self, client_id: str) -> ClientMixin:
        """Return a client, or None if it is unknown."""
        return cast("ClientMixin", self.project.client(client_id))

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        """Do nothing: the tokens are kept when they are made."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Do nothing: nobody listens."""

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        """Return the request, which `oauth_request` made."""
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> OAuthResponse:
        """Return the answer, for any HTTP framework."""
        return OAuthResponse(status, body or {}, dict(headers).get("Location"))

    def _token(
        self, grant_type: str, client: Client, user: Grant, scope: str, **_: object
    ) -> dict[str, Any]:
        now = self.project.now()
        grant = replace(user, client=client, scopes=tuple(scope.split()), issued_at=now)
        token = {
            "access_token": signed_access_token(self.project, grant, issuer=self.issuer),
            "expires_in": int(client.access_token_lifetime.total_seconds()),
            "scope": scope,
            "token_type": "bearer",
        }
        # A public client's refresh token is replaced at each use, a confidential client's is not.
        if OFFLINE_ACCESS in user.scopes and (grant_type == _CodeGrant.GRANT_TYPE or client.public):
            token["refresh_token"] = self.project.identifiers.token()
            self.keep(RefreshToken(str(token["refresh_token"]), user, now))
        return token

    def keep(self, refresh_token: RefreshToken) -> None:
        """Keep a refresh token until it expires."""
        self.project.refresh_tokens.put(
            refresh_token.token,
            refresh_token,
            expires_at=refresh_token.expires_at,
            now=self.project.now(),
        )


class _FormRequest(OAuth2Request):
    """A request whose parameters are known already."""

    def __init__(self, method: str, parameters: dict[str, str], headers: Mapping[str, str]) -> None:
        # Authlib refuses plain HTTP, but loopback does not need encryption.
        super().__init__(method, "https://sandbox/", headers=headers)
        self.payload = BasicOAuth2Payload(parameters)
        self._parameters = parameters

    @property
    def form(self) -> dict[str, str]:
        return self._parameters


def oauth_request(
    method: str, parameters: dict[str, str], *, authorization: str | None = None
) -> OAuth2Request:
    """Return a request for Authlib, with the parameters of its query or form."""
    headers = {"Authorization": authorization} if authorization else {}
    return _FormRequest(method, parameters, headers)


def authorization_grant(server: OAuthServer, parameters: dict[str, str]) -> Any:
    """Return Authlib's grant for a valid authorization request.

    Raises:
        OAuth2Error: The request is not valid. The error has a `redirect_uri` if the client
            should get it.
    """
    try:
        find: Callable[[OAuth2Request], Any] = server.get_consent_grant
        return find(oauth_request("GET", parameters))
    # Authlib cannot quote every redirect URL in an error.
    except ValueError:
        raise InvalidRequestError("The redirect URI is not supported by the client.") from None


def granted(
    project: Project,
    client: Client,
    scopes: list[str],
    person: Person,
    *,
    has_session: bool = True,
) -> Grant:
    """Return what a member grants: the scopes whose permissions they have themselves."""
    roles = person.sign_in["roles"]
    grantable = tuple(
        scope for scope in scopes if project.policy.may_grant(scope, roles, person.organization)
    )
    return Grant(person, client, grantable, project.now(), has_session)


def authorize(server: OAuthServer, authorization: Any, grant: Grant | None) -> OAuthResponse:
    """Answer an authorization request: with a code, or with `access_denied`.

    Args:
        server: The server.
        authorization: Authlib's grant, from `authorization_grant`.
        grant: What the member granted; None if they denied it.
    """
    request = authorization.request
    if grant is not None and not grant.client.allowed_in(grant.person.organization):
        error = AccessDeniedError(
            "The organization does not allow this app.", redirect_uri=authorization.redirect_uri
        )
        error.state = request.payload.state
        return cast("OAuthResponse", server.handle_error_response(request, error))
    response = server.create_authorization_response(request, grant, grant=authorization)
    return cast("OAuthResponse", response)


class _CodeGrant(AuthorizationCodeGrant):
    """The authorization code grant, with the project's codes."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATION_METHODS

    @property
    def _project(self) -> Project:
        return cast("Project", self.server.project)

    def validate_requested_scope(self) -> None:
        client = cast("Client", self.request.client)
        for scope in (self.request.payload.scope or "").split() if self.request.payload else ():
            if scope not in self._project.policy.scope_texts:
                raise InvalidScopeError("The project does not have one of the scopes.")
            if not client.may_have(scope):
                raise InvalidScopeError(
                    f"{FULL_ACCESS} needs a first-party client with full_access_allowed."
                )

    def generate_authorization_code(self) -> str:
        return self._project.identifiers.token()

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        parameters = request.form
        now = self._project.now()
        saved = Code(
            code,
            cast("Grant", request.user),
            parameters.get("redirect_uri"),
            parameters.get("code_challenge"),
            parameters.get("code_challenge_method"),
        )
        self._project.codes.put(code, saved, expires_at=now + CODE_LIFETIME, now=now)

    def query_authorization_code(self, code: str, client: ClientMixin) -> Code | None:
        saved = self._project.codes.get(code, now=self._project.now())
        known = saved and saved.grant.client == client and not saved.grant.revoked
        return saved if known else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self._project.codes.take(authorization_code.code, now=self._project.now())

    def authenticate_user(self, authorization_code: Code) -> Grant:
        return authorization_code.grant


class _RefreshTokenGrant(RefreshTokenGrant):
    """The refresh token grant, with the project's refresh tokens."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATION_METHODS

    @property
    def _server(self) -> OAuthServer:
        return cast("OAuthServer", self.server)

    def authenticate_refresh_token(self, refresh_token: str) -> TokenMixin:
        project = self._server.project
        known = project.refresh_tokens.get(refresh_token, now=project.now())
        return cast("TokenMixin", None if known is None or known.grant.revoked else known)

    def authenticate_user(self, refresh_token: RefreshToken) -> Grant:
        return refresh_token.grant

    def revoke_old_credential(self, refresh_token: TokenMixin) -> None:
        used = cast("RefreshToken", refresh_token)
        if used.grant.client.public:
            project = self._server.project
            project.refresh_tokens.take(used.token, now=project.now())
        else:
            self._server.keep(replace(used, issued_at=self._server.project.now()))


class _S256(CodeChallenge):
    """PKCE with S256 only."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]  # noqa: RUF012 - Authlib's own attribute
