"""The control routes: failures, the clock and tokens for tests in any language."""

from collections.abc import Callable
from datetime import timedelta
from secrets import compare_digest
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stytch_exchange.loopback import is_loopback
from stytch_exchange.models._base import Model, Timestamp
from stytch_exchange.sandbox.access_tokens import issue
from stytch_exchange.sandbox.calls import Answer, Call
from stytch_exchange.sandbox.http import EXCHANGE_PATH, Endpoint, api_endpoint
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import KNOWN, Refusal, RefusedError
from stytch_exchange.sandbox.templates import wire_time

_ERROR_STATUSES = range(400, 600)


class _Failures(Model, extra="forbid"):
    error_type: Annotated[str, Field(max_length=200)] = "internal_server_error"
    status_code: int | None = None
    times: int = 1
    path: Annotated[str, Field(max_length=200)] = EXCHANGE_PATH


class _Nothing(Model, extra="forbid"):
    pass


class _Clock(Model, extra="forbid"):
    now: Timestamp | None = None
    advance_seconds: int | None = None


def control_routes(project: Project) -> list[Route]:
    """Return the control routes of a project. They need its control key."""
    answers: tuple[tuple[str, str, Answer], ...] = (
        ("POST", "access_tokens", issue),
        ("GET", "clock", _tell_time),
        ("POST", "clock", _set_clock),
        ("POST", "failures", _plan_failures),
        ("POST", "reset", _reset),
    )
    return [
        Route(path, _loopback_only(endpoint), methods=[method])
        for method, name, answer in answers
        for path in [f"/_sandbox/{name}"]
        for endpoint in [api_endpoint(project, path, answer, allows=_allows(project))]
    ]


def planned_failure(error_type: str, status_code: int | None) -> Refusal:
    """Return a refusal to answer with on purpose.

    Args:
        error_type: A refusal that the sandbox knows, or any other name with a status.
        status_code: The HTTP status, or None for the known refusal's own.

    Raises:
        ValueError: The refusal is unknown and does not have a status, or the status is not an
            error status.
    """
    known = KNOWN.get(error_type)
    if status_code is None:
        if known is None:
            raise ValueError(f"{error_type!r} is not a known refusal: pass its status_code")
        return known
    if status_code not in _ERROR_STATUSES:
        raise ValueError(f"status_code must be from 400 to 599, not {status_code}")
    text = known.error_message if known else "A test made the sandbox fail."
    return Refusal(status_code, error_type, text)


def _allows(project: Project) -> Callable[[str | None], bool]:
    expected = f"Bearer {project.control_key}".encode()
    return lambda authorization: compare_digest((authorization or "").encode(), expected)


def _loopback_only(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        if request.client is None or not is_loopback(request.client.host):
            raise RefusedError("route_not_found")
        return await endpoint(request)

    return guarded


def _plan_failures(project: Project, call: Call) -> dict[str, Any]:
    options = call.read_options(_Failures)
    try:
        failure = planned_failure(options.error_type, options.status_code)
    except ValueError:
        raise RefusedError(
            "bad_request",
            "/error_type must be a known refusal, or /status_code an error status from 400 to 599.",
        ) from None
    try:
        project.fail(options.path, failure, times=options.times)
    except ValueError as error:
        raise RefusedError("bad_request", f"/{error}.") from None
    return {}


def _tell_time(project: Project, call: Call) -> dict[str, Any]:
    call.read_options(_Nothing)
    return {"now": wire_time(project.now())}


def _set_clock(project: Project, call: Call) -> dict[str, Any]:
    options = call.read_options(_Clock)
    if options.now is not None:
        project.clock.stop(options.now)
    elif options.advance_seconds is None:
        project.clock.follow()
    try:
        project.clock.advance(timedelta(seconds=options.advance_seconds or 0))
        return {"now": wire_time(project.now())}
    except OverflowError:
        project.clock.follow()
        raise RefusedError("bad_request", "/advance_seconds is too large.") from None


def _reset(project: Project, call: Call) -> dict[str, Any]:
    call.read_options(_Nothing)
    project.forget()
    return {}
