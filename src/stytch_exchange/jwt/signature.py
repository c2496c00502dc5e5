"""Check the signature of a JWT, only with RS256."""

from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

_RS256 = JWSRegistry(algorithms=["RS256"]).get_alg("RS256")


def is_signed(signed: str, signature: bytes, key: RSAKey) -> bool:
    """Return whether the key has made the signature.

    joserfc could check the whole JWT, but would decode its header a second time: a header that is
    nested deeply enough passes our decoder and fails in another one.

    Args:
        signed: The header and payload of the JWT, as they are encoded.
        signature: The signature, decoded.
        key: The key that the header names.
    """
    return _RS256.verify(signed.encode(), signature, key)
