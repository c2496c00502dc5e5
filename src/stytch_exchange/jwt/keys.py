"""Keys: those of a JSON Web Key Set that may verify a session JWT."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from joserfc.jwk import RSAKey

from stytch_exchange.jwt.decoding import decode_base64url, decode_object
from stytch_exchange.jwt.errors import JWKSError, UnknownKeyError

JWKS = bytes | bytearray | str | Mapping[str, Any]
"""A JSON Web Key Set (RFC 7517): JSON in UTF-8, text, or decoded."""

_BITS = range(2048, 8192 + 1)
"""RFC 7518 asks for 2048 bits at least. A longer key than these costs more than it protects."""


def verification_keys(jwks: JWKS) -> Mapping[str, RSAKey]:
    """Return the keys of a set that may verify RS256, by their `kid`.

    A key of another kind or for another use is passed over, and so is one that is too short: a
    key set may have keys for other purposes. Of a `kid` that stands twice the first such key
    counts, as with the official SDK.

    Args:
        jwks: The key set.

    Raises:
        JWKSError: It is no key set, or has no such key.
    """
    keys: dict[str, RSAKey] = {}
    for kid, key in _usable(_listed(jwks)):
        keys.setdefault(kid, key)
    if not keys:
        message = "the key set has no RSA key of at least 2048 bits that may verify RS256"
        raise JWKSError(message)
    return keys


def _listed(jwks: JWKS) -> list[Any]:
    """Return what a key set lists."""
    listed = None
    with suppress(ValueError):
        listed = (jwks if isinstance(jwks, Mapping) else decode_object(jwks)).get("keys")
    if not isinstance(listed, list):
        message = "the key set is not a JSON Web Key Set: an object with a list of keys"
        raise JWKSError(message)
    return listed


def _usable(listed: list[Any]) -> Iterator[tuple[str, RSAKey]]:
    """Yield each key that may verify RS256, with its `kid`."""
    for jwk in listed:
        if isinstance(jwk, Mapping) and _is_for_rs256(jwk):
            key = _rsa_key(jwk)
            if key is not None:
                yield jwk["kid"], key


def _is_for_rs256(jwk: Mapping[Any, Any]) -> bool:
    """Return whether a key says of itself that it verifies RS256, or does not say otherwise."""
    operations = jwk.get("key_ops", ["verify"])
    return (
        jwk.get("kty") == "RSA"
        and isinstance(jwk.get("kid"), str)
        and jwk["kid"] != ""
        and jwk.get("alg", "RS256") == "RS256"
        and jwk.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
    )


def _rsa_key(jwk: Mapping[Any, Any]) -> RSAKey | None:
    """Return the public key of a JWK, or None where it is none of the lengths that are taken."""
    modulus, exponent = jwk.get("n"), jwk.get("e")
    if not isinstance(modulus, str) or not isinstance(exponent, str):
        return None
    try:
        bits = int.from_bytes(decode_base64url(modulus)).bit_length()
        if bits not in _BITS or len(decode_base64url(exponent)) > _EXPONENT:
            return None
        # The rest of the JWK is for others to read, a private half above all.
        return RSAKey.import_key({"kty": "RSA", "n": modulus, "e": exponent})
    except ValueError:
        return None


_EXPONENT = 8
"""Bytes of a public exponent: 65537 is the usual one, and a long one makes each check slow."""


def key_named(kid: str, keys: Mapping[str, RSAKey]) -> RSAKey:
    """Return the key of this name.

    Args:
        kid: The name of the key in the header of a JWT.
        keys: The keys of the project.

    Raises:
        UnknownKeyError: There is none of this name.
    """
    key = keys.get(kid)
    if key is None:
        message = "the session JWT names a key that the key set does not have: refuse it"
        raise UnknownKeyError(message)
    return key
