"""A Flask application: sign in with an access token, and be known by a cookie from then on."""

from flask import Flask, abort, g, make_response, request
from flask.typing import ResponseReturnValue
from stytch_backend import NotSignedInError, StytchBackend, jwt_cookie, session_cookies
from werkzeug.wrappers import Response

from stytch_exchange.jwt import SessionClaims


def create_app(stytch: StytchBackend) -> Flask:
    """Return the application of a project."""
    app = Flask(__name__)

    def signed_in() -> SessionClaims:
        """Return the verified claims of whoever calls."""
        present = request.cookies.get("stytch_session_jwt")
        claims, g.session_jwt = stytch.session(present, request.cookies.get("stytch_session"))
        return claims

    @app.after_request
    def keep_fresh(response: Response) -> Response:
        session_jwt = g.get("session_jwt")
        if session_jwt and session_jwt != request.cookies.get("stytch_session_jwt"):
            response.set_cookie(**jwt_cookie(session_jwt))
        return response

    @app.post("/session")
    def sign_in() -> ResponseReturnValue:
        if not (request.authorization and request.authorization.type == "bearer"):
            abort(401)
        response = make_response("", 204)
        for cookie in session_cookies(stytch.exchange(request.authorization.token or "")):
            response.set_cookie(**cookie)
        return response

    @app.delete("/session")
    def sign_out() -> ResponseReturnValue:
        response = make_response("", 204)
        response.delete_cookie("stytch_session")
        response.delete_cookie("stytch_session_jwt")
        return response

    @app.get("/me")
    def me() -> ResponseReturnValue:
        claims = signed_in()
        return {"member_id": claims.sub, "roles": list(claims.session.roles)}

    @app.get("/organizations/<organization_id>/report")
    def report(organization_id: str) -> ResponseReturnValue:
        claims = signed_in()
        if claims.organization.organization_id != organization_id:
            abort(404)
        if "analyst" not in claims.session.roles:
            abort(403)
        return {"report": "all is well"}

    @app.errorhandler(NotSignedInError)
    def not_signed_in(error: NotSignedInError) -> ResponseReturnValue:
        return {"error": error.reason}, error.status_code

    return app


def from_environment() -> Flask:
    """Return the application of the project that the environment names."""
    return create_app(StytchBackend.from_environment())
