"""A Flask application: sign in with an access token, then stay signed in with cookies."""

from flask import Blueprint, Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from pydantic import SecretStr
from stytch_backend import (
    JWT_COOKIE,
    SESSION_COOKIE,
    NotSignedInError,
    StytchBackend,
    is_forged,
    jwt_cookie,
    no_cookies,
    session_cookies,
)
from werkzeug.wrappers import Response

from stytch_exchange.jwt import SessionClaims

blueprint = Blueprint("sessions", __name__)


def stytch() -> StytchBackend:
    """Return the application's Stytch project."""
    backend: StytchBackend = current_app.extensions["stytch"]
    return backend


def cookie(name: str) -> SecretStr | None:
    """Return a cookie of the request."""
    value = request.cookies.get(name)
    return SecretStr(value) if value else None


def signed_in() -> SessionClaims:
    """Return the caller's verified claims, and set a new cookie if the JWT is new."""
    jwt = cookie(JWT_COOKIE)
    claims, session_jwt = stytch().session(jwt, cookie(SESSION_COOKIE))
    if session_jwt != jwt:
        g.cookies = [jwt_cookie(session_jwt)]
    return claims


@blueprint.post("/session")
def sign_in() -> ResponseReturnValue:
    """Exchange the access token, and set the session's cookies."""
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer" or not authorization.token:
        abort(401)
    g.cookies = session_cookies(stytch().exchange(SecretStr(authorization.token)))
    return "", 204


@blueprint.delete("/session")
def sign_out() -> ResponseReturnValue:
    """Remove the session's cookies, and end the session at Stytch."""
    g.cookies = no_cookies()
    if token := cookie(SESSION_COOKIE):
        stytch().revoke(token)
    return "", 204


@blueprint.get("/me")
def me() -> ResponseReturnValue:
    """Return the member who is signed in."""
    claims = signed_in()
    return {"member_id": claims.sub, "roles": claims.session.roles}


@blueprint.get("/organizations/<organization_id>/report")
def report(organization_id: str) -> ResponseReturnValue:
    """Return the report, but only to analysts of this organization."""
    claims = signed_in()
    if claims.organization.organization_id != organization_id:
        abort(404)
    if "analyst" not in claims.session.roles:
        abort(403)
    return {"report": "all is well"}


def refuse_forged() -> ResponseReturnValue | None:
    """Refuse a request that another site made the browser send."""
    forged = is_forged(request.method, request.headers.get)
    return ({"error": "another site sent this request"}, 403) if forged else None


def finish(response: Response) -> Response:
    """Set the new cookies, even if the view has failed."""
    for new in g.get("cookies", []):
        response.set_cookie(**new)
    response.headers["Cache-Control"] = "no-store"
    return response


def not_signed_in(error: NotSignedInError) -> ResponseReturnValue:
    """Answer with the status and the reason."""
    return {"error": error.reason}, error.status_code, error.headers


def create_app(stytch: StytchBackend) -> Flask:
    """Return the application for a project."""
    app = Flask(__name__)
    app.extensions["stytch"] = stytch
    app.register_blueprint(blueprint)
    app.before_request(refuse_forged)
    app.after_request(finish)
    app.register_error_handler(NotSignedInError, not_signed_in)
    return app


def from_environment() -> Flask:
    """Return the application for the project in the environment variables."""
    return create_app(StytchBackend.from_environment())
