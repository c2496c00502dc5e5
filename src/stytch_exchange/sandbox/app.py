"""The ASGI application: routes of the API, and routes of the sandbox."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from authlib.oauth2 import OAuth2Error
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from stytch_exchange.sandbox.access_tokens import issue
from stytch_exchange.sandbox.authorization import revoke_app, start, submit
from stytch_exchange.sandbox.calls import Answer
from stytch_exchange.sandbox.control import control_routes
from stytch_exchange.sandbox.exchange import exchange
from stytch_exchange.sandbox.http import (
    EXCHANGE_PATH,
    api_endpoint,
    json_response,
    refused_response,
)
from stytch_exchange.sandbox.not_served import routes_not_served
from stytch_exchange.sandbox.oauth_routes import oauth_error, oauth_routes
from stytch_exchange.sandbox.policy import organization_policy, project_policy
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import KNOWN, Refusal, RefusedError
from stytch_exchange.sandbox.sessions import authenticate, revoke, sessions_of_member

_MEMBER = "/v1/b2b/organizations/{organization_id}/members/{member_id}"
_ANSWERS: Sequence[tuple[str, str, Answer]] = (
    ("POST", EXCHANGE_PATH, exchange),
    ("POST", "/v1/b2b/sessions/authenticate", authenticate),
    ("POST", "/v1/b2b/sessions/revoke", revoke),
    ("GET", "/v1/b2b/sessions", sessions_of_member),
    ("GET", "/v1/b2b/rbac/policy", project_policy),
    ("GET", "/v1/b2b/rbac/organizations/{organization_id}", organization_policy),
    ("POST", "/v1/b2b/idp/oauth/authorize/start", start),
    ("POST", "/v1/b2b/idp/oauth/authorize", submit),
    ("POST", f"{_MEMBER}/connected_apps/{{connected_app_id}}/revoke", revoke_app),
    ("POST", "/sandbox/access_tokens", issue),
)
"""The routes that need the project's credentials."""


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
            *(
                Route(
                    path,
                    api_endpoint(project, path, answer, allows=project.authenticates),
                    methods=[method],
                )
                for method, path, answer in _ANSWERS
            ),
            Route("/v1/b2b/sessions/jwks/{project_id}", routes.jwks),
            *oauth_routes(project),
            *control_routes(project),
            Route("/health", _health),
        ],
        middleware=[
            # First, because it ends the connection, whatever else is wrong with the request.
            Middleware(_OneLength, refused=routes.refused),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
        ],
        exception_handlers={
            **dict.fromkeys((404, 405, RefusedError, Exception), routes.fail),
            OAuth2Error: oauth_error,
        },
    )
    served = [route for route in app.routes if isinstance(route, Route)]
    app.routes.extend(routes_not_served(served))
    app.router.redirect_slashes = False
    return app


async def _health(_request: Request) -> Response:
    return json_response({"status": "ok"}, 200)


class _OneLength:
    """Refuses a request with two lengths: a proxy in front may believe the other length."""

    def __init__(self, app: ASGIApp, refused: Callable[[Refusal], Response]) -> None:
        self._app = app
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = {name for name, _ in scope["headers"]}
        if {b"content-length", b"transfer-encoding"} <= names:
            response = self._refused(
                RefusedError(
                    "bad_request", "Send either Content-Length or Transfer-Encoding, and not both."
                ).refusal
            )
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class _Routes:
    """The handlers that do not take JSON."""

    def __init__(self, project: Project) -> None:
        self._project = project

    async def jwks(self, request: Request) -> Response:
        if request.path_params["project_id"] != self._project.project_id:
            raise RefusedError("route_not_found")
        return json_response(self._project.key.jwks, 200)

    async def fail(self, _request: Request, error: Exception) -> Response:
        if isinstance(error, RefusedError):
            return self.refused(error.refusal)
        if isinstance(error, HTTPException):
            return self.refused(replace(KNOWN["route_not_found"], status_code=error.status_code))
        return self.refused(KNOWN["internal_server_error"])

    def refused(self, refused: Refusal) -> Response:
        """Return the response for a refusal, with an identifier of its own."""
        return refused_response(refused, self._project.identifiers.identifier("request-id"))
