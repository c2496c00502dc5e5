"""The official SDK's check and ours, on the same JWTs at the same time."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jwt as pyjwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stytch.b2b.api.sessions import Sessions
from stytch.shared import jwt_helpers

from stytch_exchange import MemberSession, load_example
from stytch_exchange.jwt import JWKSError, SessionJWTError, verify_session_jwt
from tests.bodies import paths
from tests.jwt.signing import (
    ENDS,
    ISSUED,
    NOW,
    ORGANIZATION,
    PROJECT,
    SESSION,
    Claims,
    decoded,
    jwk_of,
    jwks_of,
    part,
    rsa_key,
    sign,
    sign_raw,
)

BASE = "https://login.example.com"
CLAIMS = decoded(json.loads(load_example("connected-app"))["session_jwt"], 1)
JWKS = jwks_of(rsa_key(), rsa_key("second"))


class Keys(pyjwt.PyJWKClient):
    """The SDK's key client, with a key set instead of the network."""

    def __init__(self, jwks: Claims) -> None:
        super().__init__("https://stytch.test")
        self._jwks = jwks

    def fetch_data(self) -> Any:
        """Return the key set."""
        return self._jwks


class Api:
    """What the SDK reads of its API."""

    base_url = BASE


@dataclass(frozen=True)
class Terms:
    """The arguments for both checks."""

    now: datetime = NOW
    leeway: int = 0
    max_age: int | None = None
    jwks: Callable[[], Claims] = lambda: JWKS


def theirs(jwt: str, terms: Terms) -> Any:
    """Return the SDK's session, or None if it refuses."""
    sessions = Sessions.__new__(Sessions)
    sessions.api_base = Api()  # type: ignore[assignment] # only this is read
    sessions.project_id = PROJECT
    sessions.jwks_client = Keys(terms.jwks())
    with pytest.MonkeyPatch.context() as patched:
        stop_the_clock(patched, terms.now)
        return sessions.authenticate_jwt_local(
            jwt, max_token_age_seconds=terms.max_age, leeway=terms.leeway
        )


def stop_the_clock(patched: pytest.MonkeyPatch, now: datetime) -> None:
    """Let the SDK and its JWT library read a fixed time."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override] # of the base
            return now.astimezone(tz)

    class StoppedTime:
        time = staticmethod(now.timestamp)

    patched.setattr("jwt.api_jwt.datetime", Stopped)
    patched.setattr(jwt_helpers, "time", StoppedTime)


def ours(jwt: str, terms: Terms) -> MemberSession | None:
    """Return our session, or None if we refuse."""
    try:
        return verify_session_jwt(
            jwt,
            project_id=PROJECT,
            jwks=terms.jwks(),
            issuers=[BASE],
            now=terms.now,
            leeway=timedelta(seconds=terms.leeway),
            max_age=None if terms.max_age is None else timedelta(seconds=terms.max_age),
        ).to_member_session()
    except (SessionJWTError, JWKSError):
        return None


def verdicts(jwt: str, terms: Terms) -> tuple[bool, bool]:
    """Return whether the SDK accepts a JWT, and whether we do."""
    try:
        there = theirs(jwt, terms) is not None
    except Exception:  # noqa: BLE001 - the SDK raises many kinds
        there = False
    return there, ours(jwt, terms) is not None


def _with(path: tuple[str, ...], value: object) -> Claims:
    changed: Claims = json.loads(json.dumps(CLAIMS))
    owner = changed
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = value
    return changed


def _without(*path: str) -> Claims:
    changed: Claims = json.loads(json.dumps(CLAIMS))
    owner = changed
    for step in path[:-1]:
        owner = owner[step]
    del owner[path[-1]]
    return changed


@cache
def _genuine() -> str:
    return sign(CLAIMS)


# Both accept


def test_both_read_the_same_session_from_the_same_jwt(response_name: str) -> None:
    """Each field is equal, except for the types of times and factors."""
    claims = decoded(json.loads(load_example(response_name))["session_jwt"], 1)
    jwt = sign({**claims, "aud": [PROJECT], "iss": f"stytch.com/{PROJECT}"})
    terms = Terms(now=datetime.fromtimestamp(claims["iat"] + 60, UTC))

    here, there = ours(jwt, terms), theirs(jwt, terms)

    assert here is not None
    same = set(MemberSession.model_fields) - {"authentication_factors"}
    assert {name: getattr(there, name) for name in same} == {
        name: getattr(here, name) for name in same
    }
    assert [
        (factor.type.value, factor.delivery_method.value, factor.last_authenticated_at)
        for factor in there.authentication_factors
    ] == [
        (factor.type, factor.delivery_method, factor.last_authenticated_at)
        for factor in here.authentication_factors
    ]


BOTH_TAKE: dict[str, tuple[str, Terms]] = {
    "a genuine one": (_genuine(), Terms()),
    "the second key": (sign(CLAIMS, rsa_key("second")), Terms()),
    "one audience": (sign(_with(("aud",), PROJECT)), Terms()),
    "two audiences": (sign(_with(("aud",), ["other", PROJECT])), Terms()),
    "a custom domain": (sign(_with(("iss",), BASE)), Terms()),
    "its first moment": (_genuine(), Terms(now=ISSUED)),
    "its last moment": (_genuine(), Terms(now=ENDS - timedelta(microseconds=1))),
    "within leeway of its end": (_genuine(), Terms(now=ENDS, leeway=1)),
    "within leeway of its start": (_genuine(), Terms(now=ISSUED - timedelta(seconds=9), leeway=9)),
    "young enough": (_genuine(), Terms(max_age=61)),
    "no roles": (sign(_without(SESSION, "roles")), Terms()),
    "roles that are null": (sign(_with((SESSION, "roles"), None)), Terms()),
    "an empty list of roles": (sign(_with((SESSION, "roles"), [])), Terms()),
    "no end of the session": (sign(_without(SESSION, "expires_at")), Terms()),
    "no attributes": (sign(_without(SESSION, "attributes")), Terms()),
    "no type": (sign(CLAIMS, typ=None), Terms()),
    "an unknown field in the header": (sign(CLAIMS, tomorrow=1), Terms()),
    "a foreign key in the header": (sign(CLAIMS, jwk=jwk_of(rsa_key("attacker"))), Terms()),
    "a jti": (sign({**CLAIMS, "jti": "x"}), Terms()),
    "an end with decimals": (sign(_with(("exp",), NOW.timestamp() + 60.5)), Terms()),
    "a key of another use in the set": (
        _genuine(),
        Terms(jwks=lambda: {"keys": [jwk_of(rsa_key("second"), use="enc"), jwk_of(rsa_key())]}),
    ),
}


@pytest.mark.parametrize("name", BOTH_TAKE)
def test_both_accept(name: str) -> None:
    """A genuine JWT, for the project and at the right time."""
    assert (True, True) == verdicts(*BOTH_TAKE[name])


_UNSIGNED = _genuine().rpartition(".")[0]
_SECONDS = timedelta(seconds=1)

BOTH_REFUSE: dict[str, tuple[str, Terms]] = {
    "nothing": ("", Terms()),
    "two parts": (_UNSIGNED, Terms()),
    "five parts": (f"{_genuine()}.x.x", Terms()),
    "no signature": (f"{_UNSIGNED}.", Terms()),
    "another's signature": (f"{_UNSIGNED}.{sign(_with(('sub',), 'x')).split('.')[2]}", Terms()),
    "alg none": (f"{part({'alg': 'none', 'kid': rsa_key().kid})}.{part(CLAIMS)}.", Terms()),
    "HS256": (sign(CLAIMS, alg="HS256"), Terms()),
    "RS512": (sign(CLAIMS, alg="RS512"), Terms()),
    "no alg": (sign(CLAIMS, alg=None), Terms()),
    "no kid": (sign(CLAIMS, kid=None), Terms()),
    "a kid that is a number": (sign(CLAIMS, kid=7), Terms()),
    "an unknown key": (sign(CLAIMS, rsa_key("attacker")), Terms()),
    "the kid of another key": (sign(CLAIMS, rsa_key("second"), kid=rsa_key().kid), Terms()),
    "the attacker's key in its header": (
        sign(CLAIMS, rsa_key("attacker"), kid=rsa_key().kid, jwk=jwk_of(rsa_key("attacker"))),
        Terms(),
    ),
    "an unknown extension": (sign(CLAIMS, crit=["x"], x=1), Terms()),
    "another audience": (sign(_with(("aud",), ["other"])), Terms()),
    "no audience": (sign(_without("aud")), Terms()),
    "an empty audience": (sign(_with(("aud",), [])), Terms()),
    "an audience that is a number": (sign(_with(("aud",), 7)), Terms()),
    "another issuer": (sign(_with(("iss",), "stytch.com/other")), Terms()),
    "no issuer": (sign(_without("iss")), Terms()),
    "a domain with a slash": (sign(_with(("iss",), f"{BASE}/")), Terms()),
    "an issuer that is a list": (sign(_with(("iss",), [BASE])), Terms()),
    "no end": (sign(_without("exp")), Terms()),
    "no start": (sign(_without("nbf")), Terms()),
    "no time of issue": (sign(_without("iat")), Terms()),
    "an end that is a list": (sign(_with(("exp",), [1])), Terms()),
    "an end that is text": (sign(_with(("exp",), "never")), Terms()),
    "over": (_genuine(), Terms(now=ENDS)),
    "over, beyond leeway": (_genuine(), Terms(now=ENDS + _SECONDS, leeway=1)),
    "to come": (_genuine(), Terms(now=ISSUED - _SECONDS)),
    "to come, beyond leeway": (_genuine(), Terms(now=ISSUED - 2 * _SECONDS, leeway=1)),
    "a start to come": (sign(_with(("nbf",), NOW.timestamp() + 1)), Terms()),
    "a time of issue to come": (sign(_with(("iat",), NOW.timestamp() + 1)), Terms()),
    "too old": (_genuine(), Terms(max_age=60)),
    "too old at once": (_genuine(), Terms(now=ISSUED, max_age=0)),
    "a member that is a number": (sign(_with(("sub",), 7)), Terms()),
    "no organization": (sign(_without(ORGANIZATION)), Terms()),
    "no organization's id": (sign(_without(ORGANIZATION, "organization_id")), Terms()),
    "no slug": (sign(_without(ORGANIZATION, "slug")), Terms()),
    "no session": (sign(_without(SESSION)), Terms()),
    "no session's id": (sign(_without(SESSION, "id")), Terms()),
    "no factors": (sign(_without(SESSION, "authentication_factors")), Terms()),
    "roles that are text": (sign(_with((SESSION, "roles"), "stytch_admin")), Terms()),
    "roles that are numbers": (sign(_with((SESSION, "roles"), [7])), Terms()),
    "a payload that is a list": (sign(b"[]"), Terms()),
    "a payload that is not JSON": (sign(b"{"), Terms()),
    "left-over bits": (f"{_genuine()[:-1]}{chr(ord(_genuine()[-1]) + 1)}", Terms()),
    "padding between": (_genuine().replace(".", "=."), Terms()),
    "a line break": (f"{_genuine()}\n", Terms()),
    "a header that is not JSON": (sign_raw(part(b"{"), part(CLAIMS)), Terms()),
    "no keys": (_genuine(), Terms(jwks=lambda: {"keys": []})),
    "keys of another use": (
        _genuine(),
        Terms(jwks=lambda: {"keys": [jwk_of(rsa_key(), use="enc")]}),
    ),
}


@pytest.mark.parametrize("name", BOTH_REFUSE)
def test_both_refuse(name: str) -> None:
    """JWTs that are forged, for another project, out of time, or not of a member's session."""
    assert (False, False) == verdicts(*BOTH_REFUSE[name])


# Differences, each with its reason


def _raw_claims(change: Callable[[str], str]) -> str:
    return sign(change(json.dumps(CLAIMS)).encode())


SHORT = "ignore:Key size should be:joserfc.errors.SecurityWarning"

WE_REFUSE: dict[str, tuple[Callable[[], str], Terms, str]] = {
    "a duplicate name": (
        lambda: _raw_claims(lambda text: f'{{"sub": "member-test-other", {text[1:]}'),
        Terms(),
        "two readers could use different values",
    ),
    "an empty identifier": (
        lambda: sign(_with((ORGANIZATION, "organization_id"), "")),
        Terms(),
        "it would match an identifier that someone forgot to set",
    ),
    "a time that is a string": (
        lambda: sign(_with(("exp",), str(CLAIMS["exp"]))),
        Terms(),
        "a NumericDate is a number (RFC 7519, section 2)",
    ),
    "a time that is a boolean": (
        lambda: sign(_with(("nbf",), True)),  # noqa: FBT003 - the value that is tried
        Terms(),
        "a NumericDate is a number (RFC 7519, section 2)",
    ),
    "a time after the year 9999": (
        lambda: sign(_with(("exp",), 10**12)),
        Terms(),
        "a datetime cannot represent it",
    ),
    "a lifetime of more than five minutes": (
        lambda: sign(_with(("exp",), CLAIMS["iat"] + 301)),
        Terms(),
        "Stytch's JWTs live for five minutes; `max_lifetime` changes the limit",
    ),
    "a start later in the current second": (
        lambda: sign(_with(("nbf",), NOW.timestamp() + 0.5)),
        Terms(),
        "fractions of a second are compared, not cut off",
    ),
    "NaN": (
        lambda: _raw_claims(lambda text: f'{{"note": NaN, {text[1:]}'),
        Terms(),
        "it is not valid JSON",
    ),
    "a typ that is not JWT": (
        lambda: sign(CLAIMS, typ="at+jwt"),
        Terms(),
        "the JWT is meant for another use",
    ),
    "b64 in its header": (
        lambda: sign(CLAIMS, b64=True),
        Terms(),
        "readers with and without support for b64 see different payloads",
    ),
    "b64 marked as critical": (
        lambda: sign(CLAIMS, crit=["b64"], b64=True),
        Terms(),
        "readers with and without support for b64 see different payloads",
    ),
    "padding": (
        lambda: f"{_genuine()}==",
        Terms(),
        "a JWT has no padding (RFC 7515, section 2), so only one spelling is valid",
    ),
    "a short key": (
        lambda: sign(CLAIMS, rsa_key("short", 1024)),
        Terms(jwks=lambda: {"keys": [jwk_of(rsa_key()), _short()]}),
        "RFC 7518, section 3.3, requires at least 2048 bits",
    ),
    "a key that is not for verifying": (
        _genuine,
        Terms(jwks=lambda: {"keys": [jwk_of(rsa_key(), key_ops=["encrypt"])]}),
        "its key_ops do not allow it (RFC 7517, section 4.3)",
    ),
    "a JWT of more than 64 KiB": (
        lambda: sign({**CLAIMS, "note": "x" * 64 * 1024}),
        Terms(),
        "a genuine JWT cannot be that long, and reading it costs the server time",
    ),
    "a session attribute of the wrong type": (
        lambda: sign(_with((SESSION, "attributes"), {"ip_address": 7})),
        Terms(),
        "the SDK drops the attributes; here they are a typed field",
    ),
    "a session time that is a number": (
        lambda: sign(_with((SESSION, "started_at"), CLAIMS["iat"])),
        Terms(),
        "session times are RFC 3339 strings, as in the response",
    ),
}

_NEW_FACTOR = {
    "type": "telepathy",
    "delivery_method": "thought",
    "last_authenticated_at": "2026-03-05T09:12:07Z",
}

THEY_REFUSE: dict[str, tuple[Callable[[], str], Terms, str]] = {
    "a factor of a new type": (
        lambda: sign(_with((SESSION, "authentication_factors"), [_NEW_FACTOR])),
        Terms(),
        "vocabularies are open, so a new way to sign in does not break a login",
    ),
    "an unset session time": (
        lambda: sign(_with((SESSION, "expires_at"), None)),
        Terms(),
        "null and an empty string count as absent, as in the response",
    ),
    "an end later in the current second": (
        lambda: sign(_with(("exp",), NOW.timestamp() + 0.5)),
        Terms(),
        "fractions of a second are compared, not cut off",
    ),
    "a jti that is not a string": (
        lambda: sign({**CLAIMS, "jti": 7}),
        Terms(),
        "Stytch does not write a jti, and this package does not read it",
    ),
}


def _short() -> Claims:
    return jwk_of(rsa_key("short", 1024))


@pytest.mark.filterwarnings(SHORT, "ignore:.*RSA key is.*")
@pytest.mark.parametrize("name", WE_REFUSE)
def test_we_refuse_and_the_sdk_accepts(name: str) -> None:
    """Each has its reason, and a line on the page about the JWT."""
    make, terms, reason = WE_REFUSE[name]

    assert (True, False) == verdicts(make(), terms)
    assert reason


@pytest.mark.parametrize("name", THEY_REFUSE)
def test_we_accept_and_the_sdk_refuses(name: str) -> None:
    """Each has its reason, and a line on the page about the JWT."""
    make, terms, reason = THEY_REFUSE[name]

    assert (False, True) == verdicts(make(), terms)
    assert reason


def test_the_sdk_refuses_in_two_ways() -> None:
    """It returns None without a reason, or raises an exception of another library."""
    assert theirs(_genuine(), Terms(now=ENDS)) is None
    with pytest.raises(pyjwt.PyJWKClientError):
        theirs(sign(CLAIMS, rsa_key("attacker")), Terms())
    with pytest.raises(KeyError):
        theirs(sign(_without("sub")), Terms())


def test_the_sdk_verifies_nothing_once_its_keys_are_old() -> None:
    """The SDK keeps keys for five minutes, and then depends on the endpoint."""
    keys = Keys(JWKS)

    assert keys.jwk_set_cache is not None
    assert 300 == keys.jwk_set_cache.lifespan


# Any change

_DATES = {"exp", "iat", "nbf"}
_IDENTIFIERS = {("sub",), (ORGANIZATION, "organization_id"), (SESSION, "id")}
_MOMENTS = {"started_at", "last_accessed_at", "expires_at", "last_authenticated_at"}


def _is_rfc_3339(value: object) -> bool:
    return value == "2026-03-05T09:12:07Z"


LISTED: dict[str, Callable[[tuple[Any, ...], Any], bool]] = {
    "a time that is a string": lambda path, value: path[0] in _DATES and isinstance(value, str),
    "a time that is a boolean": lambda path, value: path[0] in _DATES and value in {True, False},
    "a time after the year 9999": lambda path, value: path == ("exp",) and value > 10**11,
    "a lifetime of more than five minutes": lambda path, value: (
        (path == ("exp",) and value > CLAIMS["iat"] + 300)
        or (path == ("iat",) and value < CLAIMS["exp"] - 300)
    ),
    "a start later in the current second": lambda path, value: path[0] in _DATES and value % 1 > 0,
    "an end later in the current second": lambda path, value: path == ("exp",) and value % 1 > 0,
    "an empty identifier": lambda path, value: path in _IDENTIFIERS and value == "",
    "a session attribute of the wrong type": lambda path, _: path[:2] == (SESSION, "attributes"),
    "a session time that is a number": lambda path, value: (
        path[-1] in _MOMENTS and value is not None and not _is_rfc_3339(value)
    ),
    "an unset session time": lambda path, value: path[-1] in _MOMENTS and value in {None, ""},
    "a factor of a new type": lambda path, value: (
        path[-1] in {"type", "delivery_method"} and isinstance(value, str)
    ),
    "a typ that is not JWT": lambda path, _: path == ("header", "typ"),
    "b64 in its header": lambda path, _: path == ("header", "b64"),
    "a jti that is not a string": lambda path, _: path == ("jti",),
}
"""For each difference above, by name: whether a change explains different verdicts."""


_HEADER = ["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5u", "x5c", "cty", "new"]

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(-1e12, 1e12).filter(lambda number: number != 0 or str(number) == "0.0")
    | st.text()
    | st.sampled_from([PROJECT, f"stytch.com/{PROJECT}", BASE, "JWT", "RS256", "none", "HS256"])
    | st.sampled_from(["2026-03-05T09:12:07Z", "1772702071", "exp", "b64", rsa_key().kid]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=6,
)


@given(
    path=st.sampled_from([*paths(CLAIMS), ("jti",), *(("header", name) for name in _HEADER)]),
    value=VALUES,
    seconds=st.sampled_from([0.0, 0.5, 1.0, -1.0, 240.0, -60.0]),
    leeway=st.sampled_from([0, 1, 60]),
)
def test_the_verdict_on_any_change_is_the_same_or_listed(
    path: tuple[Any, ...], value: Any, seconds: float, leeway: int
) -> None:
    """Change one value of the header or the claims, and sign the result."""
    jwt = sign(CLAIMS, **{path[1]: value}) if path[0] == "header" else sign(_with(path, value))
    terms = Terms(now=NOW + timedelta(seconds=seconds), leeway=leeway)
    there, here = verdicts(jwt, terms)

    if there != here:
        assert any(_is_listed(is_it, path, value) for is_it in LISTED.values()), (there, here)


def _is_listed(is_it: Callable[[Any, Any], bool], path: tuple[Any, ...], value: object) -> bool:
    try:
        return is_it(path, value)
    except TypeError:
        return False


def test_the_listed_differences_are_those_that_are_argued() -> None:
    """Each has an example and a reason."""
    assert set() == set(LISTED) - set(WE_REFUSE) - set(THEY_REFUSE)


def test_the_page_about_the_jwt_lists_each_difference() -> None:
    """Exactly these, each with its reason."""
    text = (Path(__file__).parents[2] / "docs/explanation/jwt.md").read_text("utf-8")
    rows = dict(
        re.findall(
            r"^\| ([^|]+?) \| (?:accepts|refuses) \| (?:accepts|refuses) \| (.+) \|$",
            text,
            re.MULTILINE,
        )
    )
    reasons = {name: reason for name, (_, _, reason) in {**WE_REFUSE, **THEY_REFUSE}.items()}

    assert reasons == rows
