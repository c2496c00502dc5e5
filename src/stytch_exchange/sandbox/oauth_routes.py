"""The OAuth routes: authorize, token, introspect, register and metadata."""

import json
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import parse_qsl

from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7591 import InvalidClientMetadataError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from stytch_exchange.sandbox.clients import FULL_ACCESS, Client
from stytch_exchange.sandbox.consent import PAGE_HEADERS, consent_page, error_page
from stytch_exchange.sandbox.http import json_response, read_body
from stytch_exchange.sandbox.oauth import (
    AUTHENTICATION_METHODS,
    OAuthResponse,
    OAuthServer,
    authorization_grant,
    authorize,
    granted,
    oauth_request,
)
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import RefusedError
from stytch_exchange.sandbox.registration import register
from stytch_exchange.sandbox.signing import access_token_claims

AUTHORIZE_PATH = "/oauth/authorize"
_PUBLIC = "/v1/public/{project_id}"
_REPEATABLE = {"resource"}
"""RFC 8707 allows several resources."""


def oauth_routes(project: Project) -> list[Route]:
    """Return the OAuth routes of a project."""
    oauth = _OAuth(project)
    return [
        Route(AUTHORIZE_PATH, oauth.consent_page),
        Route(AUTHORIZE_PATH, oauth.consent, methods=["POST"]),
        *(
            Route(f"{prefix}/oauth2/{name}", endpoint, methods=["POST"])
            for name, endpoint in (("token", oauth.token), ("introspect", oauth.introspect))
            for prefix in ("/v1", _PUBLIC)
        ),
        Route("/v1/oauth2/register", oauth.register, methods=["POST"]),
        Route("/.well-known/oauth-authorization-server", oauth.metadata),
        Route("/.well-known/openid-configuration", oauth.metadata),
    ]


class _OAuth:
    """The handlers of the OAuth routes."""

    def __init__(self, project: Project) -> None:
        self._project = project

    async def consent_page(self, request: Request) -> Response:
        """Show the page, or answer at once if the request leaves nothing to ask."""
        server = self._server(request)
        parameters = _parameters(request.query_params.multi_items())
        asked = authorization_grant(server, parameters)
        client, scopes = _asked(asked)
        consent_required = client.needs_consent(scopes, parameters.get("prompt"))
        hint = parameters.get("login_hint")
        person = self._project.people.named(hint) if hint else None
        if person is not None and not consent_required:
            grant = granted(self._project, client, scopes, person)
            return _redirect(authorize(server, asked, grant))
        people = [each for each in self._project.people if client.allowed_in(each.organization)]
        first = person or self._project.person
        people.sort(key=lambda each: each.member_id != first.member_id)
        texts = {scope: self._project.policy.scope_texts[scope] for scope in scopes}
        page = consent_page(client, texts, people, parameters, consent_required=consent_required)
        return HTMLResponse(page, headers=PAGE_HEADERS)

    async def consent(self, request: Request) -> Response:
        """Send the browser back to the app, with a code or an error."""
        origin = request.headers.get("origin")
        server = self._server(request)
        if origin is not None and origin != _domain(request):
            raise InvalidRequestError("The form must be sent from its own page.")
        parameters = await _form(request)
        person = self._project.people.named(parameters.pop("member", ""))
        decision = parameters.pop("decision", "deny")
        asked = authorization_grant(server, parameters)
        if person is None:
            raise InvalidRequestError("Choose a member.")
        client, scopes = _asked(asked)
        grant = granted(self._project, client, scopes, person) if decision == "allow" else None
        return _redirect(authorize(server, asked, grant))

    async def token(self, request: Request) -> Response:
        """Answer with an access token, and maybe with a refresh token."""
        server = self._server(request)
        response = cast("OAuthResponse", server.create_token_response(await _post(request)))
        return self._json(response.body, response.status_code)

    async def introspect(self, request: Request) -> Response:
        """Answer whether a token is active, and with its claims."""
        server = self._server(request)
        asked = await _post(request)
        client = server.authenticate_client(asked, AUTHENTICATION_METHODS, "introspection")
        claims = self._claims(asked.form.get("token", ""), cast("Client", client), server.issuer)
        return self._json({"active": claims is not None, **(claims or {})}, 200)

    async def register(self, request: Request) -> Response:
        """Register a client."""
        try:
            metadata = _object(await read_body(request))
        except RefusedError as error:
            raise InvalidClientMetadataError(str(error)) from None
        except ValueError:
            raise InvalidClientMetadataError("The body must be a JSON object.") from None
        return _json(register(self._project, metadata), 201)

    async def metadata(self, request: Request) -> Response:
        """Describe the server (RFC 8414)."""
        domain = _domain(request)
        scopes = [scope for scope in self._project.policy.scope_texts if scope != FULL_ACCESS]
        metadata = {
            "authorization_endpoint": f"{domain}{AUTHORIZE_PATH}",
            "code_challenge_methods_supported": ["S256"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "introspection_endpoint": f"{domain}/v1/oauth2/introspect",
            "issuer": domain,
            "jwks_uri": f"{domain}/v1/b2b/sessions/jwks/{self._project.project_id}",
            "registration_endpoint": f"{domain}/v1/oauth2/register",
            "response_types_supported": ["code"],
            # Third-party clients ask for all of these, so `full_access` is not among them.
            "scopes_supported": scopes,
            "subject_types_supported": ["public"],
            "token_endpoint": f"{domain}/v1/oauth2/token",
            "token_endpoint_auth_methods_supported": list(AUTHENTICATION_METHODS),
        }
        return _json(metadata, 200)

    def _server(self, request: Request) -> OAuthServer:
        """Return a server whose issuer is the address that was called."""
        own = self._project.project_id
        if "project_id" not in request.path_params:
            return OAuthServer(self._project, issuer=_domain(request))
        if request.path_params["project_id"] != own:
            raise HTTPException(404)
        return OAuthServer(self._project, issuer=f"stytch.com/{own}")

    def _claims(self, token: str, client: Client, issuer: str) -> dict[str, Any] | None:
        """Return the claims of an active token of this client, or None."""
        now = self._project.now()
        grant = self._project.tokens.active(token, now=now)
        if grant and grant.client.client_id == client.client_id:
            claims = self._project.key.signed_claims(token) or {}
            return {**claims, "token_type": "access_token"}
        known = self._project.refresh_tokens.get(token, now=now)
        if known is None or known.grant.revoked or not known.check_client(client):
            return None
        claims = access_token_claims(
            known.grant,
            project_id=self._project.project_id,
            issuer=issuer,
            jti="",
            issued_at=known.issued_at,
            expires_at=known.expires_at,
        )
        del claims["jti"]
        return {**claims, "token_type": "refresh_token"}

    def _json(self, body: Any, status_code: int) -> Response:
        """Return JSON with the fields that the API adds to each success."""
        if "error" in body:
            return _json(dict(body), status_code)
        request_id = self._project.identifiers.identifier("request-id")
        return _json({**body, "request_id": request_id, "status_code": status_code}, status_code)


def _asked(authorization: Any) -> tuple[Client, list[str]]:
    """Return the client of an authorization request, and the scopes that it asks for."""
    request = authorization.request
    return request.client, str(request.scope or "").split()


async def _post(request: Request) -> OAuth2Request:
    authorization = request.headers.get("authorization")
    return oauth_request("POST", await _form(request), authorization=authorization)


async def _form(request: Request) -> dict[str, str]:
    """Return the parameters of a form, or of a JSON object, which Stytch's examples send."""
    try:
        body = await read_body(request)
        if request.headers.get("content-type", "").startswith("application/json"):
            sent = _object(body).items()
            return {name: value for name, value in sent if isinstance(value, str)}
        return _parameters(parse_qsl(body.decode(), keep_blank_values=True))
    except RefusedError as error:
        raise InvalidRequestError(str(error)) from None
    except ValueError:
        raise InvalidRequestError("The body must be a form or a JSON object.") from None


def _object(body: bytes) -> dict[str, Any]:
    decoded = json.loads(body)
    if not isinstance(decoded, dict):
        raise ValueError("not an object")  # noqa: TRY004 - as wrong as broken JSON
    return decoded


def _parameters(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return parameters by name. Each may appear once (RFC 6749, section 3.1)."""
    parameters: dict[str, str] = {}
    for name, value in pairs:
        if name in parameters and name not in _REPEATABLE:
            raise InvalidRequestError("A parameter appears more than once.")
        parameters[name] = value
    return parameters


def _domain(request: Request) -> str:
    """Return the address that was called, as the issuer: without a trailing slash."""
    return str(request.base_url).rstrip("/")


def _redirect(response: OAuthResponse) -> Response:
    return RedirectResponse(
        str(response.location), status_code=302, headers={"Cache-Control": "no-store"}
    )


async def oauth_error(request: Request, error: Exception) -> Response:
    """Answer with an error: tell the app if it can be told, and the person otherwise."""
    status_code, body, headers = cast("OAuth2Error", error)()
    if request.url.path != AUTHORIZE_PATH:
        return _json(dict(body), status_code)
    location = dict(headers).get("Location")
    if location is not None:
        return RedirectResponse(location, status_code=302, headers={"Cache-Control": "no-store"})
    reason = body.get("error_description") or body["error"]
    return HTMLResponse(error_page(reason), status_code, headers=PAGE_HEADERS)


def _json(body: dict[str, Any], status_code: int) -> Response:
    response = json_response(body, status_code)
    response.headers["Cache-Control"] = "no-store"
    return response
