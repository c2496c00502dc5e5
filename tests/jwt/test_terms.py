"""The terms that claims have to fulfil: project, issuer, and time to the second."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from stytch_exchange.jwt import (
    ExpiredJWTError,
    NotYetValidJWTError,
    SessionJWTError,
    TooOldJWTError,
    WrongAudienceError,
    WrongIssuerError,
)
from tests.jwt.signing import (
    ENDS,
    ISSUED,
    NOW,
    PROJECT,
    Claims,
    kind_of_refusal,
    refusal,
    sign,
    verify,
)

TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
DOMAIN = "https://login.example.com"
OWN = f"stytch.com/{PROJECT}"


# The project


@pytest.mark.parametrize("aud", [PROJECT, [PROJECT], ["other", PROJECT]])
def test_the_project_is_among_the_audience(claims: Claims, jwks: Claims, aud: Any) -> None:
    """One project, or a list with the project in it; one alone reads as a list of one."""
    verified = verify(sign({**claims, "aud": aud}), jwks)

    assert (aud if isinstance(aud, list) else [aud]) == verified.aud


@pytest.mark.parametrize(
    "aud",
    [[], "", "other", ["other"], PROJECT[:-1], f"{PROJECT}x", PROJECT.upper(), [PROJECT[1:]]],
)
def test_another_project_is_refused(claims: Claims, jwks: Claims, aud: Any) -> None:
    """The whole identifier, character for character."""
    assert WrongAudienceError is kind_of_refusal(sign({**claims, "aud": aud}), jwks)


# The issuer


def test_an_issuer_that_is_named_is_taken_besides_stytchs_own(claims: Claims, jwks: Claims) -> None:
    """A project with a custom domain goes on taking what was issued before."""
    for iss in (DOMAIN, OWN):
        jwt = sign({**claims, "iss": iss})

        assert iss == verify(jwt, jwks, issuers=iter([DOMAIN])).iss


@pytest.mark.parametrize(
    "iss",
    ["", "stytch.com", "stytch.com/", "stytch.com/other", f"https://{OWN}", OWN.upper(), DOMAIN],
)
def test_another_issuer_is_refused(claims: Claims, jwks: Claims, iss: str) -> None:
    """Without a name for it, not even a domain that looks like the project's own is taken."""
    assert WrongIssuerError is kind_of_refusal(sign({**claims, "iss": iss}), jwks)


@pytest.mark.parametrize("iss", [f"{DOMAIN}/", f"{DOMAIN}.evil.example", DOMAIN[:-1], ""])
def test_an_issuer_is_compared_whole(claims: Claims, jwks: Claims, iss: str) -> None:
    """A longer or a shorter one is another."""
    jwt = sign({**claims, "iss": iss})

    assert WrongIssuerError is kind_of_refusal(jwt, jwks, issuers=[DOMAIN])


# Time


def _expired_at(claims: Claims, jwks: Claims, now: datetime, **options: Any) -> bool:
    try:
        verify(sign(claims), jwks, now=now, **options)
    except ExpiredJWTError:
        return True
    return False


@pytest.mark.parametrize("leeway", [timedelta(0), TICK, MINUTE, 5 * MINUTE])
def test_a_jwt_holds_until_its_end(claims: Claims, jwks: Claims, leeway: timedelta) -> None:
    """`exp` itself is no longer within its life; leeway moves that moment."""
    end = ENDS + leeway

    assert not _expired_at(claims, jwks, end - TICK, leeway=leeway)
    assert _expired_at(claims, jwks, end, leeway=leeway)


@pytest.mark.parametrize("name", ["nbf", "iat"])
@pytest.mark.parametrize("leeway", [timedelta(0), TICK, MINUTE, 5 * MINUTE])
def test_a_jwt_holds_from_its_start(
    claims: Claims, jwks: Claims, name: str, leeway: timedelta
) -> None:
    """`nbf` and `iat` themselves are within its life; leeway moves that moment."""
    other = {"nbf": "iat", "iat": "nbf"}[name]
    jwt = sign({**claims, other: 0})
    start = ISSUED - leeway

    assert verify(jwt, jwks, now=start, leeway=leeway)
    assert NotYetValidJWTError is kind_of_refusal(jwt, jwks, now=start - TICK, leeway=leeway)


def test_the_offset_of_now_does_not_matter(claims: Claims, jwks: Claims) -> None:
    """Moments are compared as moments, in whatever time zone they are written."""
    hanoi = timezone(timedelta(hours=7))

    assert not _expired_at(claims, jwks, (ENDS - TICK).astimezone(hanoi))
    assert _expired_at(claims, jwks, ENDS.astimezone(hanoi))


def test_decimals_of_a_second_count(claims: Claims, jwks: Claims) -> None:
    """RFC 7519 allows them: they are neither refused nor cut."""
    jwt = sign({**claims, "exp": claims["exp"] + 0.5})

    assert verify(jwt, jwks, now=ENDS + timedelta(milliseconds=499))
    assert ExpiredJWTError is kind_of_refusal(jwt, jwks, now=ENDS + timedelta(milliseconds=500))


@pytest.mark.parametrize(
    "now", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
@pytest.mark.parametrize("exp", [0, 253402300000])
def test_no_moment_is_too_far_away(claims: Claims, jwks: Claims, now: datetime, exp: int) -> None:
    """At either end of time the answer is one of the family's, and no overflow."""
    jwt = sign({**claims, "exp": exp})

    assert isinstance(refusal(jwt, jwks, now=now, leeway=MINUTE), SessionJWTError)


def test_leeway_beyond_the_last_year_is_no_overflow(claims: Claims, jwks: Claims) -> None:
    """There is no moment a minute after the last one."""
    assert verify(sign({**claims, "exp": 253402300799}), jwks, leeway=MINUTE)


def test_an_age_can_be_asked_for(claims: Claims, jwks: Claims) -> None:
    """At `max_age` itself a JWT is too old, and leeway does not move it."""
    jwt = sign(claims)

    assert verify(jwt, jwks, max_age=MINUTE + TICK)
    assert TooOldJWTError is kind_of_refusal(jwt, jwks, max_age=MINUTE)
    assert TooOldJWTError is kind_of_refusal(jwt, jwks, max_age=MINUTE, leeway=MINUTE)


def test_an_age_of_zero_refuses_every_jwt(claims: Claims, jwks: Claims) -> None:
    """That is how the official SDK is told to ask Stytch each time."""
    assert TooOldJWTError is kind_of_refusal(sign(claims), jwks, max_age=timedelta(0), now=ISSUED)


def test_the_first_term_that_is_not_fulfilled_is_told(claims: Claims, jwks: Claims) -> None:
    """The project, then the issuer, then the end, the start and the age."""
    wrong = {"aud": "other", "iss": "other", "exp": 0, "nbf": 2**32}
    kinds: list[type[SessionJWTError]] = []
    while wrong:
        kinds.append(kind_of_refusal(sign({**claims, **wrong}), jwks, max_age=timedelta(0)))
        del wrong[next(iter(wrong))]
    kinds.append(kind_of_refusal(sign(claims), jwks, max_age=timedelta(0)))

    assert [
        WrongAudienceError,
        WrongIssuerError,
        ExpiredJWTError,
        NotYetValidJWTError,
        TooOldJWTError,
    ] == kinds


# Arguments


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"project_id": None}, "project_id must be str, not NoneType"),
        ({"leeway": 5}, "leeway must be timedelta, not int"),
        ({"leeway": None}, "leeway must be timedelta, not NoneType"),
        ({"max_age": 60}, "max_age must be timedelta, not int"),
        ({"now": 1772702371}, "now must be datetime, not int"),
        ({"issuers": DOMAIN}, "issuers must be an iterable of str, such as a list, not str"),
        ({"issuers": 7}, "issuers must be an iterable of str, such as a list, not int"),
        ({"issuers": [None]}, "an issuer must be str, not NoneType"),
        ({"issuers": b"x"}, "an issuer must be str, not int"),
    ],
)
def test_an_argument_has_its_type(
    claims: Claims, jwks: Claims, options: dict[str, Any], message: str
) -> None:
    """Seconds are not guessed from a number, nor an issuer from its letters."""
    with pytest.raises(TypeError) as caught:
        verify(sign(claims), jwks, **options)

    assert message == str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"project_id": ""}, "project_id is empty"),
        ({"leeway": -TICK}, "leeway must be from zero to five minutes"),
        ({"leeway": 5 * MINUTE + TICK}, "leeway must be from zero to five minutes"),
        ({"max_age": -TICK}, "max_age must not be negative"),
        ({"now": NOW.replace(tzinfo=None)}, r"now has no UTC offset: use datetime\.now\(UTC\)"),
        ({"issuers": [""]}, "an issuer is neither empty nor ends in a slash"),
        ({"issuers": [f"{DOMAIN}/"]}, "an issuer is neither empty nor ends in a slash"),
    ],
)
def test_an_argument_can_be_meant(
    claims: Claims, jwks: Claims, options: dict[str, Any], message: str
) -> None:
    """A mistake of the caller is a plain `ValueError`: nothing is wrong with the JWT."""
    with pytest.raises(ValueError, match=message) as caught:
        verify(sign(claims), jwks, **options)

    assert ValueError is type(caught.value)
