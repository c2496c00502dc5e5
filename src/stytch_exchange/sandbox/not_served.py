"""The paths of the API that the sandbox does not serve: they answer 404, and say so by name."""

from collections.abc import Collection
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stytch_exchange.sandbox.http import Endpoint
from stytch_exchange.sandbox.refusals import RefusedError


def api_paths() -> list[tuple[str, str]]:
    """Return the method and the path of each B2B call of Stytch's Python SDK."""
    text = files("stytch_exchange.sandbox").joinpath("api_paths.txt").read_text("utf-8")
    rows = (row.split(" ") for row in text.splitlines())
    return [(method, path) for method, path in rows]


def routes_not_served(served: Collection[Route]) -> list[Route]:
    """Return a route for each path that no other route serves."""
    known = {(method, route.path) for route in served for method in route.methods or ()}
    return [
        Route(path, _endpoint(method, path), methods=[method])
        for method, path in api_paths()
        if (method, path) not in known
    ]


def _endpoint(method: str, path: str) -> Endpoint:
    reason = (
        f"The sandbox does not serve {method} {path}. It plays the life of a session, from the "
        "authorization to the revocation."
    )

    async def not_served(_request: Request) -> Response:
        raise RefusedError("route_not_found", reason)

    return not_served
