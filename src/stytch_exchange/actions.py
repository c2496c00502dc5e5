"""What a refusal asks for: decided by its type, and by its status only if the type is unknown."""

from typing import Final, Literal, NamedTuple

RefusalAction = Literal["retry", "new_token", "new_consent", "fix", "stop"]
"""What to do about a refusal.

- `retry`: wait, then send the same request again, with growing pauses.
- `new_token`: have the app get a new access token, and exchange that one. If it is refused too,
  stop.
- `new_consent`: have the app ask the member for consent again.
- `fix`: alert the developers, because a setting or the request is wrong, or the type is unknown.
- `stop`: tell the member that they cannot sign in. Neither a retry nor a new token helps.
"""


class Remedy(NamedTuple):
    """What to do about a refusal: as a word for a program, and as a sentence for a person."""

    action: RefusalAction
    advice: str


_WAIT: Final = Remedy("retry", "Wait, then try again with growing pauses.")
_NEW_TOKEN: Final = Remedy(
    "new_token",
    "Have the app get a new access token: the exchange accepts a token only once, and only in its"
    " first five minutes.",
)
_FULL_ACCESS: Final = Remedy(
    "fix",
    "Use a first-party client whose access token has the scope full_access: only such a token can"
    " be exchanged.",
)
_REQUEST: Final = Remedy("fix", "Correct your request: it cannot succeed as it is.")

_BY_TYPE: Final = (
    (
        "unauthorized_credentials",
        Remedy("fix", "Check your project_id and secret: the member cannot fix this."),
    ),
    ("connected_app_consent_revoked", Remedy("new_consent", "Ask the member for consent again.")),
    (
        "organization_suspended",
        Remedy("fix", "Write to Stytch's support: your own organization at Stytch is suspended."),
    ),
    (
        "connected_app_not_found",
        Remedy("fix", "Check that the Connected App exists in this project."),
    ),
    (
        "connected_app_not_allowed_for_org",
        Remedy("stop", "Tell the member that their organization does not allow this app."),
    ),
    ("oauth_access_token_exchange_missing_full_access", _FULL_ACCESS),
    ("third_party_clients_cannot_use_full_access", _FULL_ACCESS),
    ("insufficient_scope", _FULL_ACCESS),
    (
        "session_authorization_",
        Remedy("stop", "Refuse the action: the member does not have the permission for it."),
    ),
    ("oauth_access_token_exchange_", _NEW_TOKEN),
    ("idp_access_token_", _NEW_TOKEN),
    (
        "session_not_found",
        Remedy("new_token", "The session has ended: have the app get a new access token."),
    ),
    ("invalid_grant", _NEW_TOKEN),
    ("invalid_token", _NEW_TOKEN),
    ("expired_token", _NEW_TOKEN),
    (
        "invalid_client",
        Remedy("fix", "Check the client_id and its secret: the member cannot fix this."),
    ),
    ("route_not_found", Remedy("fix", "Check the path and the method of your request.")),
    ("bad_request", _REQUEST),
    ("invalid_session_duration_minutes", _REQUEST),
    ("custom_claims_too_large", _REQUEST),
    ("reserved_claims_in_custom_claims", _REQUEST),
    ("too_many_requests", _WAIT),
    ("internal_server_error", _WAIT),
    ("temporarily_unavailable", _WAIT),
    ("server_error", _WAIT),
)
"""What to do about each type of error, by the beginning of its name."""

_BY_STATUS: Final = {
    401: Remedy("fix", "Check your project_id and secret, and look up the error_type."),
    403: Remedy("stop", "Do not try again: look up the error_type, and change what it names."),
    429: _WAIT,
}
_SERVER_ERROR = 500
_LOOK_UP: Final = Remedy(
    "fix", "Look up its type in the list of Stytch's errors; the request_id helps their support."
)


def remedy_for(error_type: str, status_code: int | None) -> Remedy:
    """Return what to do about an error of Stytch or of OAuth.

    The type decides if it is known here, because a 401 can be a wrong secret or a revoked consent.

    Args:
        error_type: The type of the error, or `""`.
        status_code: The HTTP status code, if it is known.
    """
    for start, remedy in _BY_TYPE:
        if error_type.startswith(start):
            return remedy
    if status_code is not None and status_code >= _SERVER_ERROR:
        return _WAIT
    return _BY_STATUS.get(status_code or 0, _LOOK_UP)
