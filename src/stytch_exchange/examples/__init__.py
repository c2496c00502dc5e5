"""Bodies to try things with: responses, errors, and the key that verifies their JWTs.

Every person, organization, identifier and token is invented, and none of it was recorded: the
shape follows the contract, and what is known of how the API writes JSON. All of it belongs to
one invented project, and takes place in the spring of 2026: the sessions are long over. The
bodies are indented for people to read; over the wire they come on one line.

| Name | What it holds |
|---|---|
| `connected-app` | The usual case: a Google sign-in, then the exchange. It has custom claims. |
| `device` | A request with a `telemetry_id`: `member_device` is filled in. |
| `error-oauth` | An error in OAuth's shape, without a status. |
| `error-rate-limited` | 429: too many requests. |
| `error-server` | 500: a fault of the API. |
| `error-token-not-found` | 404: an access token that is not known. |
| `error-unauthorized` | 401: wrong project credentials. |
| `mfa` | A password, a code of an app and a code by SMS, then the exchange. |
| `minimal` | Nothing but what the contract requires: not even `member_session`. |
| `older-api` | Not valid: it lacks eight required fields that the API has gained over time. |
| `sso-scim` | A large one: SAML, OIDC, SCIM, custom roles, every setting restricted by its list. |

The messages of the errors are our own wording; the API's differ.
"""

from functools import cache
from importlib.resources import files

_JWKS = "jwks.json"


def example_names() -> tuple[str, ...]:
    """Return the names of all examples, sorted; those of error bodies begin with `error-`.

    Returns:
        The names that `load_example` takes.
    """
    return tuple(sorted(file.removesuffix(".json") for file in _files() if file != _JWKS))


def load_example(name: str) -> bytes:
    """Return the body of an example, as if it came from the API.

    Args:
        name: One of `example_names()`.

    Returns:
        JSON in UTF-8, for `parse_response`.

    Raises:
        ValueError: There is no example of this name; the message lists those there are.
    """
    names = example_names()
    if name not in names:
        message = f"no example is named {name!r}; there are {', '.join(names)}"
        raise ValueError(message)
    return _files()[f"{name}.json"]


def load_example_jwks() -> bytes:
    """Return the key set that verifies the `session_jwt` of every example.

    Returns:
        A JSON Web Key Set (RFC 7517) in UTF-8, with one public RSA key.
    """
    return _files()[_JWKS]


@cache
def _files() -> dict[str, bytes]:
    """Return the JSON files of this folder by name: no path is ever made of a caller's text."""
    folder = files(__name__).iterdir()
    return {file.name: file.read_bytes() for file in folder if file.name.endswith(".json")}
