"""The checks of the claims: project, issuer, and time to the microsecond."""

from datetime import UTC, datetime, timedelta, timezone
from functools import reduce
from operator import or_
from typing import Any

import pytest

from stytch_exchange.jwt import (
    ExpiredJWTError,
    MalformedJWTError,
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
    """The audience is one project or a list. One project reads as a list of one."""
    verified = verify(sign({**claims, "aud": aud}), jwks)

    assert (aud if isinstance(aud, list) else [aud]) == verified.aud


@pytest.mark.parametrize(
    "aud",
    [[], "", "other", ["other"], PROJECT[:-1], f"{PROJECT}x", PROJECT.upper(), [PROJECT[1:]]],
)
def test_another_project_is_refused(claims: Claims, jwks: Claims, aud: Any) -> None:
    """The identifier must match exactly."""
    assert WrongAudienceError is kind_of_refusal(sign({**claims, "aud": aud}), jwks)


# The issuer


def test_a_given_issuer_is_accepted_besides_stytchs_own(claims: Claims, jwks: Claims) -> None:
    """After a move to a custom domain, JWTs from the old issuer still pass."""
    for iss in (DOMAIN, OWN):
        jwt = sign({**claims, "iss": iss})

        assert iss == verify(jwt, jwks, issuers=iter([DOMAIN])).iss


@pytest.mark.parametrize(
    "iss",
    ["", "stytch.com", "stytch.com/", "stytch.com/other", f"https://{OWN}", OWN.upper(), DOMAIN],
)
def test_another_issuer_is_refused(claims: Claims, jwks: Claims, iss: str) -> None:
    """A domain that you did not pass is refused, even if it looks like the project's own."""
    assert WrongIssuerError is kind_of_refusal(sign({**claims, "iss": iss}), jwks)


@pytest.mark.parametrize("iss", [f"{DOMAIN}/", f"{DOMAIN}.evil.example", DOMAIN[:-1], ""])
def test_an_issuer_is_compared_whole(claims: Claims, jwks: Claims, iss: str) -> None:
    """A longer or shorter issuer is a different issuer."""
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
def test_a_jwt_is_valid_until_its_end(claims: Claims, jwks: Claims, leeway: timedelta) -> None:
    """A JWT is refused from `exp` on. Leeway moves that moment."""
    end = ENDS + leeway

    assert not _expired_at(claims, jwks, end - TICK, leeway=leeway)
    assert _expired_at(claims, jwks, end, leeway=leeway)


@pytest.mark.parametrize("name", ["nbf", "iat"])
@pytest.mark.parametrize("leeway", [timedelta(0), TICK, MINUTE, 5 * MINUTE])
def test_a_jwt_is_valid_from_its_start(
    claims: Claims, jwks: Claims, name: str, leeway: timedelta
) -> None:
    """A JWT is accepted from `nbf` and `iat` on. Leeway moves that moment."""
    other = {"nbf": "iat", "iat": "nbf"}[name]
    jwt = sign({**claims, other: 0})
    start = ISSUED - leeway
    options = {"leeway": leeway, "max_lifetime": timedelta.max}

    assert verify(jwt, jwks, now=start, **options)
    assert NotYetValidJWTError is kind_of_refusal(jwt, jwks, now=start - TICK, **options)


def test_the_offset_of_now_does_not_matter(claims: Claims, jwks: Claims) -> None:
    """The same moment in another time zone gives the same result."""
    hanoi = timezone(timedelta(hours=7))

    assert not _expired_at(claims, jwks, (ENDS - TICK).astimezone(hanoi))
    assert _expired_at(claims, jwks, ENDS.astimezone(hanoi))


def test_decimals_of_a_second_count(claims: Claims, jwks: Claims) -> None:
    """RFC 7519 allows decimals, so they are neither refused nor cut off."""
    jwt = sign({**claims, "exp": claims["exp"] - 0.5})

    assert verify(jwt, jwks, now=ENDS - timedelta(milliseconds=501))
    assert ExpiredJWTError is kind_of_refusal(jwt, jwks, now=ENDS - timedelta(milliseconds=500))


@pytest.mark.parametrize(
    "now", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
@pytest.mark.parametrize("exp", [0, 253402300000])
def test_no_time_overflows(claims: Claims, jwks: Claims, now: datetime, exp: int) -> None:
    """The first and the last year give an error of ours, not an overflow."""
    jwt = sign({**claims, "exp": exp})

    assert isinstance(refusal(jwt, jwks, now=now, leeway=MINUTE), SessionJWTError)


def test_leeway_beyond_the_last_year_does_not_overflow(claims: Claims, jwks: Claims) -> None:
    """A minute after the last moment of the year 9999 cannot be represented."""
    jwt = sign({**claims, "exp": 253402300799})

    assert verify(jwt, jwks, leeway=MINUTE, max_lifetime=timedelta.max)


@pytest.mark.parametrize("leeway", [timedelta(0), MINUTE])
def test_a_jwt_does_not_live_longer_than_stytchs_do(
    claims: Claims, jwks: Claims, leeway: timedelta
) -> None:
    """Five minutes from `iat` to `exp` and the leeway are accepted, but not a second more."""
    bound = claims["iat"] + int((5 * MINUTE + leeway).total_seconds())

    assert verify(sign({**claims, "exp": bound}), jwks, leeway=leeway)
    for exp in (bound + 1, bound + 10 * 365 * 86_400):
        assert "lives longer than max_lifetime" in str(
            refusal(sign({**claims, "exp": exp}), jwks, leeway=leeway)
        )


def test_the_longest_life_is_the_bound_and_twice_the_leeway(claims: Claims, jwks: Claims) -> None:
    """Leeway is for the lifetime, and for the time of its end."""
    jwt = sign({**claims, "exp": claims["iat"] + 360})
    end = ISSUED + 7 * MINUTE

    assert verify(jwt, jwks, leeway=MINUTE, now=end - TICK)
    assert ExpiredJWTError is kind_of_refusal(jwt, jwks, leeway=MINUTE, now=end)


def test_the_lifetime_is_bounded_apart_from_the_age(claims: Claims, jwks: Claims) -> None:
    """`max_lifetime` limits `exp`, whatever the time is; `max_age` limits the present time."""
    jwt = sign({**claims, "exp": claims["iat"] + 3600})

    assert verify(jwt, jwks, max_lifetime=timedelta(hours=1))
    assert MalformedJWTError is kind_of_refusal(jwt, jwks, max_age=2 * MINUTE)
    assert MalformedJWTError is kind_of_refusal(sign(claims), jwks, max_lifetime=4 * MINUTE)


def test_a_jwt_is_too_old_at_max_age(claims: Claims, jwks: Claims) -> None:
    """A JWT is too old at exactly `max_age`, and leeway does not change that."""
    jwt = sign(claims)

    assert verify(jwt, jwks, max_age=MINUTE + TICK)
    assert TooOldJWTError is kind_of_refusal(jwt, jwks, max_age=MINUTE)
    assert TooOldJWTError is kind_of_refusal(jwt, jwks, max_age=MINUTE, leeway=MINUTE)


def test_an_age_of_zero_refuses_every_jwt(claims: Claims, jwks: Claims) -> None:
    """The official SDK treats zero the same way: it then asks Stytch each time."""
    assert TooOldJWTError is kind_of_refusal(sign(claims), jwks, max_age=timedelta(0), now=ISSUED)


def test_the_first_unmet_requirement_is_reported(claims: Claims, jwks: Claims) -> None:
    """The order is project, issuer, lifetime, end, start and age."""
    now = int(NOW.timestamp())
    claims |= {"iat": now - 60, "nbf": now - 60, "exp": now + 60}
    steps: list[tuple[type[SessionJWTError], Claims]] = [
        (WrongAudienceError, {"aud": "other"}),
        (WrongIssuerError, {"iss": "other"}),
        (MalformedJWTError, {"iat": now - 3600}),
        (ExpiredJWTError, {"exp": now}),
        (NotYetValidJWTError, {"nbf": now + 1}),
        (TooOldJWTError, {}),
    ]
    kinds: list[type[SessionJWTError]] = []
    for index in range(len(steps)):
        jwt = sign(reduce(or_, (wrong for _, wrong in steps[index:]), claims))
        kinds.append(kind_of_refusal(jwt, jwks, max_age=MINUTE))

    assert [kind for kind, _ in steps] == kinds


# Arguments


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"project_id": None}, "project_id must be str, not NoneType"),
        ({"leeway": 5}, "leeway must be timedelta, not int"),
        ({"leeway": None}, "leeway must be timedelta, not NoneType"),
        ({"max_age": 60}, "max_age must be timedelta, not int"),
        ({"max_lifetime": 300}, "max_lifetime must be timedelta, not int"),
        ({"max_lifetime": None}, "max_lifetime must be timedelta, not NoneType"),
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
    """A number is not taken for seconds, nor a string for a list of issuers."""
    with pytest.raises(TypeError) as caught:
        verify(sign(claims), jwks, **options)

    assert message == str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"project_id": ""}, "project_id must not be empty"),
        ({"leeway": -TICK}, "leeway must be from zero to five minutes"),
        ({"leeway": 5 * MINUTE + TICK}, "leeway must be from zero to five minutes"),
        ({"max_age": -TICK}, "max_age must not be negative"),
        ({"max_lifetime": timedelta(0)}, "max_lifetime must be positive"),
        (
            {"now": NOW.replace(tzinfo=None)},
            r"now must have a UTC offset: use datetime\.now\(UTC\)",
        ),
        ({"issuers": [""]}, "an issuer must not be empty or end in a slash"),
        ({"issuers": [f"{DOMAIN}/"]}, "an issuer must not be empty or end in a slash"),
    ],
)
def test_an_invalid_argument_is_a_value_error(
    claims: Claims, jwks: Claims, options: dict[str, Any], message: str
) -> None:
    """A mistake of the caller is a plain `ValueError`, not an error about the JWT."""
    with pytest.raises(ValueError, match=message) as caught:
        verify(sign(claims), jwks, **options)

    assert ValueError is type(caught.value)
