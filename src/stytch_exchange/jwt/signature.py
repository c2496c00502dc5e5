"""Check the signature of a JWT, only with RS256."""

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.registry import HeaderParameter


class _RS256(jws.JWSRegistry):
    """Accepts only RS256, whatever the header says, and the sizes that a session JWT may have.

    By default joserfc refuses a header of more than 512 characters, or one with unknown fields.
    RFC 7515 says to ignore unknown fields.
    """

    default_header_registry = {"alg": HeaderParameter("Algorithm", "str", required=True)}  # noqa: RUF012 - joserfc's own
    max_header_length = max_payload_length = max_signature_length = 64 * 1024


_REGISTRY = _RS256(algorithms=["RS256"], strict_check_header=False)


def is_signed(jwt: str, key: RSAKey) -> bool:
    """Return whether the key has signed the JWT.

    Args:
        jwt: A JWT with three parts, the first of which is a JSON object.
        key: The key that the header names.
    """
    try:
        jws.deserialize_compact(jwt, key, registry=_REGISTRY)
    except JoseError:
        return False
    return True
