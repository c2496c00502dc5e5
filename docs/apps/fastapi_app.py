"""A FastAPI application: sign in with an access token, then stay signed in with cookies."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from stytch_backend import NotSignedInError, StytchBackend, jwt_cookie, session_cookies

from stytch_exchange.jwt import SessionClaims

router = APIRouter()


def stytch_of(request: Request) -> StytchBackend:
    """Return the application's Stytch project."""
    stytch: StytchBackend = request.app.state.stytch
    return stytch


Stytch = Annotated[StytchBackend, Depends(stytch_of)]
AccessToken = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


# Plain `def`: FastAPI runs these in threads, so that waiting for Stytch blocks no other request.
def signed_in(
    stytch: Stytch,
    response: Response,
    stytch_session_jwt: Annotated[str | None, Cookie()] = None,
    stytch_session: Annotated[str | None, Cookie()] = None,
) -> SessionClaims:
    """Return the caller's verified claims, and set a new cookie if the JWT is new."""
    claims, session_jwt = stytch.session(stytch_session_jwt, stytch_session)
    if session_jwt != stytch_session_jwt:
        response.set_cookie(**jwt_cookie(session_jwt))
    return claims


SignedIn = Annotated[SessionClaims, Depends(signed_in)]


@router.post("/session", status_code=204)
def sign_in(stytch: Stytch, access_token: AccessToken, response: Response) -> None:
    """Exchange the access token, and set the session's cookies."""
    for cookie in session_cookies(stytch.exchange(access_token.credentials)):
        response.set_cookie(**cookie)


@router.delete("/session", status_code=204)
def sign_out(response: Response) -> None:
    """Remove the session's cookies from the browser."""
    response.delete_cookie("stytch_session")
    response.delete_cookie("stytch_session_jwt")


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


async def not_signed_in(_request: Request, error: NotSignedInError) -> JSONResponse:
    """Answer with the status and the reason."""
    return JSONResponse({"error": error.reason}, error.status_code)


def create_app(stytch: StytchBackend) -> FastAPI:
    """Return the application for a project."""
    app = FastAPI(exception_handlers={NotSignedInError: not_signed_in})
    app.state.stytch = stytch
    app.include_router(router)
    return app


def from_environment() -> FastAPI:
    """Return the application for the project in the environment variables."""
    return create_app(StytchBackend.from_environment())
