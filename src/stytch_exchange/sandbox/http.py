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
from stytch_exchange.sandbox.refusals import Refusal, RefusedError

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
        if planned := project.failures[path]:
            return refused_response(planned.popleft(), project.identifiers.identifier("request-id"))
        if path == EXCHANGE_PATH and not project.rate.allows(now=project.now()):
            raise RefusedError("too_many_requests")
        if not allows(request.headers.get("authorization")):
            raise RefusedError("unauthorized_credentials")
        request_id = project.identifiers.identifier("request-id")
        try:
            fields = answer(project, Call(body, request.path_params, request.query_params))
        except RefusedError as error:
            return refused_response(error.refusal, request_id)
        return json_response({**fields, "request_id": request_id, "status_code": 200}, 200)

    return endpoint


async def read_body(request: Request) -> bytes:
    """Return the body of a request.

    Raises:
        RefusedError: The body is too large, or does not arrive.
    """
    body = bytearray()
    # A disconnect is normal, so it is not logged.
    with suppress(ClientDisconnect, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _LARGEST:
                    raise RefusedError("bad_request", "The body is larger than 64 KiB.")
        return bytes(body)
    raise RefusedError("bad_request", "The body did not arrive.")


def refused_response(refused: Refusal, request_id: str) -> Response:
    """Return the response for a refusal."""
    return json_response(refused.body(request_id), refused.status_code)


def json_response(body: dict[str, Any], status_code: int) -> Response:
    """Return JSON on one line with sorted keys, like the API. An error keeps its order of keys."""
    ordered = "error_type" not in body
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=ordered)
    return Response(text, status_code, media_type="application/json")
