"""A FastAPI application: sign in with an access token, then stay signed in with cookies."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr
from starlette.middleware.base import RequestResponseEndpoint
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

from stytch_exchange.jwt import SessionClaims

router = APIRouter()


def stytch_of(request: Request) -> StytchBackend:
    """Return the application's Stytch project."""
    stytch: StytchBackend = request.app.state.stytch
    return stytch


def access_token_of(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())],
) -> SecretStr:
    """Return the access token in the header `Authorization`."""
    return SecretStr(credentials.credentials)


Stytch = Annotated[StytchBackend, Depends(stytch_of)]
AccessToken = Annotated[SecretStr, Depends(access_token_of)]
SessionCookie = Annotated[SecretStr | None, Cookie(alias=SESSION_COOKIE)]
JWTCookie = Annotated[SecretStr | None, Cookie(alias=JWT_COOKIE)]


# Plain `def`: FastAPI runs these in threads, so that waiting for Stytch blocks no other request.
def signed_in(
    request: Request, stytch: Stytch, jwt: JWTCookie = None, token: SessionCookie = None
) -> SessionClaims:
    """Return the caller's verified claims, and set a new cookie if the JWT is new."""
    claims, session_jwt = stytch.session(jwt, token)
    if session_jwt != jwt:
        request.state.cookies = [jwt_cookie(session_jwt)]
    return claims


SignedIn = Annotated[SessionClaims, Depends(signed_in)]


@router.post("/session", status_code=204)
def sign_in(request: Request, stytch: Stytch, access_token: AccessToken) -> None:
    """Exchange the access token, and set the session's cookies."""
    request.state.cookies = session_cookies(stytch.exchange(access_token))


@router.delete("/session", status_code=204)
def sign_out(request: Request, stytch: Stytch, token: SessionCookie = None) -> None:
    """Remove the session's cookies, and end the session at Stytch."""
    request.state.cookies = no_cookies()
    if token:
        stytch.revoke(token)


@router.get("/me")
def me(claims: SignedIn) -> dict[str, object]:
    """Return the member who is signed in."""
    return {"member_id": claims.sub, "roles": claims.session.roles}


@router.get("/organizations/{organization_id}/report")
def report(organization_id: str, claims: SignedIn) -> dict[str, str]:
    """Return the report, but only to analysts of this organization."""
    if claims.organization.organization_id != organization_id:
        raise HTTPException(404)
    if "analyst" not in claims.session.roles:
        raise HTTPException(403)
    return {"report": "all is well"}


async def guard(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Refuse forged requests; set the new cookies, even if the endpoint has failed."""
    if is_forged(request.method, request.headers.get):
        return JSONResponse({"error": "another site sent this request"}, 403)
    request.state.cookies = []
    response = await call_next(request)
    for cookie in request.state.cookies:
        response.set_cookie(**cookie)
    response.headers["Cache-Control"] = "no-store"
    return response


async def not_signed_in(_request: Request, error: NotSignedInError) -> JSONResponse:
    """Answer with the status and the reason."""
    return JSONResponse({"error": error.reason}, error.status_code, error.headers)


def create_app(stytch: StytchBackend) -> FastAPI:
    """Return the application for a project."""
    app = FastAPI(exception_handlers={NotSignedInError: not_signed_in})
    app.state.stytch = stytch
    app.include_router(router)
    app.middleware("http")(guard)
    return app


def from_environment() -> FastAPI:
    """Return the application for the project in the environment variables."""
    return create_app(StytchBackend.from_environment())
