"""`verify_session_jwt`: which JWTs it accepts, and which error it raises for the rest."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    MemberSession,
    load_example,
    load_example_jwks,
    parse_response,
)
from stytch_exchange.jwt import (
    ExpiredJWTError,
    JWKSCache,
    JWKSError,
    MalformedJWTError,
    SessionClaims,
    UnknownKeyError,
    verify_session_jwt,
)
from tests.jwt.signing import (
    ISSUED,
    NOW,
    ORGANIZATION,
    PROJECT,
    SESSION,
    Claims,
    decoded,
    jwks_of,
    kind_of_refusal,
    refusal,
    rsa_key,
    sign,
    verify,
)

ABSENT = object()

NOT_IN_A_JWT = {"created_at", "updated_at"}
"""The fields of an authentication factor that a JWT leaves out. It has all other fields."""


def _changed(claims: Claims, path: tuple[str, ...], value: object) -> Claims:
    """Return the claims with one value changed or removed."""
    changed: Claims = json.loads(json.dumps(claims))
    *steps, last = path
    owner = changed
    for step in steps:
        owner = owner[step]
    if value is ABSENT:
        del owner[last]
    else:
        owner[last] = value
    return changed


# Accepted


@pytest.mark.parametrize(
    "given",
    [
        lambda response: response,
        lambda response: response.session_jwt,
        lambda response: response.session_jwt.get_secret_value(),
    ],
    ids=["response", "secret", "text"],
)
def test_a_jwt_is_given_in_any_of_its_forms(
    given: Callable[[ExchangeAccessTokenResponse], Any],
) -> None:
    """The response, its masked JWT and plain text all work."""
    response = parse_response(load_example("connected-app"))

    claims = verify(given(response), load_example_jwks())

    assert response.member_id == claims.sub


@pytest.mark.parametrize(
    "given",
    [bytes, bytearray, bytes.decode, json.loads],
    ids=["bytes", "bytearray", "text", "decoded"],
)
def test_a_key_set_is_given_in_any_of_its_forms(given: Callable[[bytes], Any]) -> None:
    """JSON as bytes, JSON as text, and the decoded object all work."""
    response = parse_response(load_example("connected-app"))

    assert response.member_id == verify(response, given(load_example_jwks())).sub


def test_the_claims_agree_with_the_body(response_name: str) -> None:
    """One minute after its issue, each example's JWT describes the same session as the body."""
    response = parse_response(load_example(response_name))
    unverified = decoded(response.session_jwt.get_secret_value(), 1)
    claims = verify_session_jwt(
        response,
        project_id=unverified["aud"][0],
        jwks=load_example_jwks(),
        now=datetime.fromtimestamp(unverified["iat"] + 60, UTC),
    )

    session = claims.to_member_session()

    assert response.member_id == session.member_id == claims.sub
    assert response.organization.organization_id == session.organization_id
    assert response.organization.organization_slug == session.organization_slug
    if response.member_session is not None:
        assert _without_times(response.member_session) == _without_times(session)


def _without_times(session: MemberSession) -> dict[str, Any]:
    dumped = session.model_dump()
    for factor in dumped["authentication_factors"]:
        for name in NOT_IN_A_JWT:
            del factor[name]
    return dumped


def test_the_system_clock_is_the_default(claims: Claims, jwks: Claims) -> None:
    """Without `now`, the machine's clock counts."""
    now = int(datetime.now(UTC).timestamp())
    alive = {**claims, "iat": now - 5, "nbf": now - 5, "exp": now + 295}

    assert claims["sub"] == verify_session_jwt(sign(alive), project_id=PROJECT, jwks=jwks).sub
    with pytest.raises(ExpiredJWTError):
        verify_session_jwt(sign(claims), project_id=PROJECT, jwks=jwks)


def test_a_jwt_with_the_largest_custom_claims_and_many_roles_is_taken(
    claims: Claims, jwks: Claims
) -> None:
    """4 kB of custom claims, and 200 roles of 64 characters."""
    claims["note"] = "x" * 4096
    claims[SESSION]["roles"] = [f"{number:064}" for number in range(200)]

    verified = verify(sign(claims), jwks)

    assert ({"note", "region", "seats"}, 200) == (
        set(verified.custom_claims),
        len(verified.session.roles),
    )


@pytest.mark.parametrize("typ", [None, "JWT", "jwt", "Jwt"])
def test_the_type_is_jwt_or_missing(claims: Claims, jwks: Claims, typ: object) -> None:
    """RFC 7519 recommends capitals, but readers must accept any case."""
    assert verify(sign(claims, typ=typ), jwks)


def test_a_header_may_have_more(claims: Claims, jwks: Claims) -> None:
    """RFC 7515 says to ignore unknown fields. The header may be long."""
    assert verify(sign(claims, tomorrow={"x": 1}, note="x" * 2000), jwks)


# Malformed


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("RS384", "alg"),
        ("PS256", "alg"),
        ("rs256", "alg"),
        (["RS256"], "alg"),
        (None, "alg"),
        (1, "alg"),
    ],
)
def test_another_algorithm_is_refused(
    claims: Claims, jwks: Claims, value: object, message: str
) -> None:
    """Only RS256, spelled exactly so, whatever the signature is."""
    assert f"{message} in the header" in str(refusal(sign(claims, alg=value), jwks))


@pytest.mark.parametrize("typ", ["JWE", "", "at+jwt", "application/jwt", 1, ["JWT"], {}])
def test_another_type_is_refused(claims: Claims, jwks: Claims, typ: object) -> None:
    """A token for another use is refused, even with a valid signature."""
    assert "typ in the header is not JWT" in str(refusal(sign(claims, typ=typ), jwks))


@pytest.mark.parametrize("kid", [None, "", 1, True, ["x"], {}, {"kid": "x"}])
def test_a_jwt_names_its_key(claims: Claims, jwks: Claims, kid: object) -> None:
    """Without a name no key is tried, not even the only one."""
    assert "kid in the header is missing or not a string" in str(
        refusal(sign(claims, kid=kid), jwks)
    )


@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize(
    "value",
    [
        ABSENT,
        None,
        True,
        "",
        "1772702371",
        [],
        {},
        10**30,
        -(10**30),
        10**400,
        1e300,
    ],
)
def test_a_moment_is_a_number(claims: Claims, jwks: Claims, name: str, value: object) -> None:
    """Text, booleans and years beyond 9999 are refused."""
    jwt = sign(_changed(claims, (name,), value))

    assert f"the claim {name} is missing or invalid" in str(refusal(jwt, jwks))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("name", ["exp", "iat", "nbf", "note"])
def test_numbers_outside_json_are_refused(
    claims: Claims, jwks: Claims, name: str, text: str
) -> None:
    """NaN compares false with every time, so a JWT with NaN is refused."""
    payload = json.dumps({**claims, name: "?"}).replace('"?"', text).encode()
    refused = not (name == "note" and text == "1e999")

    assert refused == _is_refused(sign(payload), jwks)


def _is_refused(jwt: str, jwks: Any) -> bool:
    try:
        verify(jwt, jwks)
    except MalformedJWTError:
        return True
    return False


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sub",), ABSENT),
        (("sub",), None),
        (("sub",), ""),
        (("sub",), 7),
        (("sub",), "\ud800"),
        (("iss",), ABSENT),
        (("iss",), 7),
        (("iss",), [f"stytch.com/{PROJECT}"]),
        (("aud",), ABSENT),
        (("aud",), None),
        (("aud",), 7),
        (("aud",), {PROJECT: 1}),
        (("aud",), [PROJECT, 7]),
        ((ORGANIZATION,), ABSENT),
        ((ORGANIZATION,), "organization"),
        ((ORGANIZATION, "organization_id"), ABSENT),
        ((ORGANIZATION, "organization_id"), ""),
        ((ORGANIZATION, "slug"), ABSENT),
        ((ORGANIZATION, "slug"), None),
        ((SESSION,), ABSENT),
        ((SESSION,), []),
        ((SESSION, "id"), ABSENT),
        ((SESSION, "id"), ""),
        ((SESSION, "started_at"), 1772702371),
        ((SESSION, "last_accessed_at"), "yesterday"),
        ((SESSION, "expires_at"), 1772702371),
        ((SESSION, "attributes"), "text"),
        ((SESSION, "authentication_factors"), ABSENT),
        ((SESSION, "authentication_factors"), [{}]),
        ((SESSION, "roles"), "stytch_admin"),
        ((SESSION, "roles"), [7]),
        ((SESSION, "roles"), {"stytch_admin": True}),
    ],
)
def test_a_claim_has_its_type(
    claims: Claims, jwks: Claims, path: tuple[str, ...], value: object
) -> None:
    """Each required claim must be present and of its type. The error names only the claim."""
    names = {ORGANIZATION: "organization", SESSION: "session"}
    expected = ".".join(names.get(step, step) for step in path)

    message = str(refusal(sign(_changed(claims, path, value)), jwks))

    assert message.startswith(f"the JWT is malformed (the claim {expected}")


def test_a_custom_claim_has_any_type(claims: Claims, jwks: Claims) -> None:
    """Custom claims belong to the project: any JSON value is accepted."""
    custom: Claims = {
        "none": None,
        "": [],
        "a b": {"c": [1.5, True]},
        "\ud800": "\ud800",
        "big": 10**30,
    }

    verified = verify(sign({**claims, **custom, "jti": "reserved"}), jwks)

    assert {"region": "apac", "seats": 12, **custom} == verified.custom_claims


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"7", b"null", b'"text"', b"{", b"\xff", b"\xef\xbb\xbf{}", b"[" * 9000]
)
def test_the_payload_is_an_object(jwks: Claims, payload: bytes) -> None:
    """Anything else is refused, even if signed. Endless nesting does not crash."""
    assert MalformedJWTError is kind_of_refusal(sign(payload), jwks)


@pytest.mark.parametrize("name", ["exp", "sub", SESSION, "note"])
def test_a_repeated_name_in_the_payload_is_refused(claims: Claims, jwks: Claims, name: str) -> None:
    """Readers disagree about which value counts, so a repeated name is refused."""
    text = json.dumps({**claims, "note": 1})
    twice = f'{{"{name}": 1, {text[1:]}'.encode()

    assert verify(sign(text.encode()), jwks)
    assert "not a JSON object with unique names" in str(refusal(sign(twice), jwks))


# The keys


def test_a_key_that_is_not_in_the_set_is_unknown(claims: Claims, jwks: Claims) -> None:
    """The project did not sign with that key."""
    assert UnknownKeyError is kind_of_refusal(sign(claims, rsa_key("second")), jwks)


@pytest.mark.parametrize("jwks", [b"", b"{", b"[]", "<html>", {}, {"keys": {}}, {"keys": []}])
def test_an_invalid_key_set_is_a_jwks_error(claims: Claims, jwks: Any) -> None:
    """The error is not a `SessionJWTError`, because the JWT was not checked."""
    with pytest.raises(JWKSError, match=r"the key set has no RSA key|expected a JSON Web Key Set"):
        verify(sign(claims), jwks)


# Arguments


@pytest.mark.parametrize("jwt", [None, 7, b"a.b.c", ["a.b.c"], {"session_jwt": "a.b.c"}])
def test_a_jwt_is_text(jwks: Claims, jwt: Any) -> None:
    """The caller decodes bytes."""
    with pytest.raises(TypeError, match=r"^jwt must be str, SecretStr or a response, not \w+$"):
        verify(jwt, jwks)


def test_a_response_that_was_built_without_validation_is_read(claims: Claims, jwks: Claims) -> None:
    """`model_construct` leaves the JWT as plain text."""
    response = ExchangeAccessTokenResponse.model_construct(session_jwt=sign(claims))

    assert verify(response, jwks)


def test_a_secret_must_hold_text(jwks: Claims) -> None:
    """`SecretStr` itself accepts any type."""
    secret: Any = SecretStr
    with pytest.raises(TypeError, match="not int"):
        verify(secret(7), jwks)


@pytest.mark.parametrize("jwks", [None, 7, ["key"], object()])
def test_a_key_set_is_json_or_a_cache(claims: Claims, jwks: Any) -> None:
    """The error lists the accepted types."""
    with pytest.raises(TypeError, match=r"^jwks must be JWKSCache, bytes, str or a mapping"):
        verify(sign(claims), jwks)


def test_the_cache_is_for_the_project(claims: Claims) -> None:
    """Keys of one project never verify for another, and nothing is fetched."""
    cache = JWKSCache(project_id="project-test-other")

    with pytest.raises(ValueError, match="must be for project_id, but is for another") as caught:
        verify(sign(claims), cache)
    assert ValueError is type(caught.value)


# Importing


def test_importing_the_package_does_not_import_this_part() -> None:
    """A program that does not verify JWTs loads nothing for it, and needs no extra."""
    script = (
        "import sys, stytch_exchange\n"
        "print(sorted(n for n in sys.modules if n.startswith(('stytch_exchange.jwt', 'joserfc'))))"
    )

    assert "[]" == _printed(script)


def test_verifying_with_a_key_set_needs_no_httpx() -> None:
    """Only the cache imports it."""
    script = "import sys, stytch_exchange.jwt; print('httpx' in sys.modules)"

    assert "False" == _printed(script)


def _printed(script: str) -> str:
    return subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_without_the_extra_the_import_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, without a chained error."""
    for name in [name for name in sys.modules if name.startswith("stytch_exchange.jwt")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "joserfc.jwk", None)

    with pytest.raises(ModuleNotFoundError) as caught:
        __import__("stytch_exchange.jwt")
    assert ("stytch_exchange.jwt needs joserfc.jwk: pip install 'stytch-exchange[jwt]'") == str(
        caught.value
    )
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_the_result_is_typed_claims(claims: Claims, jwks: Claims) -> None:
    """The result is typed, with the JWT's own times."""
    verified = verify(sign(claims), jwks)

    assert isinstance(verified, SessionClaims)
    assert (ISSUED, ISSUED) == (verified.iat, verified.nbf)
    assert NOW < verified.exp
    assert jwks_of(rsa_key()) == jwks


@pytest.mark.parametrize(
    ("around", "reason"),
    [
        ("Bearer {}", "it begins with Bearer"),
        ("bearer {}", "it begins with Bearer"),
        ("{}\n", "there is white space or a line break around it"),
        (" {}", "there is white space or a line break around it"),
        ('"{}"', "there are quotes around it"),
        ("'{}'", "there are quotes around it"),
        ("{}!", "a part is not base64url without padding"),
    ],
)
def test_what_was_copied_along_is_named(around: str, reason: str) -> None:
    """The header's scheme, quotes or a line break are not part of a JWT."""
    text = around.format(_example_jwt())
    with pytest.raises(MalformedJWTError) as caught:
        verify_session_jwt(text, project_id=PROJECT, jwks=load_example_jwks())

    assert str(caught.value).startswith(f"the JWT is malformed ({reason}")


def _example_jwt() -> str:
    """Return the session JWT of an example."""
    return parse_response(load_example("connected-app")).session_jwt.get_secret_value()
