"""HTTP: read a request, let a function answer it, and write its answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from stytch_exchange.sandbox.calls import Answer, Call
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import Refusal, refusal

Endpoint = Callable[[Request], Awaitable[Response]]

EXCHANGE_PATH = "/v1/b2b/sessions/exchange_access_token"

_LARGEST = 64 * 1024
"""Bytes of a request's body: sixteen times the limit of custom claims."""

PATIENCE = 10.0
"""Seconds for a whole request to arrive."""


def api_endpoint(
    project: Project, path: str, answer: Answer, *, allows: Callable[[str | None], bool]
) -> Endpoint:
    """Return the endpoint of a route that takes and returns JSON.

    Args:
        project: The project that the route serves.
        path: The path of the route, by which a test can plan failures.
        answer: The function that answers.
        allows: Returns whether the header `Authorization` may call the route.
    """

    async def endpoint(request: Request) -> Response:
        body = await read_body(request)
        request_id = project.identifiers.identifier("request-id")
        outcome: dict[str, Any] | Refusal
        if isinstance(body, Refusal):
            outcome = body
        elif refused := _refused_unread(project, path):
            outcome = refused
        elif not allows(request.headers.get("authorization")):
            outcome = refusal("unauthorized_credentials")
        else:
            outcome = answer(project, Call(body, request.path_params, request.query_params))
        if isinstance(outcome, Refusal):
            return refused_response(outcome, request_id)
        return json_response({**outcome, "request_id": request_id, "status_code": 200}, 200)

    return endpoint


async def read_body(request: Request) -> bytes | Refusal:
    """Return the body of a request, or a refusal if it is too large or does not arrive.

    Args:
        request: The request.
    """
    body = bytearray()
    # A disconnect is normal, so it is not logged.
    with suppress(ClientDisconnect, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _LARGEST:
                    return refusal("bad_request").because("The body is larger than 64 KiB.")
        return bytes(body)
    return refusal("bad_request").because("The body did not arrive.")


def refused_response(refused: Refusal, request_id: str) -> Response:
    """Return the response for a refusal.

    Args:
        refused: The refusal.
        request_id: The identifier of the request.
    """
    return json_response(refused.body(request_id), refused.status_code)


def json_response(body: dict[str, Any], status_code: int) -> Response:
    """Return JSON on one line with sorted keys, like the API. An error keeps its order of keys.

    Args:
        body: The fields.
        status_code: The HTTP status.
    """
    ordered = "error_type" not in body
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=ordered)
    return Response(text, status_code, media_type="application/json")


def _refused_unread(project: Project, path: str) -> Refusal | None:
    """Return a refusal that does not depend on the request, or None."""
    with suppress(IndexError):
        return project.failures[path].popleft()
    if path == EXCHANGE_PATH and not project.rate.allows(now=project.now()):
        return refusal("too_many_requests")
    return None
