"""The keys of a JSON Web Key Set that may verify a session JWT."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from joserfc.jwk import RSAKey

from stytch_exchange.base64url import decode_base64url
from stytch_exchange.jwt.decoding import decode_object
from stytch_exchange.jwt.errors import JWKSError, UnknownKeyError

JWKS = bytes | bytearray | str | Mapping[str, Any]
"""A JSON Web Key Set (RFC 7517): JSON as UTF-8 or as a string, or decoded."""

_BITS = range(2048, 8192 + 1)
"""RFC 7518 requires at least 2048 bits. Beyond 8192, a check costs more than it protects."""

_LONGEST_EXPONENT = 8
"""Bytes of a public exponent. The usual one is 65537; a long one makes each check slow."""


def verification_keys(jwks: JWKS) -> Mapping[str, RSAKey]:
    """Return the keys of a set that may verify RS256, by their `kid`.

    A key set can hold keys for other purposes, so a key of another kind, use or length is skipped.
    If a `kid` repeats, the first usable key counts, as in the official SDK.

    Args:
        jwks: The key set.

    Raises:
        JWKSError: The argument is not a key set, or has no usable key.
    """
    keys: dict[str, RSAKey] = {}
    for kid, key in _usable(_listed(jwks)):
        keys.setdefault(kid, key)
    if not keys:
        raise JWKSError("the key set has no RSA key of at least 2048 bits that may verify RS256")
    return keys


def key_named(kid: str, keys: Mapping[str, RSAKey]) -> RSAKey:
    """Return the key with this name.

    Args:
        kid: The name of the key in the header of a JWT.
        keys: The keys of the project.

    Raises:
        UnknownKeyError: The project does not have this key.
    """
    key = keys.get(kid)
    if key is None:
        raise UnknownKeyError("the JWT names a key that is not in the project's key set: refuse it")
    return key


def _listed(jwks: JWKS) -> list[Any]:
    """Return the list in `keys`, whatever its items are."""
    listed = None
    with suppress(ValueError):
        listed = (jwks if isinstance(jwks, Mapping) else decode_object(jwks)).get("keys")
    if not isinstance(listed, list):
        raise JWKSError("expected a JSON Web Key Set (RFC 7517): an object with a list named keys")
    return listed


def _usable(listed: list[Any]) -> Iterator[tuple[str, RSAKey]]:
    """Yield each key that may verify RS256, with its `kid`."""
    for jwk in listed:
        if isinstance(jwk, Mapping) and _is_for_rs256(jwk):
            key = _rsa_key(jwk)
            if key is not None:
                yield jwk["kid"], key


def _is_for_rs256(jwk: Mapping[Any, Any]) -> bool:
    """Return whether a JWK has a `kid`, and no field that rules RS256 out."""
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
    """Return the public key of a JWK, or None if it is invalid or its length is not accepted."""
    modulus, exponent = jwk.get("n"), jwk.get("e")
    if not isinstance(modulus, str) or not isinstance(exponent, str):
        return None
    try:
        bits = int.from_bytes(decode_base64url(modulus)).bit_length()
        if bits not in _BITS or len(decode_base64url(exponent)) > _LONGEST_EXPONENT:
            return None
        # Import only the public numbers: a JWK could hold its private half by mistake.
        return RSAKey.import_key({"kty": "RSA", "n": modulus, "e": exponent})
    except ValueError:
        return None
