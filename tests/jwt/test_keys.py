"""Which keys of a set may verify: those of the right kind, use and length."""

import base64
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from stytch_exchange.jwt import JWKSError
from stytch_exchange.jwt.keys import verification_keys
from tests.jwt.signing import Claims, jwk_of, jwks_of, rsa_key

SHORT_WARNING = "ignore:Key size should be:joserfc.errors.SecurityWarning"


def _number(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _names(*jwks: Any) -> list[str]:
    return list(verification_keys({"keys": list(jwks)}))


def test_a_key_is_found_by_its_name() -> None:
    """All keys of the set, in its order."""
    keys = verification_keys(jwks_of(rsa_key(), rsa_key("second")))

    assert [rsa_key().kid, rsa_key("second").kid] == list(keys)


def test_the_first_key_of_a_repeated_name_counts() -> None:
    """An unusable key does not count as the first. The official SDK does the same."""
    name = "twice"
    unusable = jwk_of(rsa_key("attacker"), kid=name, use="enc")
    first, second = jwk_of(rsa_key(), kid=name), jwk_of(rsa_key("second"), kid=name)

    keys = verification_keys({"keys": [unusable, first, second]})

    assert first["n"] == keys[name].as_dict(private=False)["n"]


@pytest.mark.parametrize("missing", ["alg", "use", "key_ops"])
def test_optional_fields_of_a_key_may_be_missing(missing: str) -> None:
    """`alg`, `use` and `key_ops` are optional in a JWK."""
    jwk = jwk_of(rsa_key())
    del jwk[missing]

    assert [rsa_key().kid] == _names(jwk)


@pytest.mark.parametrize(
    "changes",
    [
        {"kty": "EC"},
        {"kty": "rsa"},
        {"kty": None},
        {"kid": None},
        {"kid": ""},
        {"kid": 7},
        {"kid": ["x"]},
        {"alg": "RS512"},
        {"alg": "PS256"},
        {"alg": None},
        {"use": "enc"},
        {"use": None},
        {"key_ops": []},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"key_ops": None},
        {"n": None},
        {"n": 7},
        {"n": ""},
        {"n": "not base64url"},
        {"n": "AQAB"},
        {"e": None},
        {"e": ["AQAB"]},
        {"e": ""},
        {"e": "AA"},
        {"e": "AQ"},
        {"e": "Ag"},
        {"e": "AQAB="},
        {"e": _number(2**64 + 1)},
        {"n": _number(2**2046 + 1)},
        {"n": _number(2**8192 + 1)},
    ],
    ids=lambda changes: " ".join(f"{name} {str(value)[:12]}" for name, value in changes.items()),
)
def test_an_unusable_key_is_skipped(changes: dict[str, object]) -> None:
    """A bad key does not affect the others."""
    wrong = {**jwk_of(rsa_key()), **changes}

    assert [rsa_key("second").kid] == _names(wrong, jwk_of(rsa_key("second")))


@pytest.mark.parametrize("wrong", [None, 7, "key", [], ["kty"]])
def test_other_values_in_the_list_are_skipped(wrong: object) -> None:
    """The list can contain anything."""
    assert [rsa_key().kid] == _names(wrong, jwk_of(rsa_key()))


@pytest.mark.filterwarnings(SHORT_WARNING)
@pytest.mark.parametrize(("bits", "found"), [(1024, 0), (2040, 0), (2048, 1), (3072, 1)])
def test_a_short_key_is_skipped(bits: int, found: int) -> None:
    """RFC 7518 requires at least 2048 bits."""
    key = RSAKey.generate_key(bits, {"kid": "x"})

    assert ["x"] * found == [name for name in _names(jwk_of(key), jwk_of(rsa_key())) if name == "x"]


def test_a_private_half_is_not_kept() -> None:
    """A key set that holds a private key by mistake can verify, but not sign."""
    private = rsa_key().as_dict(private=True)

    (key,) = verification_keys({"keys": [private]}).values()

    assert "d" in private
    assert not key.is_private


@pytest.mark.parametrize(
    "jwks",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        "{}",
        b"\xff",
        '{"keys": 7}',
        '{"keys": {"kty": "RSA"}}',
        '{"keys": [], "keys": []}',
        {},
        {"keys": None},
        {"key": []},
    ],
)
def test_an_invalid_key_set_is_refused(jwks: Any) -> None:
    """The error says what a key set is, and quotes nothing."""
    with pytest.raises(JWKSError) as caught:
        verification_keys(jwks)

    assert "expected a JSON Web Key Set (RFC 7517): an object with a list named keys" == str(
        caught.value
    )


@pytest.mark.parametrize("listed", [[], [None], [{"kty": "EC"}]])
def test_a_set_without_a_usable_key_is_refused(listed: list[Claims]) -> None:
    """An empty key set verifies nothing, so it must not look like an error of the sender."""
    with pytest.raises(JWKSError, match="no RSA key of at least 2048 bits that may verify RS256"):
        verification_keys({"keys": listed})
