"""The ASGI application: routes of the API, and routes of the sandbox."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stytch_exchange.sandbox.access_tokens import issue
from stytch_exchange.sandbox.calls import Answer
from stytch_exchange.sandbox.exchange import exchange
from stytch_exchange.sandbox.http import (
    EXCHANGE_PATH,
    api_endpoint,
    json_response,
    refused_response,
)
from stytch_exchange.sandbox.policy import organization_policy, project_policy
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import Refusal, refusal
from stytch_exchange.sandbox.sessions import authenticate, revoke, sessions_of_member

_ANSWERS: Sequence[tuple[str, str, Answer]] = (
    ("POST", EXCHANGE_PATH, exchange),
    ("POST", "/v1/b2b/sessions/authenticate", authenticate),
    ("POST", "/v1/b2b/sessions/revoke", revoke),
    ("GET", "/v1/b2b/sessions", sessions_of_member),
    ("GET", "/v1/b2b/rbac/policy", project_policy),
    ("GET", "/v1/b2b/rbac/organizations/{organization_id}", organization_policy),
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
    """The handlers that do not take JSON."""

    def __init__(self, project: Project) -> None:
        self._project = project

    async def jwks(self, request: Request) -> Response:
        if request.path_params["project_id"] != self._project.project_id:
            return self._refused(refusal("route_not_found"))
        return json_response(self._project.key.jwks, 200)

    async def no_route(self, _request: Request, error: Exception) -> Response:
        known = refusal("route_not_found")
        status_code = getattr(error, "status_code", known.status_code)
        return self._refused(replace(known, status_code=status_code))

    async def fault(self, _request: Request, _error: Exception) -> Response:
        return self._refused(refusal("internal_server_error"))

    def _refused(self, refused: Refusal) -> Response:
        return refused_response(refused, self._project.identifiers.identifier("request-id"))
