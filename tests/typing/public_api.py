"""The types that a caller of the public API sees.

mypy and basedpyright check this file (`make check`); it is never run.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, assert_type

from pydantic import SecretStr

from stytch_exchange import (
    AuthenticationFactor,
    ErrorResponse,
    ExchangeAccessTokenResponse,
    ExchangeRefusedError,
    FactorDetail,
    Finding,
    FindingCode,
    InvalidResponseError,
    Member,
    MemberSession,
    Organization,
    Report,
    Severity,
    StytchExchangeError,
    check_response,
    example_names,
    load_example,
    load_example_jwks,
    parse_response,
)
from stytch_exchange.jwt import JWKSCache, SessionClaims, verify_session_jwt
from stytch_exchange.lines import Record, Summary, check_records
from stytch_exchange.sandbox import Sandbox, run_sandbox

NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)


def a_body_is_parsed(text: str, wire: bytes, buffer: bytearray) -> None:
    """Text and bytes, with and without a status code, give the response."""
    assert_type(parse_response(text), ExchangeAccessTokenResponse)
    assert_type(parse_response(wire, status_code=200), ExchangeAccessTokenResponse)
    assert_type(parse_response(buffer, status_code=None), ExchangeAccessTokenResponse)
    parse_response(None)  # type: ignore[call-overload] # pyright: ignore[reportArgumentType, reportCallIssue]
    parse_response(wire, status_code="200")  # type: ignore[call-overload] # pyright: ignore[reportArgumentType, reportCallIssue]
    parse_response(wire, 200)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue]


def a_response_has_typed_fields(response: ExchangeAccessTokenResponse) -> None:
    """The session may be missing, secrets are masked, and no field can be set."""
    assert_type(response.member, Member)
    assert_type(response.organization, Organization)
    assert_type(response.member_session, MemberSession | None)
    assert_type(response.session_token, SecretStr)
    assert_type(response.status_code, int)
    assert_type(response.log_fields(), dict[str, str | int])
    assert_type(response.to_json(reveal_secrets=True, indent=2), str)
    response.member = response.member  # pyright: ignore[reportAttributeAccessIssue]
    response.memberr  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore[reportAttributeAccessIssue, reportUnusedExpression]


def a_session_answers_with_the_time(session: MemberSession) -> None:
    """The time is an argument that cannot be left out."""
    assert_type(session.is_active(now=NOW), bool)
    assert_type(session.remaining(now=NOW), timedelta)
    assert_type(session.has_role("analyst"), bool)
    assert_type(session.expires_at, datetime)
    assert_type(session.roles, list[str])
    session.is_active()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]


def a_factor_has_a_detail(factor: AuthenticationFactor) -> None:
    """The detail is the object that the delivery method names, or None."""
    assert_type(factor.detail, FactorDetail | None)


def a_member_s_status_is_open(member: Member) -> None:
    """A status that is not known yet is a string like the known ones."""
    status: str = member.status
    if status == "a_status_of_tomorrow":
        assert_type(member.member_id, str)


def a_body_is_checked(body: bytes) -> None:
    """A report has findings, and a response or an error if the body holds one."""
    report = check_response(body, status_code=200)

    assert_type(report, Report)
    assert_type(report.ok, bool)
    assert_type(report.findings, tuple[Finding, ...])
    assert_type(report.response, ExchangeAccessTokenResponse | None)
    assert_type(report.error, ErrorResponse | None)
    assert_type(report.status_code, int | None)
    assert_type(report.to_json(indent=2), str)
    for finding in report.findings:
        assert_type(finding.pointer, str)
        assert_type(finding.code, FindingCode)
        assert_type(finding.severity, Severity)
        assert_type(finding.message, str)


def errors_are_narrowed(error: StytchExchangeError) -> None:
    """An `except` clause for the base class can tell the two errors of parsing apart."""
    if isinstance(error, InvalidResponseError):
        assert_type(error.findings, tuple[Finding, ...])
    elif isinstance(error, ExchangeRefusedError):
        assert_type(error.error, ErrorResponse | None)
        assert_type(error.status_code, int | None)


def examples_are_bytes() -> None:
    """Bodies and the key set are bytes, as the API sends them."""
    assert_type(example_names(), tuple[str, ...])
    assert_type(load_example("connected-app"), bytes)
    assert_type(load_example_jwks(), bytes)


def a_jwt_is_verified(response: ExchangeAccessTokenResponse, decoded: Mapping[str, Any]) -> None:
    """A response, its JWT or text is verified with a cache or with a key set."""
    cache = JWKSCache(project_id="project-test-1")

    assert_type(verify_session_jwt(response, project_id="p", jwks=cache), SessionClaims)
    claims = verify_session_jwt(response.session_jwt, project_id="p", jwks=decoded, now=NOW)
    assert_type(claims.to_member_session(), MemberSession)
    verify_session_jwt("a.b.c", jwks=cache)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]


def a_sandbox_is_run() -> None:
    """It is a context manager, whose settings are keywords."""
    with run_sandbox(port=0, seed=1, clock=lambda: NOW) as sandbox:
        assert_type(sandbox, Sandbox)
        assert_type(sandbox.base_url, str)
        assert_type(sandbox.issue_access_token(scopes=["full_access"]), str)
        assert_type(sandbox.jwks, dict[str, Any])


def many_bodies_are_checked(lines: list[bytes], column: list[str | None]) -> None:
    """Any iterable of bytes, text or None gives records, whose summaries merge."""
    assert_type(check_records(lines, start=7, file="a.jsonl"), Iterator[Record])
    assert_type(check_records(column, at="/data"), Iterator[Record])
    check_records([{}])  # type: ignore[list-item] # pyright: ignore[reportArgumentType]
    assert_type(Summary.merged(record.summary for record in check_records(lines)), Summary)
    assert_type(sum([Summary()], Summary()), Summary)
    assert_type(Summary().since(Summary()), Summary)
