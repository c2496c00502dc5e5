"""A Connected App of your own: it signs members in with a browser, and shows who they are."""

import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from html import escape
from secrets import compare_digest, token_urlsafe
from typing import Annotated
from urllib.parse import urlencode

import fastapi_app
import httpx
from fastapi import APIRouter, Cookie, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi_app import JWTCookie, SessionCookie, Stytch
from pydantic import SecretStr
from stytch_backend import NotSignedInError, StytchBackend, host_cookie, session_cookies

router = APIRouter()

LOGIN_COOKIE = "__Host-login"
"""Ties a sign-in to the browser that began it: `state` and the PKCE verifier."""

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>An example app</title>
<h1>An example app</h1>
{content}
</html>"""


@dataclass(frozen=True)
class Client:
    """This app as a client of the project."""

    client_id: str
    authorize_url: str
    token_url: str
    redirect_uri: str


@router.get("/")
def home(
    request: Request, stytch: Stytch, jwt: JWTCookie = None, token: SessionCookie = None
) -> HTMLResponse:
    """Show who is signed in, or how to sign in."""
    try:
        claims = fastapi_app.signed_in(request, stytch, jwt, token)
    except NotSignedInError as error:
        content = f'<p>{escape(error.reason)}</p>\n<p><a href="/login">Sign in</a></p>'
    else:
        organization_id = escape(claims.organization.organization_id)
        content = f"""<p>You are signed in as <code>{escape(claims.sub)}</code>.</p>
<p><a href="/me">Who am I?</a> <a href="/organizations/{organization_id}/report">Report</a></p>
<form method="post" action="/sign-out"><button>Sign out</button></form>"""
    policy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(PAGE.format(content=content), headers={"Content-Security-Policy": policy})


@router.get("/login")
def login(request: Request) -> RedirectResponse:
    """Send the browser to the page where the member signs in and allows this app."""
    client: Client = request.app.state.client
    state, verifier = token_urlsafe(), token_urlsafe(48)
    query = {
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "response_type": "code",
        "scope": "openid full_access",
        "state": state,
        "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"="),
        "code_challenge_method": "S256",
    }
    begun = SecretStr(f"{state}.{verifier}")
    request.state.cookies = [host_cookie(LOGIN_COOKIE, begun, timedelta(minutes=10))]
    return RedirectResponse(f"{client.authorize_url}?{urlencode(query)}", 303)


@router.get("/callback")
def callback(
    request: Request,
    stytch: Stytch,
    state: str,
    code: SecretStr | None = None,
    begun: Annotated[SecretStr | None, Cookie(alias=LOGIN_COOKIE)] = None,
) -> RedirectResponse:
    """Get an access token for the code, and exchange it for a session."""
    request.state.cookies = [host_cookie(LOGIN_COOKIE, SecretStr(""), timedelta(0))]
    expected, _, verifier = (begun.get_secret_value() if begun else "").partition(".")
    if not verifier or not compare_digest(state.encode(), expected.encode()):
        raise NotSignedInError(401, "this sign-in was not started in this browser: start again")
    if code is None:
        raise NotSignedInError(401, "the sign-in was denied")
    access_token = _access_token(request.app.state.client, code, verifier)
    request.state.cookies += session_cookies(stytch.exchange(access_token))
    return RedirectResponse("/", 303)


@router.post("/sign-out")
def sign_out(request: Request, stytch: Stytch, token: SessionCookie = None) -> RedirectResponse:
    """Sign out, and show the page again."""
    fastapi_app.sign_out(request, stytch, token)
    return RedirectResponse("/", 303)


def _access_token(client: Client, code: SecretStr, verifier: str) -> SecretStr:
    form = {
        "grant_type": "authorization_code",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "code": code.get_secret_value(),
        "code_verifier": verifier,
    }
    try:
        answer = httpx.post(client.token_url, data=form, timeout=10)
        if answer.status_code == 400:
            raise NotSignedInError(401, "the sign-in took too long: start again")
        return SecretStr(answer.raise_for_status().json()["access_token"])
    except (httpx.HTTPError, ValueError, KeyError):
        raise NotSignedInError(503, "signing in is not possible at the moment") from None


def create_app(stytch: StytchBackend, client: Client) -> FastAPI:
    """Return the application for a project and a client."""
    app = fastapi_app.create_app(stytch)
    app.state.client = client
    app.include_router(router)
    return app


def from_environment() -> FastAPI:
    """Return the application for the project and the client in the environment variables."""
    client = Client(
        os.environ["APP_CLIENT_ID"],
        os.environ["APP_AUTHORIZE_URL"],
        os.environ["APP_TOKEN_URL"],
        os.environ["APP_REDIRECT_URL"],
    )
    return create_app(StytchBackend.from_environment(), client)
