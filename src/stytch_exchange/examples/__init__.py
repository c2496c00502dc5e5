"""Example bodies: responses, errors, and the key set that verifies their session JWTs.

Every person, organization, identifier and token is invented, and nothing was recorded. The
bodies follow the contract and what is known about how the API writes JSON. They all belong to
one invented project and are set in the spring of 2026, so their sessions have long expired. The
bodies are indented for readability; the API sends each on a single line.

| Name | Contents |
|---|---|
| `connected-app` | The usual case: a Google sign-in, then the exchange. It has custom claims. |
| `device` | A request with a `telemetry_id`, so `member_device` is set. |
| `error-oauth` | An error in OAuth's shape, without a status code. |
| `error-rate-limited` | 429: too many requests. |
| `error-server` | 500: a failure inside the API. |
| `error-token-not-found` | 404: an unknown access token. |
| `error-unauthorized` | 401: wrong project credentials. |
| `mfa` | A password, a code from an app and a code by SMS, then the exchange. |
| `minimal` | Only the fields that the contract requires: not even `member_session`. |
| `older-api` | Not valid: it lacks eight required fields that the API gained over time. |
| `refreshed` | From `sessions.authenticate`, not the exchange: ten minutes after `connected-app`. |
| `sso-scim` | A large body: SAML, OIDC, SCIM, custom roles, every setting restricted to its list. |

Parse `refreshed` with `model=SessionAuthenticateResponse`. It has the member and the session of
`connected-app`; no other two examples share an identifier.

The error messages are in our own words; the API's differ.
"""

from functools import cache
from importlib.resources import files

_JWKS = "jwks.json"


def example_names() -> tuple[str, ...]:
    """Return the names of all examples, sorted. The names of error bodies begin with `error-`.

    Returns:
        The names that `load_example` takes.
    """
    return tuple(sorted(file.removesuffix(".json") for file in _files() if file != _JWKS))


def load_example(name: str) -> bytes:
    """Return the body of an example, as if the API had sent it.

    Args:
        name: One of `example_names()`.

    Returns:
        JSON in UTF-8, for `parse_response`.

    Raises:
        ValueError: No example has this name. The message lists the names.
    """
    names = example_names()
    if name not in names:
        raise ValueError(f"no example is named {name!r}; choose from {', '.join(names)}")
    return _files()[f"{name}.json"]


def load_example_jwks() -> bytes:
    """Return the key set that verifies the `session_jwt` of every example.

    Returns:
        A JSON Web Key Set (RFC 7517) in UTF-8, with one public RSA key.
    """
    return _files()[_JWKS]


@cache
def _files() -> dict[str, bytes]:
    """Return the JSON files in this folder by name, so that no caller's text becomes a path."""
    folder = files(__name__).iterdir()
    return {file.name: file.read_bytes() for file in folder if file.name.endswith(".json")}
