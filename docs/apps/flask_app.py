"""A Flask application: sign in with an access token, then stay signed in with cookies."""

from flask import Blueprint, Flask, abort, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from stytch_backend import NotSignedInError, StytchBackend, jwt_cookie, session_cookies
from werkzeug.wrappers import Response

from stytch_exchange.jwt import SessionClaims

blueprint = Blueprint("sessions", __name__)


def stytch() -> StytchBackend:
    """Return the application's Stytch project."""
    backend: StytchBackend = current_app.extensions["stytch"]
    return backend


def signed_in() -> SessionClaims:
    """Return the caller's verified claims."""
    claims, g.session_jwt = stytch().session(
        request.cookies.get("stytch_session_jwt"), request.cookies.get("stytch_session")
    )
    return claims


@blueprint.after_request
def keep_fresh(response: Response) -> Response:
    """Set a new cookie if the JWT is new."""
    session_jwt = g.get("session_jwt")
    if session_jwt and session_jwt != request.cookies.get("stytch_session_jwt"):
        response.set_cookie(**jwt_cookie(session_jwt))
    return response


@blueprint.post("/session")
def sign_in() -> ResponseReturnValue:
    """Exchange the access token, and set the session's cookies."""
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer" or not authorization.token:
        abort(401)
    response = make_response("", 204)
    for cookie in session_cookies(stytch().exchange(authorization.token)):
        response.set_cookie(**cookie)
    return response


@blueprint.delete("/session")
def sign_out() -> ResponseReturnValue:
    """Remove the session's cookies from the browser."""
    response = make_response("", 204)
    response.delete_cookie("stytch_session")
    response.delete_cookie("stytch_session_jwt")
    return response


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


def not_signed_in(error: NotSignedInError) -> ResponseReturnValue:
    """Answer with the status and the reason."""
    return {"error": error.reason}, error.status_code


def create_app(stytch: StytchBackend) -> Flask:
    """Return the application for a project."""
    app = Flask(__name__)
    app.extensions["stytch"] = stytch
    app.register_blueprint(blueprint)
    app.register_error_handler(NotSignedInError, not_signed_in)
    return app


def from_environment() -> Flask:
    """Return the application for the project in the environment variables."""
    return create_app(StytchBackend.from_environment())
