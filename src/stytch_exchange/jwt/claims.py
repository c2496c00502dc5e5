"""The models of the claims of a verified JWT: a session JWT, or an access token."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from stytch_exchange.models._base import Array, Model, OptionalTimestamp, Timestamp
from stytch_exchange.models.factors import AuthenticationFactor
from stytch_exchange.models.session import MemberSession

_Identifier = Annotated[str, Field(min_length=1)]


class OrganizationClaim(Model):
    """The organization that the member is signed in to: `https://stytch.com/organization`."""

    organization_id: _Identifier
    """The organization's identifier. Compare it with the organization whose data a request is
    for: the JWTs of other organizations' members are just as valid."""

    slug: str
    """The organization's name in URLs. It can change, so do not base decisions on it."""


class SessionAttributes(Model):
    """The client that started the session, as reported to Stytch.

    It proves nothing about the client of the current request.
    """

    ip_address: str | None = None
    """The IP address that was passed to Stytch. Null, absent or `""` if it was not passed."""

    user_agent: str | None = None
    """The user agent that was passed to Stytch. Null, absent or `""` if it was not passed."""


def _none_as_empty(roles: object) -> object:
    return [] if roles is None else roles


class SessionClaim(Model):
    """The member's session: `https://stytch.com/session`."""

    id: _Identifier
    """The session's identifier: `member_session_id` elsewhere in the API."""

    started_at: Timestamp
    """When the session began, in UTC."""

    last_accessed_at: Timestamp
    """When Stytch last saw the session in use, in UTC."""

    expires_at: OptionalTimestamp = None
    """When the session ends, in UTC. The JWT itself ends earlier, at `exp`. None if the JWT does
    not have this claim: the SDK expects such JWTs too."""

    attributes: SessionAttributes | None = None
    """The client that started the session. Null or absent if the JWT does not have this claim."""

    authentication_factors: Array[AuthenticationFactor]
    """How the member proved who they are. A JWT leaves out the `created_at` and `updated_at` of
    each factor."""

    roles: Annotated[Array[str], BeforeValidator(_none_as_empty)] = Field(default_factory=list[str])
    """The names of the session's roles at the time of issue. Empty if the JWT has no roles."""


class SessionClaims(Model):
    """The claims of a verified session JWT, as `verify_session_jwt` returns them.

    If you create an instance in another way, nothing has verified it. The claims are not secret.
    The `repr` shows only the identifiers and `exp`, because factors and custom claims can hold
    personal data.
    """

    sub: _Identifier
    """The member who is signed in: `member_id` elsewhere in the API."""

    iss: str
    """The issuer of the JWT: `stytch.com/{project_id}`, or one that you passed in `issuers`."""

    aud: Array[str]
    """The projects that the JWT is for. Yours is among them."""

    exp: Timestamp
    """When the JWT ends, in UTC: five minutes after `iat`. The session continues until
    `session.expires_at`."""

    iat: Timestamp
    """When the JWT was issued, in UTC."""

    nbf: Timestamp
    """When the JWT becomes valid, in UTC. The same as `iat`."""

    organization: OrganizationClaim
    """The organization that the member is signed in to."""

    session: SessionClaim
    """The member's session."""

    custom_claims: dict[str, Any]
    """Every other claim at the top level, except `jti`. The API accepts at most 4 kB of custom
    claims. Empty if the session does not have any."""

    def to_member_session(self) -> MemberSession:
        """Return the session as a `MemberSession`, the model of the API's responses.

        The factors have no `created_at` and `updated_at`, because a JWT does not have them. If
        `session.expires_at` is None, `expires_at` is the JWT's `exp`.

        Returns:
            The session. Its roles are as old as the JWT.
        """
        return MemberSession(
            member_session_id=self.session.id,
            member_id=self.sub,
            started_at=self.session.started_at,
            last_accessed_at=self.session.last_accessed_at,
            expires_at=self.session.expires_at or self.exp,
            authentication_factors=self.session.authentication_factors,
            organization_id=self.organization.organization_id,
            roles=self.session.roles,
            organization_slug=self.organization.slug,
            custom_claims=self.custom_claims,
        )

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        yield "sub", self.sub
        yield "organization_id", self.organization.organization_id
        yield "session_id", self.session.id
        yield "exp", self.exp.isoformat()


class AccessTokenClaims(Model):
    """The claims of a verified access token of a Connected App, from `verify_access_token`.

    If you create an instance in another way, nothing has verified it. The claims are not secret.
    The `repr` shows only the identifiers, the scopes and `exp`.
    """

    sub: _Identifier
    """The member who allowed the app: `member_id` elsewhere in the API."""

    client_id: _Identifier
    """The Connected App that has the token, `connected-app-<test|live>-<uuid>`. It is one of the
    `client_ids` that you passed, if you passed any."""

    organization_id: _Identifier
    """The organization that the member belongs to. Compare it with the organization whose data a
    request is for: the tokens of other organizations' members are just as valid."""

    scopes: Array[str]
    """What the member allowed the app to do. The JWT has them as one string, `scope`."""

    iss: str
    """The issuer: `stytch.com/{project_id}`, or the domain that the app called to get the
    token."""

    aud: Array[str]
    """Who the token is for. Stytch's example has the project, its text says the client; a client
    can have an audience of its own too."""

    exp: Timestamp
    """When the token expires, in UTC. By default an hour after `iat`; each client can have
    its own lifetime, according to Stytch's pages."""

    iat: Timestamp
    """When the token was issued, in UTC. The exchange accepts it for five minutes from then."""

    nbf: Timestamp
    """When the token becomes valid, in UTC."""

    custom_claims: dict[str, Any]
    """Every other claim at the top level, except `jti`, as the client's template defines them.
    Empty if there are none."""

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        yield "sub", self.sub
        yield "client_id", self.client_id
        yield "organization_id", self.organization_id
        yield "scopes", self.scopes
        yield "exp", self.exp.isoformat()
