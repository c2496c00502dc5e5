"""The claims of a session JWT, once they are verified."""

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
    """The organization's identifier. Compare it with the organization of what is asked for:
    another organization's member is verified just as well."""

    slug: str
    """The organization's name in URLs. It can be changed, so do not decide by it."""


class SessionAttributes(Model):
    """Where the session began, as Stytch was told. It proves nothing about the present request."""

    ip_address: str | None = None
    """The address that was passed to Stytch. Null, absent or `""` where none was."""

    user_agent: str | None = None
    """The user agent that was passed to Stytch. Null, absent or `""` where none was."""


def _none_as_empty(roles: object) -> object:
    return [] if roles is None else roles


class SessionClaim(Model):
    """The session that the JWT stands for: `https://stytch.com/session`."""

    id: _Identifier
    """The session's identifier: `member_session_id` elsewhere in the API."""

    started_at: Timestamp
    """When the session began, in UTC."""

    last_accessed_at: Timestamp
    """When Stytch last saw the session in use, in UTC: when it issued this JWT."""

    expires_at: OptionalTimestamp = None
    """When the session ends, in UTC. Not the JWT, which ends at `exp`. None where the JWT does
    not say, as older ones do not."""

    attributes: SessionAttributes | None = None
    """Where the session began. Null or absent where the JWT does not say."""

    authentication_factors: Array[AuthenticationFactor]
    """What the member proved to get the session. A JWT leaves out their `created_at` and
    `updated_at`."""

    roles: Annotated[Array[str], BeforeValidator(_none_as_empty)] = Field(default_factory=list[str])
    """The names of the roles that hold in this session, as they were when the JWT was issued.
    None where the JWT does not say: whoever has no role is allowed the least."""


class SessionClaims(Model):
    """The claims of a session JWT that was verified, as `verify_session_jwt` returns them.

    Whoever makes one in another way vouches for it. It holds nothing secret. Its `repr` has the
    identifiers and the end alone, since factors and custom claims can be personal.
    """

    sub: _Identifier
    """The member who is signed in: `member_id` elsewhere in the API."""

    iss: str
    """Who issued the JWT: `stytch.com/{project_id}`, or an issuer that was named."""

    aud: Array[str]
    """The projects that the JWT is for; this one is among them."""

    exp: Timestamp
    """When the JWT ends, in UTC: five minutes after it was issued. The session goes on until
    `session.expires_at`."""

    iat: Timestamp
    """When the JWT was issued, in UTC."""

    nbf: Timestamp
    """From when on the JWT holds, in UTC. The same as `iat`."""

    organization: OrganizationClaim
    """The organization that the member is signed in to."""

    session: SessionClaim
    """The session that the JWT stands for."""

    custom_claims: dict[str, Any]
    """Every other claim at the top level, apart from `jti`: at most 4 kB of them are taken by
    the API. Empty where there are none."""

    def to_member_session(self) -> MemberSession:
        """Return the session that the claims describe, as the API's own answers have it.

        What a JWT does not hold is left out: `created_at` and `updated_at` of the factors. Where
        the session's end is not among the claims, `expires_at` is the JWT's own end, `exp`.

        Returns:
            The session. Its roles are as old as the JWT, five minutes at most.
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
