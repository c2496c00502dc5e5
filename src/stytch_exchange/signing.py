"""Signing: the RSA key of a stand-in for Stytch, and its key set. Needs joserfc."""

from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

ORGANIZATION = "https://stytch.com/organization"
SESSION = "https://stytch.com/session"
"""The names of Stytch's own claims."""


class SigningKey:
    """An RSA key that signs with RS256. It is never written to disk."""

    def __init__(self, kid: str, key: RSAKey | None = None) -> None:
        """Create the key.

        Args:
            kid: The identifier of the key, `jwk-test-<uuid>`.
            key: The key itself; None creates a key of 2048 bits.
        """
        self._kid = kid
        self._key = RSAKey.generate_key(2048) if key is None else key

    def sign(self, claims: dict[str, Any]) -> str:
        """Return a JWT with these claims, signed with RS256.

        Args:
            claims: All claims of the JWT.
        """
        header = {"alg": "RS256", "kid": self._kid, "typ": "JWT"}
        return jwt.encode(header, claims, self._key)

    def signed_claims(self, token: str) -> dict[str, Any] | None:
        """Return the claims of a JWT that this key signed, even if it has expired, or None.

        Args:
            token: A text that may be such a JWT.
        """
        try:
            return jwt.decode(token, self._key, algorithms=["RS256"]).claims
        except (JoseError, ValueError):
            return None

    @property
    def jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set (RFC 7517) with the public key."""
        public: dict[str, Any] = dict(self._key.as_dict(private=False))
        public |= {"alg": "RS256", "key_ops": ["verify"], "kid": self._kid, "use": "sig"}
        return {"keys": [public]}
