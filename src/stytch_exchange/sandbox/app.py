"""The ASGI application: routes of the API, and a route of the sandbox to issue tokens."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from stytch_exchange.sandbox.access_tokens import issue
from stytch_exchange.sandbox.exchange import exchange
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import Refusal, refusal
from stytch_exchange.sandbox.sessions import authenticate

_LARGEST = 64 * 1024
"""Bytes of a request's body: sixteen times the limit of custom claims."""


def create_app(project: Project, *, hosts: Sequence[str]) -> Starlette:
    """Return the application of a project.

    Args:
        project: The project that the routes serve.
        hosts: The names that the header `Host` may have; `*` allows any. The check stops web
            pages that reach the sandbox through a domain name of their own (DNS rebinding).
    """
    routes = _Routes(project)
    app = Starlette(
        routes=[
            Route("/v1/b2b/sessions/exchange_access_token", routes.exchange, methods=["POST"]),
            Route("/v1/b2b/sessions/authenticate", routes.authenticate, methods=["POST"]),
            Route("/v1/b2b/sessions/jwks/{project_id}", routes.jwks),
            Route("/sandbox/access_tokens", routes.issue, methods=["POST"]),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))],
        exception_handlers={
            404: routes.no_route,
            405: routes.no_route,
            Exception: routes.fault,
        },
    )
    app.router.redirect_slashes = False
    return app


class _Routes:
    """The handlers of the routes."""

    def __init__(self, project: Project) -> None:
        self._project = project

    async def exchange(self, request: Request) -> Response:
        return await self._answered(request, exchange)

    async def authenticate(self, request: Request) -> Response:
        return await self._answered(request, authenticate)

    async def issue(self, request: Request) -> Response:
        return await self._answered(request, issue)

    async def jwks(self, request: Request) -> Response:
        if request.path_params["project_id"] != self._project.project_id:
            return self._refused(refusal("route_not_found"))
        return _json(self._project.key.jwks, 200)

    async def no_route(self, _request: Request, error: Exception) -> Response:
        known = refusal("route_not_found")
        status_code = getattr(error, "status_code", known.status_code)
        return self._refused(replace(known, status_code=status_code))

    async def fault(self, _request: Request, _error: Exception) -> Response:
        return self._refused(refusal("internal_server_error"))

    async def _answered(self, request: Request, answer: Callable[..., dict[str, Any]]) -> Response:
        body = await _body(request)
        if body is None:
            return self._refused(refusal("bad_request"))
        authorization = request.headers.get("authorization")
        answered = answer(self._project, authorization=authorization, body=body)
        return _json(answered, answered["status_code"])

    def _refused(self, refused: Refusal) -> Response:
        request_id = self._project.identifiers.identifier("request-id")
        return _json(refused.body(request_id), refused.status_code)


async def _body(request: Request) -> bytes | None:
    """Return the body of a request, or None if it is too large or the client disconnected."""
    body = bytearray()
    # A disconnect is normal, so it is not logged.
    with suppress(ClientDisconnect):
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                return None
        return bytes(body)
    return None


def _json(body: dict[str, Any], status_code: int) -> Response:
    """Return JSON on one line with sorted keys, like the API. An error keeps its order of keys."""
    ordered = "error_type" not in body
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=ordered)
    return Response(text, status_code, media_type="application/json")
