"""The signature of a JWT: RS256, and nothing else."""

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.registry import HeaderParameter


class _RS256(jws.JWSRegistry):
    """Takes the one algorithm, whatever else a header says, at the sizes that a JWT may have.

    By itself, joserfc refuses a header of more than 512 characters, or with a field that it does
    not know; RFC 7515 has unknown fields ignored.
    """

    default_header_registry = {"alg": HeaderParameter("Algorithm", "str", required=True)}  # noqa: RUF012 - joserfc's own
    max_header_length = max_payload_length = max_signature_length = 64 * 1024


_REGISTRY = _RS256(algorithms=["RS256"], strict_check_header=False)


def is_signed(jwt: str, key: RSAKey) -> bool:
    """Return whether the key has signed the JWT.

    Args:
        jwt: A JWT in its three parts, of which the first is a JSON object.
        key: The key that has to have signed it.
    """
    try:
        jws.deserialize_compact(jwt, key, registry=_REGISTRY)
    except JoseError:
        return False
    return True
