"""No error shows any part of a JWT, whatever is wrong and however the error is shown."""

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from types import FunctionType
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

import stytch_exchange.jwt
from stytch_exchange import (
    ExchangeAccessTokenRequest,
    ExchangeAccessTokenResponse,
    SessionAuthenticateResponse,
    StytchExchangeError,
    load_example,
    load_example_jwks,
    parse_response,
)
from stytch_exchange.jwt import (
    JWKSCache,
    verify_access_token,
    verify_access_token_async,
    verify_session_jwt,
    verify_session_jwt_async,
)
from stytch_exchange.models._sealed import SealedStr
from tests.jwt.signing import (
    ENDS,
    ISSUED,
    NOW,
    ORGANIZATION,
    PROJECT,
    SESSION,
    Claims,
    decoded,
    jwks_of,
    part,
    rsa_key,
    sign,
    sign_raw,
    verify,
)
from tests.jwt.test_access_tokens import CLAIMS as ACCESS_CLAIMS
from tests.leaks import ERRORS, OUR_ERRORS, Runs, in_turn, leaks, runs

BODY: Claims = json.loads(load_example("connected-app"))
JWT: str = BODY["session_jwt"]
CLAIMS = decoded(JWT, 1)
JWKS = jwks_of(rsa_key())

Case = tuple[Any, dict[str, Any]]


def _secrets(jwt: str) -> Runs:
    """Return the runs of a JWT, and of the identifiers in the example's claims."""
    told = CLAIMS["sub"], CLAIMS[ORGANIZATION]["organization_id"], CLAIMS[SESSION]["id"]
    # Only the last twelve characters are random; the rest is the kind of object.
    return runs(jwt).union(*(runs(identifier[-12:]) for identifier in told))


def _cut() -> Iterator[Case]:
    for end in range(0, len(JWT), 7):
        yield JWT[:end], {}
        yield JWT[end:], {}


def _forged() -> Iterator[Case]:
    header, payload, signature = JWT.split(".")
    for jwt in (
        f"{header}.{payload}.",
        f"{header}.{payload}.{signature[::-1]}",
        f"{header}.{payload[::-1]}.{signature}",
        f"{payload}.{header}.{signature}",
        f"{part({'alg': 'none'})}.{payload}.{signature}",
        f"{part({'alg': 'RS256', 'kid': JWT})}.{payload}.{signature}",
        f"{part({'alg': 'RS256', JWT: JWT, 'crit': [JWT]})}.{payload}.{signature}",
        f"{part({'alg': JWT})}.{payload}.{signature}",
        f"{JWT}.{JWT}",
        f"{JWT}\n",
        f"Bearer {JWT}",
        JWT * 100,
        sign_raw(part({"alg": "RS256", "kid": rsa_key().kid}), payload, rsa_key("attacker")),
    ):
        yield jwt, {}
        yield jwt, {"jwks": JWKS}


def _wrong_claims() -> Iterator[Case]:
    for name in CLAIMS:
        values: list[Any] = [None, JWT, [JWT], {JWT: JWT}, 7]
        for value in values:
            yield sign({**CLAIMS, name: value}), {"jwks": JWKS}
    for name in (SESSION, ORGANIZATION):
        for field in CLAIMS[name]:
            values = [None, JWT, [{JWT: JWT}], {JWT: [JWT]}]
            for value in values:
                changed = {**CLAIMS, name: {**CLAIMS[name], field: value}}
                yield sign(changed), {"jwks": JWKS}
    yield (
        sign(json.dumps(CLAIMS).replace("{", f'{{"{JWT}": 1, "{JWT}": 2,').encode()),
        {"jwks": JWKS},
    )
    yield sign(JWT.encode()), {"jwks": JWKS}


def _out_of_time() -> Iterator[Case]:
    yield JWT, {"now": ENDS}
    yield JWT, {"now": ISSUED - timedelta(seconds=1)}
    yield JWT, {"max_age": timedelta(0)}
    yield JWT, {"project_id": "project-test-other"}


def _wrong_arguments() -> Iterator[Case]:
    response = parse_response(json.dumps(BODY))
    for jwt in (JWT, response, response.session_jwt):
        yield jwt, {"leeway": 5}
        yield jwt, {"now": "now"}
        yield jwt, {"jwks": JWT}
        yield jwt, {"jwks": None}
        yield jwt, {"jwks": {"keys": JWT}}
        yield jwt, {"issuers": 7}
        yield jwt, {"issuers": _raising()}
        yield jwt, {"leeway": timedelta(days=1)}
    secret: Any = SecretStr
    mistaken: list[Any] = [JWT.encode(), [JWT], {"jwt": JWT}, secret(JWT.encode()), BODY]
    yield from ((jwt, {}) for jwt in mistaken)
    yield ExchangeAccessTokenResponse.model_construct(session_jwt=JWT[:-1]), {}


def _raising() -> Iterator[str]:
    yield "https://login.example.com"
    raise LookupError("from the caller's own iterator") from KeyError(JWT)


def _unavailable_keys() -> Iterator[Case]:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(JWT, request=request)

    for answer in (refuse, lambda _: httpx.Response(500, text=JWT), lambda _: httpx.Response(302)):
        client = httpx.Client(transport=httpx.MockTransport(answer))
        yield JWT, {"jwks": JWKSCache(project_id=PROJECT, client=client)}


FAULTS: dict[str, Callable[[], Iterator[Case]]] = {
    "it is cut": _cut,
    "it is forged": _forged,
    "its claims are wrong": _wrong_claims,
    "it is out of time or place": _out_of_time,
    "the arguments are wrong": _wrong_arguments,
    "its keys are unavailable": _unavailable_keys,
}


def _error_of(jwt: Any, options: dict[str, Any]) -> Exception | None:
    """Return the error of a verification, with this frame as the first of its traceback."""
    try:
        verify(jwt, **{"jwks": load_example_jwks(), **options})
    except (StytchExchangeError, TypeError, ValueError, LookupError) as error:
        # The frame of `verify` belongs to the caller.
        return error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)
    return None


def _text(jwt: Any) -> str:
    if isinstance(jwt, ExchangeAccessTokenResponse):
        jwt = jwt.session_jwt
    found: str = jwt if isinstance(jwt, str) else JWT
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_no_error_shows_a_part_of_a_jwt(fault: str) -> None:
    """Checked: text, arguments, pickles, log lines, and tracebacks with locals."""
    shown: set[str] = set()
    refused = 0
    for index, (jwt, options) in enumerate(FAULTS[fault]()):
        error = _error_of(jwt, options)
        if error is None:
            continue
        refused += 1
        surfaces = OUR_ERRORS if isinstance(error, StytchExchangeError) else ERRORS
        shown.update(leaks(error, in_turn(surfaces, index), _secrets(_text(jwt))))

    assert set() == shown
    assert refused > 2


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_has_no_cause_or_context(fault: str) -> None:
    """A cause or context would have frames that hold the JWT."""
    for jwt, options in FAULTS[fault]():
        error = _error_of(jwt, options)

        assert error is None or (None, None) == (error.__cause__, error.__context__)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_shows_no_part_of_a_jwt(
    interruption: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server may stop a worker during a fetch, and its error tracker records the locals."""

    def interrupt(*_arguments: object) -> None:
        raise interruption

    monkeypatch.setattr("stytch_exchange.jwt.jwks_cache.wait", interrupt)
    answer = httpx.MockTransport(lambda _: httpx.Response(200, json=JWKS))
    with httpx.Client(transport=answer) as client:
        keys = JWKSCache(project_id=PROJECT, client=client)
        with pytest.raises(interruption) as caught:
            verify(JWT, keys)

    error = caught.value.with_traceback(caught.tb.tb_next)
    assert [] == leaks(error, ERRORS, _secrets(JWT))
    assert (None, None) == (error.__cause__, error.__context__)


def test_the_log_of_a_failed_fetch_shows_no_part_of_a_jwt(caplog: pytest.LogCaptureFixture) -> None:
    """The log does not repeat the text of the endpoint or the client either."""
    for jwt, options in _unavailable_keys():
        _error_of(jwt, options)

    assert 3 == len(caplog.records)
    assert _secrets(JWT).isdisjoint(runs(caplog.text))
    assert all(record.exc_info is None for record in caplog.records)


def test_claims_show_no_part_of_their_jwt(claims: Claims, jwks: Claims) -> None:
    """They have the JWT's values, but not its text."""
    jwt = sign(claims)

    verified = verify(jwt, jwks)

    assert runs(jwt).isdisjoint(runs(verified.model_dump_json() + repr(vars(verified))))


def _body_with(secret: Any) -> dict[str, Any]:
    return {**BODY, "session_token": secret, "session_jwt": secret}


_REFRESHED: dict[str, Any] = json.loads(load_example("refreshed"))
_ACCESS_TOKEN = sign(ACCESS_CLAIMS)
_IN_ACCESS: dict[str, Any] = {"project_id": PROJECT, "jwks": JWKS, "client_ids": None, "now": NOW}
_IN_SESSION: dict[str, Any] = {"project_id": PROJECT, "jwks": load_example_jwks(), "now": NOW}

TAKERS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "ExchangeAccessTokenRequest": (
        _ACCESS_TOKEN,
        lambda given: ExchangeAccessTokenRequest(access_token=given),
    ),
    "ExchangeAccessTokenResponse": (
        JWT,
        lambda given: ExchangeAccessTokenResponse.model_validate(_body_with(given)),
    ),
    "SessionAuthenticateResponse": (
        JWT,
        lambda given: SessionAuthenticateResponse.model_validate(
            {**_REFRESHED, "session_token": given, "session_jwt": given}
        ),
    ),
    "verify_access_token": (
        _ACCESS_TOKEN,
        lambda given: verify_access_token(given, **_IN_ACCESS),
    ),
    "verify_access_token_async": (
        _ACCESS_TOKEN,
        lambda given: asyncio.run(verify_access_token_async(given, **_IN_ACCESS)),
    ),
    "verify_session_jwt": (JWT, lambda given: verify_session_jwt(given, **_IN_SESSION)),
    "verify_session_jwt_async": (
        JWT,
        lambda given: asyncio.run(verify_session_jwt_async(given, **_IN_SESSION)),
    ),
}
"""Everything public that takes a token as an argument: a token, and a call with it."""


@pytest.mark.parametrize("taker", TAKERS)
def test_a_token_can_be_a_text_or_a_secret(taker: str) -> None:
    """Pydantic's class, the one of a response, and a text lead to the same result."""
    token, take = TAKERS[taker]
    results = [take(kind(token)) for kind in (str, SecretStr, SealedStr)]

    assert [results[0]] * 3 == results


def _arguments(offered: object) -> set[str]:
    """Return the names of the arguments of a function or a class."""
    if isinstance(offered, type | FunctionType):
        with suppress(ValueError):  # an error class without arguments of its own
            return set(inspect.signature(offered).parameters)
    return set()


def test_each_call_that_takes_a_token_is_tried_above() -> None:
    """A new one is noticed here."""
    tokens = {"access_token", "jwt", "session_jwt", "session_token", "token"}
    takers = {
        name
        for module in (stytch_exchange, stytch_exchange.jwt)
        for name in module.__all__
        if tokens & _arguments(getattr(module, name))
    }

    assert set(TAKERS) == takers
