"""Known attacks on JWTs, and some others: each is refused."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from stytch_exchange import load_example, load_example_jwks
from stytch_exchange.jwt import (
    BadSignatureError,
    JWKSError,
    MalformedJWTError,
    UnknownKeyError,
)
from stytch_exchange.jwt.keys import verification_keys
from tests.jwt.signing import (
    ISSUED,
    KID,
    Claims,
    decoded,
    jwk_of,
    jwks_of,
    kind_of_refusal,
    part,
    refusal,
    rsa_key,
    sign,
    sign_raw,
    verify,
)

EXAMPLE: str = json.loads(load_example("connected-app"))["session_jwt"]
HEADER, PAYLOAD, SIGNATURE = EXAMPLE.split(".")


def _hs256(claims: Claims, secret: bytes, **header: object) -> str:
    """Return a JWT with a MAC instead of a signature."""
    fields = {"alg": "HS256", "kid": rsa_key().kid, "typ": "JWT", **header}
    signed = f"{part(fields)}.{part(claims)}"
    return f"{signed}.{part(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


# No signature


@pytest.mark.parametrize("alg", ["".join(letters) for letters in product("nN", "oO", "nN", "eE")])
@pytest.mark.parametrize("signature", ["", SIGNATURE])
def test_alg_none_is_refused(claims: Claims, jwks: Claims, alg: str, signature: str) -> None:
    """In any casing, with or without a signature."""
    header = part({"alg": alg, "kid": rsa_key().kid, "typ": "JWT"})

    assert MalformedJWTError is kind_of_refusal(f"{header}.{part(claims)}.{signature}", jwks)


def test_a_stripped_signature_is_refused(claims: Claims, jwks: Claims) -> None:
    """The header says RS256, but the signature is empty or missing."""
    unsigned = sign(claims).rpartition(".")[0]

    assert BadSignatureError is kind_of_refusal(f"{unsigned}.", jwks)
    assert MalformedJWTError is kind_of_refusal(unsigned, jwks)


@pytest.mark.parametrize("length", [1, 32, 255, 257, 512])
@pytest.mark.parametrize("byte", [b"\0", b"\xff"])
def test_a_made_up_signature_is_refused(
    claims: Claims, jwks: Claims, length: int, byte: bytes
) -> None:
    """Whatever its length is."""
    unsigned = sign(claims).rpartition(".")[0]

    assert BadSignatureError is kind_of_refusal(f"{unsigned}.{part(byte * length)}", jwks)


def test_another_jwts_signature_is_refused(claims: Claims, jwks: Claims) -> None:
    """A signature is valid only for its own header and payload."""
    signature = sign(claims).rpartition(".")[2]
    unsigned = sign({**claims, "sub": "member-test-admin"}).rpartition(".")[0]

    assert BadSignatureError is kind_of_refusal(f"{unsigned}.{signature}", jwks)


# Another algorithm


def _secrets(key: RSAKey) -> dict[str, bytes]:
    """Return the public data of a key, in each form that a library might use as a secret."""
    public = jwk_of(key)
    pem = key.as_pem(private=False)
    return {
        "PEM": pem,
        "PEM without its last line break": pem.strip(),
        "DER": key.as_der(private=False),
        "JWK": json.dumps(public).encode(),
        "modulus": public["n"].encode(),
        "key set": json.dumps(jwks_of(key)).encode(),
        "kid": public["kid"].encode(),
        "nothing": b"",
    }


@pytest.mark.parametrize("form", list(_secrets(rsa_key())))
@pytest.mark.parametrize("alg", ["HS256", "hs256", "RS256"])
def test_the_public_key_is_not_a_secret(claims: Claims, jwks: Claims, form: str, alg: str) -> None:
    """A MAC with the public key as its secret is not a signature, whatever the header says."""
    jwt = _hs256(claims, _secrets(rsa_key())[form], alg=alg)
    expected = BadSignatureError if alg == "RS256" else MalformedJWTError

    assert expected is kind_of_refusal(jwt, jwks)


def test_a_shared_secret_in_the_key_set_verifies_nothing(claims: Claims) -> None:
    """Not even with the `kid` of the JWT."""
    secret = OctKey.import_key("x" * 32, {"kid": KID})
    jwks = {"keys": [secret.as_dict(private=True), jwk_of(rsa_key())]}

    for alg, expected in {"HS256": MalformedJWTError, "RS256": UnknownKeyError}.items():
        assert expected is kind_of_refusal(_hs256(claims, b"x" * 32, kid=KID, alg=alg), jwks)


@pytest.mark.parametrize("alg", ["PS256", "RS512"])
def test_another_algorithm_of_the_same_key_is_refused(
    claims: Claims, jwks: Claims, alg: str
) -> None:
    """The signature is genuine, but the algorithm is not RS256, whatever the header says."""
    for told, expected in {alg: MalformedJWTError, "RS256": BadSignatureError}.items():
        signed = f"{part({'alg': told, 'kid': rsa_key().kid})}.{part(claims)}"
        signature = JWSRegistry.algorithms[alg].sign(signed.encode(), rsa_key())

        assert expected is kind_of_refusal(f"{signed}.{part(signature)}", jwks)


# A key of the attacker's


def _certificate(key: RSAKey) -> str:
    """Return a self-signed certificate."""
    name = x509.Name([])
    private: Any = key.private_key
    builder = x509.CertificateBuilder(name, name, private.public_key(), 1, ISSUED, ISSUED)
    made = builder.sign(private, SHA256())
    return base64.b64encode(made.public_bytes(Encoding.DER)).decode()


@pytest.mark.parametrize(
    "header",
    [
        {"jwk": jwk_of(rsa_key("attacker"))},
        {"jwk": jwk_of(rsa_key("attacker"), kid=rsa_key().kid)},
        {"jku": "https://attacker.example/jwks.json"},
        {"jku": "http://127.0.0.1:9/jwks.json"},
        {"x5u": "https://attacker.example/certificate.pem"},
        {"x5c": [_certificate(rsa_key("attacker"))]},
        {"x5t#S256": "x" * 43},
    ],
    ids=["jwk", "jwk with the kid", "jku", "jku here", "x5u", "x5c", "x5t"],
)
def test_a_key_in_the_header_is_never_used(
    claims: Claims, jwks: Claims, header: dict[str, Any]
) -> None:
    """Signed by the attacker's key the JWT is refused, and by the project's key accepted."""
    kid = rsa_key().kid

    forged = sign(claims, rsa_key("attacker"), kid=kid, **header)

    assert BadSignatureError is kind_of_refusal(forged, jwks)
    assert UnknownKeyError is kind_of_refusal(sign(claims, rsa_key("attacker"), **header), jwks)
    assert verify(sign(claims, **header), jwks)


def test_the_kid_of_another_key_is_refused(claims: Claims) -> None:
    """Each of two keys in the set verifies only under its own name."""
    jwks = jwks_of(rsa_key(), rsa_key("second"))

    assert verify(sign(claims, rsa_key("second")), jwks)
    assert BadSignatureError is kind_of_refusal(
        sign(claims, rsa_key("second"), kid=rsa_key().kid), jwks
    )


@pytest.mark.parametrize(
    "kid",
    ["../../dev/null", "x' UNION SELECT 'k", "keys", "0", "__class__", rsa_key().kid, f"{KID}\0"],
)
def test_a_kid_is_looked_up_and_no_more(claims: Claims, jwks: Claims, kid: str) -> None:
    """A `kid` is only a name, never a path, a query or an attribute."""
    jwt = sign(claims, rsa_key("attacker"), kid=kid)
    expected = BadSignatureError if kid == rsa_key().kid else UnknownKeyError

    assert expected is kind_of_refusal(jwt, jwks)


@pytest.mark.parametrize(
    "other",
    [ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519"), OctKey.generate_key(256)],
    ids=["EC", "OKP", "oct"],
)
def test_a_key_of_another_kind_is_skipped(claims: Claims, other: ECKey | OKPKey | OctKey) -> None:
    """With the `kid` of an RSA key, it neither verifies nor hides that key."""
    foreign = {**other.as_dict(private=False), "kid": rsa_key().kid, "alg": "RS256"}
    jwt = sign(claims)

    assert verify(jwt, {"keys": [foreign, jwk_of(rsa_key())]})
    assert UnknownKeyError is kind_of_refusal(jwt, {"keys": [foreign, jwk_of(rsa_key("second"))]})


@pytest.mark.filterwarnings("ignore:Key size should be:joserfc.errors.SecurityWarning")
def test_a_short_key_is_skipped(claims: Claims) -> None:
    """1024 bits can be factored, so the key verifies nothing even if the set lists it."""
    short = rsa_key("short", 1024)
    jwks = jwks_of(short, rsa_key())

    assert UnknownKeyError is kind_of_refusal(sign(claims, short), jwks)
    assert verify(sign(claims), jwks)


# The text and the headers


@pytest.mark.parametrize(
    "header",
    [
        {"crit": []},
        {"crit": ["exp"], "exp": 0},
        {"crit": ["b64"], "b64": True},
        {"crit": ["b64"], "b64": False},
        {"b64": False},
        {"b64": True},
        {"crit": "b64"},
        {"crit": False},
    ],
)
def test_an_extension_is_refused(claims: Claims, jwks: Claims, header: dict[str, Any]) -> None:
    """An unknown critical extension must be refused, and `b64` changes the signed bytes."""
    assert "the header asks for an extension" in str(refusal(sign(claims, **header), jwks))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('"alg": "none"', '"alg": "RS256"'),
        ('"alg": "RS256"', '"alg": "none"'),
        ('"alg": "RS256"', '"alg": "RS256"'),
        ('"alg": "RS256"', '"\\u0061lg": "none"'),
    ],
)
def test_a_repeated_name_in_the_header_is_refused(
    claims: Claims, jwks: Claims, first: str, second: str
) -> None:
    """A repeated name is refused, whichever value comes first, escaped or not."""
    header = f'{{{first}, "kid": "{rsa_key().kid}", {second}}}'.encode()

    assert "the header is not a JSON object with unique names" in str(
        refusal(sign_raw(part(header), part(claims)), jwks)
    )


@pytest.mark.parametrize(
    "header", [b"", b"{}", b"[]", b"7", b"null", b"\xff", b"{", b'\xef\xbb\xbf{"alg": "RS256"}']
)
def test_a_header_is_an_object(claims: Claims, jwks: Claims, header: bytes) -> None:
    """Anything else is refused before the key lookup."""
    assert MalformedJWTError is kind_of_refusal(sign_raw(part(header), part(claims)), jwks)


@pytest.mark.parametrize(
    "jwt",
    [
        "",
        ".",
        "..",
        "....",
        "Bearer",
        f"{EXAMPLE}.",
        f".{EXAMPLE}",
        f"{EXAMPLE}.{SIGNATURE}",
        f"{HEADER}.{SIGNATURE}.{PAYLOAD}.{SIGNATURE}.{SIGNATURE}",
        f"{HEADER}.{PAYLOAD}",
        f"Bearer {EXAMPLE}",
        json.dumps({"protected": HEADER, "payload": PAYLOAD, "signature": SIGNATURE}),
    ],
)
def test_a_jwt_has_three_parts(jwt: str) -> None:
    """Two or four parts, an encrypted JWT with five, and JSON are refused."""
    assert MalformedJWTError is kind_of_refusal(jwt, load_example_jwks())


WRITTEN_OTHERWISE: dict[str, Callable[[str], str]] = {
    "a space before": lambda jwt: f" {jwt}",
    "a line break after": lambda jwt: f"{jwt}\n",
    "both line breaks after": lambda jwt: f"{jwt}\r\n",
    "line breaks between": lambda jwt: jwt.replace(".", ".\n"),
    "spaces between": lambda jwt: jwt.replace(".", " ."),
    "one padding": lambda jwt: f"{jwt}=",
    "two paddings": lambda jwt: f"{jwt}==",
    "padding between": lambda jwt: jwt.replace(".", "=."),
    "a null after": lambda jwt: f"{jwt}\0",
    "a byte-order mark": lambda jwt: f"\ufeff{jwt}",
    "no width": lambda jwt: f"{jwt}\u200b",
    "a lone surrogate": lambda jwt: f"{jwt}\ud800",
    "full-width dots": lambda jwt: jwt.replace(".", "\uff0e"),
    "ideographic dots": lambda jwt: jwt.replace(".", "\u3002"),
    "full-width letters": lambda jwt: jwt.replace("e", "\uff45"),
    "Cyrillic letters": lambda jwt: jwt.replace("e", "\u0435"),
    "the alphabet of base64": lambda jwt: jwt.replace("-", "+").replace("_", "/"),
    "another character": lambda jwt: f"{jwt[:-1]}!",
    "percent encoding": lambda jwt: f"{jwt[:-1]}%41",
    "a part that ends amid a byte": lambda jwt: f"{jwt}AAA",
}


@pytest.mark.parametrize("way", WRITTEN_OTHERWISE)
def test_a_jwt_has_only_one_text(way: str) -> None:
    """White space, padding, the other alphabet and look-alikes are not ignored."""
    changed = WRITTEN_OTHERWISE[way](EXAMPLE)

    assert changed != EXAMPLE
    assert MalformedJWTError is kind_of_refusal(changed, load_example_jwks())


def test_left_over_bits_are_refused() -> None:
    """Two bits of the last character carry no data: they must be zero."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = EXAMPLE[-1]
    others = [EXAMPLE[:-1] + other for other in alphabet if other != last]
    kinds = {kind_of_refusal(other, load_example_jwks()) for other in others}

    assert verify(EXAMPLE, load_example_jwks())
    assert {MalformedJWTError, BadSignatureError} == kinds


@pytest.mark.parametrize(
    ("jwt", "kind"),
    [
        ("A" * 64 * 1024, "expected three parts"),
        ("A" * (64 * 1024 + 1), "longer than 64 KiB"),
        ("." * 64 * 1024, "expected three parts"),
        ("A" * 50_000_000, "longer than 64 KiB"),
        (f"{part(b'[' * 40_000)}..", "the header is not a JSON object"),
        (f"{part(b'{' + b' ' * 40_000)}..", "the header is not a JSON object"),
        (f"{part(b'9' * 40_000)}..", "the header is not a JSON object"),
    ],
    ids=["bound", "beyond", "dots", "huge", "nesting", "spaces", "digits"],
)
def test_a_huge_jwt_is_refused_unread(jwt: str, kind: str) -> None:
    """The size is limited before any work, and the largest JWT does not crash."""
    assert kind in str(refusal(jwt, load_example_jwks()))


DEPTHS = [*range(1, 1500), *range(1500, 24_000, 499)]
"""Every depth around Python's recursion limit, and some up to the largest JWT."""


def _nested(text: str, depth: int) -> bytes:
    """Return a JSON object with one more field, a list of this depth."""
    return f'{text[:-1]}, "deep": {"[" * depth}{"]" * depth}}}'.encode()


def test_nesting_in_the_header_is_refused_at_every_depth(claims: Claims, jwks: Claims) -> None:
    """The header is decoded only once, so that no second parser can fail a few frames deeper."""
    header = json.dumps({"alg": "RS256", "kid": rsa_key().kid})
    payload = part(claims)

    kinds = {
        kind_of_refusal(f"{part(_nested(header, depth))}.{payload}.{SIGNATURE}", jwks)
        for depth in DEPTHS
    }

    assert {BadSignatureError, MalformedJWTError} == kinds


def test_nesting_in_signed_claims_is_accepted_or_malformed(claims: Claims, jwks: Claims) -> None:
    """At every depth, the claims can be used, or the JWT is refused."""
    text = json.dumps(claims)
    outcomes: set[object] = set()
    for depth in DEPTHS[::7]:
        try:
            session = verify(sign(_nested(text, depth)), jwks).to_member_session()
            outcomes.add(session.organization_slug)
        except MalformedJWTError:
            outcomes.add("malformed")

    assert {"halden-instruments", "malformed"} == outcomes


def test_nesting_in_a_key_set_is_accepted_or_refused() -> None:
    """At every depth, the keys can be used, or the key set is refused."""
    text = load_example_jwks().decode().strip()
    outcomes: set[object] = set()
    for depth in DEPTHS:
        try:
            outcomes.add(len(verification_keys(_nested(text, depth))))
        except JWKSError:
            outcomes.add("refused")

    assert {1, "refused"} == outcomes


def test_the_signature_is_checked_before_any_claim() -> None:
    """If the signature is wrong, the error says nothing else."""
    broken = {**decoded(EXAMPLE, 1), "exp": "?", "aud": 7}

    for payload in (part(broken), part(b"not JSON"), part(b"\xff"), ""):
        jwt = f"{HEADER}.{payload}.{SIGNATURE}"

        assert BadSignatureError is kind_of_refusal(jwt, load_example_jwks())


@given(
    at=st.integers(0, len(EXAMPLE) - 1),
    character=st.characters(codec="utf-8") | st.sampled_from("-_.=+/ \nAZaz09"),
)
def test_a_jwt_with_any_one_character_changed_is_refused(at: int, character: str) -> None:
    """At any position, to any character."""
    changed = EXAMPLE[:at] + character + EXAMPLE[at + 1 :]

    if changed != EXAMPLE:
        assert kind_of_refusal(changed, load_example_jwks()) in {
            MalformedJWTError,
            UnknownKeyError,
            BadSignatureError,
        }


@given(st.text() | st.text("abcABC019-_.=+/ ") | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_no_text_is_a_jwt_by_chance(text: str) -> None:
    """Any other text ends in a `MalformedJWTError`."""
    assert MalformedJWTError is kind_of_refusal(text, load_example_jwks())


@given(st.binary(), st.binary(), st.binary())
def test_no_three_parts_are_a_jwt_by_chance(
    header: bytes, payload: bytes, signature: bytes
) -> None:
    """So do three parts of random bytes."""
    jwt = ".".join(part(each) for each in (header, payload, signature))

    assert MalformedJWTError is kind_of_refusal(jwt, load_example_jwks())
