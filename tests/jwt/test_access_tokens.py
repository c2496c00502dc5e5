"""`verify_access_token`: which access tokens it accepts, and the SDK's verdict on the same ones."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from stytch.b2b.api.idp import IDP

from stytch_exchange import load_example, load_example_jwks
from stytch_exchange.jwt import (
    AccessTokenClaims,
    BadSignatureError,
    ExpiredJWTError,
    JWTError,
    MalformedJWTError,
    NotYetValidJWTError,
    TooOldJWTError,
    UnknownKeyError,
    WrongAudienceError,
    WrongClientError,
    WrongIssuerError,
    WrongTokenError,
    verify_access_token,
)
from tests.jwt.signing import (
    ISSUED,
    NOW,
    ORGANIZATION,
    PROJECT,
    SESSION,
    Claims,
    jwks_of,
    part,
    refusal,
    rsa_key,
    sign,
)
from tests.jwt.test_sdk import Api, Keys, stop_the_clock
from tests.leaks import OUR_ERRORS, in_turn, leaks, runs

CLIENT = "connected-app-test-6916870e-8ae2-467f-abd9-6af38401f549"
OTHER = "connected-app-test-2eb82495-e885-4f02-9e41-6a49cead8b3b"
BASE = "https://login.example.com"
ORGANIZATION_ID = "organization-test-0834682c-4fc5-4ee6-9f1e-ba7307556b70"
ENDS = ISSUED + timedelta(hours=1)
JWKS = jwks_of(rsa_key())

CLAIMS: Claims = {
    "aud": [PROJECT],
    "client_id": CLIENT,
    "exp": int(ENDS.timestamp()),
    "iat": int(ISSUED.timestamp()),
    "iss": f"stytch.com/{PROJECT}",
    "jti": "an identifier",
    "nbf": int(ISSUED.timestamp()),
    "scope": "openid full_access",
    "sub": "member-test-2d8a7b5a-9e8c-4cc8-8842-60efd20b6d6a",
    ORGANIZATION: {"organization_id": ORGANIZATION_ID, "slug": "halden-instruments"},
}


def _with(name: str, value: object) -> Claims:
    return {**CLAIMS, name: value}


def _without(name: str) -> Claims:
    return {other: value for other, value in CLAIMS.items() if other != name}


def verify(jwt: Any, **options: Any) -> AccessTokenClaims:
    """Return the claims of an access token, with the project, client and time of these tests."""
    usual: dict[str, Any] = {
        "project_id": PROJECT,
        "jwks": JWKS,
        "client_ids": [CLIENT],
        "now": NOW,
    }
    return verify_access_token(jwt, **{**usual, **options})


def _refused(jwt: Any, **options: Any) -> JWTError:
    with pytest.raises(JWTError) as caught:
        verify(jwt, **options)
    return caught.value


# Accepted


def test_the_claims_are_typed() -> None:
    """Who allowed which app, for what, in which organization, and until when."""
    claims = verify(sign({**CLAIMS, "plan": "team"}))

    assert (CLAIMS["sub"], CLIENT, ORGANIZATION_ID) == (
        claims.sub,
        claims.client_id,
        claims.organization_id,
    )
    assert (["openid", "full_access"], ENDS) == (claims.scopes, claims.exp)
    assert {"plan": "team"} == claims.custom_claims


def test_the_repr_shows_only_identifiers_scopes_and_the_end() -> None:
    """Custom claims can hold personal data."""
    shown = repr(verify(sign({**CLAIMS, "note": "a person's name"})))

    assert (
        f"AccessTokenClaims(sub='{CLAIMS['sub']}', client_id='{CLIENT}', "
        f"organization_id='{ORGANIZATION_ID}', scopes=['openid', 'full_access'], "
        f"exp='{ENDS.isoformat()}')"
    ) == shown


def test_a_token_can_be_a_secret() -> None:
    """As a framework may hold it."""
    assert verify(SecretStr(sign(CLAIMS)))


@pytest.mark.parametrize("aud", [PROJECT, [PROJECT], [CLIENT], CLIENT, ["https://mcp", PROJECT]])
def test_the_audience_is_the_project_or_the_client(aud: object) -> None:
    """Stytch's example has the project, and the text beside it says the client."""
    assert verify(sign(_with("aud", aud)))


def test_an_audience_of_your_own_is_enough() -> None:
    """A client can have one, such as the address of an MCP server."""
    jwt = sign(_with("aud", ["https://mcp.example.com/mcp"]))

    assert verify(jwt, audience="https://mcp.example.com/mcp")
    assert WrongAudienceError is type(_refused(jwt))


@pytest.mark.parametrize("typ", [None, "JWT", "at+jwt", "application/at+jwt"])
def test_the_type_of_rfc_9068_is_taken(typ: str | None) -> None:
    """It is not known which type Stytch writes."""
    assert verify(sign(CLAIMS, typ=typ))


def test_one_of_several_clients_is_enough() -> None:
    """The list names every app that may call."""
    assert verify(sign(CLAIMS), client_ids={OTHER, CLIENT})


def test_every_app_is_accepted_on_request() -> None:
    """For a server whose clients register themselves. It has to be said, by passing None."""
    assert OTHER == verify(sign(_with("client_id", OTHER)), client_ids=None).client_id


# Refused

REFUSED: dict[str, tuple[str, dict[str, Any], type[JWTError]]] = {
    "another client": (sign(_with("client_id", OTHER)), {}, WrongClientError),
    "a client that is only in the audience": (
        sign({**CLAIMS, "client_id": OTHER, "aud": [CLIENT, PROJECT]}),
        {},
        WrongClientError,
    ),
    "another audience": (sign(_with("aud", ["other"])), {}, WrongAudienceError),
    "another client in the audience": (sign(_with("aud", [OTHER])), {}, WrongAudienceError),
    "not your own audience": (sign(CLAIMS), {"audience": "https://mcp"}, WrongAudienceError),
    "another issuer": (sign(_with("iss", BASE)), {}, WrongIssuerError),
    "expired": (sign(CLAIMS), {"now": ENDS}, ExpiredJWTError),
    "not valid yet": (
        sign(CLAIMS),
        {"now": ISSUED - timedelta(seconds=1)},
        NotYetValidJWTError,
    ),
    "too old to be exchanged": (
        sign(CLAIMS),
        {"now": ISSUED + timedelta(minutes=5), "max_age": timedelta(minutes=5)},
        TooOldJWTError,
    ),
    "an unknown key": (sign(CLAIMS, rsa_key("second")), {}, UnknownKeyError),
    "a forged signature": (
        sign(CLAIMS, rsa_key("second"), kid=rsa_key().kid),
        {},
        BadSignatureError,
    ),
    "an opaque token": ("WqMAFlpnA2-bVA1rjwviESQXnD3Z9zgXzm4RjSZKrWwP", {}, MalformedJWTError),
    "another type": (sign(CLAIMS, typ="id+jwt"), {}, MalformedJWTError),
    "no scope, as in an ID token": (sign(_without("scope")), {}, MalformedJWTError),
    "a scope that is a list": (sign(_with("scope", ["openid"])), {}, MalformedJWTError),
    "no client": (sign(_without("client_id")), {}, MalformedJWTError),
    "an empty client": (sign(_with("client_id", "")), {}, MalformedJWTError),
    "no organization": (sign(_without(ORGANIZATION)), {}, MalformedJWTError),
    "an organization without an identifier": (
        sign(_with(ORGANIZATION, {"slug": "x"})),
        {},
        MalformedJWTError,
    ),
    "no member": (sign(_without("sub")), {}, MalformedJWTError),
    "no end": (sign(_without("exp")), {}, MalformedJWTError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_each_reason_has_its_error(name: str) -> None:
    """And the error shows no part of the token, its frames included."""
    jwt, options, kind = REFUSED[name]
    error = _refused(jwt, **options)

    assert kind is type(error)
    # The first frames are this test's own, and hold the token.
    bare = error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)
    assert [] == leaks(bare, in_turn(OUR_ERRORS, 1), runs(jwt))


def test_a_domain_that_you_name_is_an_issuer_too() -> None:
    """The issuer follows the domain that the app called."""
    assert verify(sign(_with("iss", BASE)), issuers=[BASE])


def test_a_session_jwt_is_not_an_access_token() -> None:
    """The error names the kind of token, and the function that verifies it."""
    session_jwt = json.loads(load_example("connected-app"))["session_jwt"]
    error = _refused(session_jwt, jwks=load_example_jwks())

    assert WrongTokenError is type(error)
    assert "verify it with verify_session_jwt" in str(error)


def test_an_access_token_is_not_a_session_jwt() -> None:
    """The error names the kind of token, and says what to do with it."""
    error = refusal(sign(CLAIMS), JWKS)

    assert WrongTokenError is type(error)
    assert "exchange it, or verify it with verify_access_token" in str(error)


def test_what_a_forged_token_claims_to_be_is_not_told() -> None:
    """The claims are read only after the signature."""
    header = part({"alg": "RS256", "kid": rsa_key().kid})
    forged = f"{header}.{part(CLAIMS)}.{part(b'x')}"

    assert BadSignatureError is type(refusal(forged, JWKS))


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"client_ids": CLIENT}, TypeError, "client_ids must be an iterable of str"),
        ({"client_ids": 7}, TypeError, "client_ids must be an iterable of str or None"),
        ({"client_ids": [7]}, TypeError, "a client id must be str, not int"),
        ({"client_ids": []}, ValueError, "client_ids must name at least one client"),
        ({"client_ids": [""]}, ValueError, "client_ids must name at least one client"),
        ({"audience": 7}, TypeError, "audience must be str or None, not int"),
        ({"audience": ""}, ValueError, "audience must not be empty"),
        ({"project_id": ""}, ValueError, "project_id must not be empty"),
        ({"jwks": 7}, TypeError, "jwks must be JWKSCache"),
    ],
)
def test_a_wrong_argument_is_a_mistake_of_the_caller(
    options: dict[str, Any], kind: type[Exception], message: str
) -> None:
    """It is reported before the token is read."""
    with pytest.raises(kind, match=message) as caught:
        verify("not a token", **options)

    assert kind is type(caught.value)


@pytest.mark.parametrize("jwt", [None, 7, b"a.b.c", SecretStr])
def test_a_token_is_text(jwt: Any) -> None:
    """The caller decodes bytes."""
    with pytest.raises(TypeError, match="jwt must be str or SecretStr, not"):
        verify(jwt)


# The SDK's verdict


def _theirs(jwt: str) -> bool:
    """Return whether the SDK's local introspection accepts a token."""
    idp = IDP.__new__(IDP)
    idp.api_base = Api()  # type: ignore[assignment] # only this is read
    idp.project_id = PROJECT
    idp.jwks_client = Keys(JWKS)
    with pytest.MonkeyPatch.context() as patched:
        stop_the_clock(patched, NOW)
        try:
            return idp.introspect_access_token_local(jwt) is not None
        except Exception:  # noqa: BLE001 - the SDK raises many kinds
            return False


def _ours(jwt: str) -> bool:
    """Return whether we accept a token from either client."""
    try:
        verify(jwt, client_ids=[CLIENT, OTHER], issuers=[BASE])
    except JWTError:
        return False
    return True


SAME: dict[str, Callable[[], str]] = {
    "genuine": lambda: sign(CLAIMS),
    "a custom domain": lambda: sign(_with("iss", BASE)),
    "an audience beside the project": lambda: sign(_with("aud", [PROJECT, "https://mcp"])),
    "no scopes": lambda: sign(_with("scope", "")),
    "another audience": lambda: sign(_with("aud", ["other"])),
    "another issuer": lambda: sign(_with("iss", "other")),
    "no scope": lambda: sign(_without("scope")),
    "no organization": lambda: sign(_without(ORGANIZATION)),
    "no member": lambda: sign(_without("sub")),
    "expired": lambda: sign(_with("exp", int(NOW.timestamp()))),
    "not valid yet": lambda: sign(_with("nbf", int(NOW.timestamp()) + 1)),
    "HS256": lambda: sign(CLAIMS, alg="HS256"),
    "an unknown key": lambda: sign(CLAIMS, rsa_key("second")),
    "a forged signature": lambda: sign(CLAIMS, rsa_key("second"), kid=rsa_key().kid),
}


@pytest.mark.parametrize("name", SAME)
def test_the_sdk_gives_the_same_verdict(name: str) -> None:
    """Its local introspection and ours accept and refuse the same tokens."""
    jwt = SAME[name]()

    assert _theirs(jwt) == _ours(jwt)


DIFFERENT: dict[str, tuple[Callable[[], str], bool, str]] = {
    "no client": (
        lambda: sign(_without("client_id")),
        True,
        "a token of an unknown app must not pass for one of yours",
    ),
    "a session JWT with a scope": (
        lambda: sign({**CLAIMS, SESSION: {"id": "x"}}),
        True,
        "it is the other kind of token",
    ),
    "an organization without an identifier": (
        lambda: sign(_with(ORGANIZATION, {})),
        True,
        "a check against the organization of a resource would have nothing to compare",
    ),
    "the client as the audience": (
        lambda: sign(_with("aud", [CLIENT])),
        False,
        "Stytch's page says that the audience is the client",
    ),
    "an audience that is a string": (
        lambda: sign(_with("aud", PROJECT)),
        False,
        "RFC 7519, section 4.1.3, allows it",
    ),
}
"""A token, whether the SDK takes it, and why we do not do the same."""


@pytest.mark.parametrize("name", DIFFERENT)
def test_where_the_verdicts_differ_there_is_a_reason(name: str) -> None:
    """These, and the differences that session JWTs have too."""
    make, theirs, reason = DIFFERENT[name]
    jwt = make()

    assert (theirs, not theirs) == (_theirs(jwt), _ours(jwt))
    assert reason


@given(
    name=st.sampled_from(sorted({*CLAIMS} - {"exp", "iat", "nbf"})),
    value=st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=2),
)
def test_no_changed_claim_makes_us_more_lenient(name: str, value: object) -> None:
    """Except for the audience, whatever the SDK refuses is refused here."""
    jwt = sign(_with(name, value))

    if name not in {"aud", "jti"} and _ours(jwt):
        assert _theirs(jwt)


def test_the_page_about_the_jwt_lists_each_difference() -> None:
    """Exactly these, each with who accepts the token, and why."""
    text = (Path(__file__).parents[2] / "docs/explanation/jwt.md").read_text("utf-8")
    rows = re.findall(
        r"^- ([A-Za-z ]+): the SDK (accepts|refuses).*; this package (?:accepts|refuses), "
        r"because (.+)\.$",
        text,
        re.MULTILINE,
    )

    assert [
        (name, "accepts" if theirs else "refuses", reason)
        for name, (_, theirs, reason) in DIFFERENT.items()
    ] == rows
