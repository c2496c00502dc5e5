"""The authorization by an app of your own: the calls that a consent page's backend makes."""

from typing import Any, cast

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidClientError

from stytch_exchange.sandbox.calls import Call
from stytch_exchange.sandbox.clients import Client
from stytch_exchange.sandbox.oauth import OAuthServer, authorization_grant, authorize, granted
from stytch_exchange.sandbox.people import Person
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import RefusedError
from stytch_exchange.sandbox.sessions import SessionRequest, identified_session


class _Start(SessionRequest):
    client_id: str
    redirect_uri: str
    response_type: str
    scopes: list[str]
    organization_id: str | None = None
    member_id: str | None = None
    prompt: str | None = None

    def parameters(self) -> dict[str, str]:
        """Return the parameters of the authorization request that the app has sent."""
        named = {
            name: getattr(self, name, None)
            for name in ("client_id", "redirect_uri", "response_type", "state", "code_challenge")
        }
        given = {name: str(value) for name, value in named.items() if value is not None}
        return given | {"scope": " ".join(self.scopes)}


class _Authorize(_Start):
    consent_granted: bool
    state: str | None = None
    nonce: str | None = None
    code_challenge: str | None = None
    resources: list[str] | None = None


def start(project: Project, call: Call) -> dict[str, Any]:
    """Answer what a consent page has to show for an authorization request."""
    request = call.read(_Start)
    person, client, _, _ = _prepared(project, request)
    texts, roles = project.policy.scope_texts, person.sign_in["roles"]
    return {
        "member_id": person.member_id,
        "member": person.member,
        "organization": person.organization,
        "client": {
            "client_id": client.client_id,
            "client_name": client.client_name,
            "client_description": "",
            "client_type": client.client_type,
            "logo_url": None,
        },
        "consent_required": client.needs_consent(request.scopes, request.prompt),
        "scope_results": [
            {
                "scope": scope,
                "description": texts[scope],
                "is_grantable": project.policy.may_grant(scope, roles, person.organization),
            }
            for scope in request.scopes
        ],
    }


def submit(project: Project, call: Call) -> dict[str, Any]:
    """Answer what a member has decided: with the URL to send the browser to."""
    request = call.read(_Authorize)
    person, client, server, asked = _prepared(project, request)
    grant = None
    if request.consent_granted:
        signed_in = request.session_token is not None or request.session_jwt is not None
        grant = granted(project, client, request.scopes, person, has_session=signed_in)
    response = authorize(server, asked, grant)
    return {"redirect_uri": response.location, "authorization_code": response.code}


def revoke_app(project: Project, call: Call) -> dict[str, Any]:
    """Answer a request to revoke an app's access to a member."""
    person = project.people.found(call.path["member_id"], call.path["organization_id"])
    if project.client(call.path["connected_app_id"]) is None:
        raise RefusedError("connected_app_not_found")
    project.revoke(person, call.path["connected_app_id"])
    return {}


def _prepared(project: Project, request: _Start) -> tuple[Person, Client, OAuthServer, Any]:
    person = _person(project, request)
    server = OAuthServer(project, issuer=f"stytch.com/{project.project_id}")
    try:
        asked = authorization_grant(server, request.parameters())
    except InvalidClientError:
        raise RefusedError("connected_app_not_found") from None
    except OAuth2Error as error:
        raise RefusedError("bad_request", str(error.description)) from None
    return person, cast("Client", asked.request.client), server, asked


def _person(project: Project, request: _Start) -> Person:
    if request.session_token or request.session_jwt:
        return identified_session(project, request).person
    if request.member_id is None or request.organization_id is None:
        raise RefusedError(
            "bad_request", "Send session_token, session_jwt, or organization_id with member_id."
        )
    return project.people.found(request.member_id, request.organization_id)
