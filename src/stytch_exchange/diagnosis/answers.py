"""What to do when something other than the API has answered, by the HTTP status."""

_TOO_MANY = 429
_SERVER_ERROR = 500
_CLIENT_ERROR = 400
_REDIRECT = 300


def came_with(status_code: int | None) -> str:
    """Return a sentence about the status, with a space before it, or nothing if it is unknown.

    Args:
        status_code: The HTTP status code.
    """
    return "" if status_code is None else f" It came with the HTTP status {status_code}."


def what_else_answered(status_code: int | None) -> str:
    """Return what to do when a proxy or web server answered instead of the API.

    Args:
        status_code: The HTTP status code, if it is known.
    """
    if status_code is None:
        return (
            "Pass the HTTP status too, and check the address that you call: a proxy, a login page,"
            " a gateway or your own backend answered instead of the API."
        )
    if status_code == _TOO_MANY or status_code >= _SERVER_ERROR:
        return (
            "Wait, then try again: something between you and the API answered, because it could"
            " not reach the API or would not pass the request on."
        )
    if status_code >= _CLIENT_ERROR:
        return (
            "Check the address that you call, and what a proxy or firewall on the way refuses:"
            " Stytch answers errors with JSON."
        )
    if status_code >= _REDIRECT:
        return "Call the address that it redirects to, or let your HTTP client follow it."
    return (
        "Check the address that you call: a proxy, a login page, a gateway or your own backend"
        " answered instead of the API."
    )
