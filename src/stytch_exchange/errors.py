"""The errors of this package. None of them shows any part of a body or a JWT."""

from collections.abc import Sequence

from stytch_exchange.findings import Finding
from stytch_exchange.models.error import ErrorResponse


class StytchExchangeError(ValueError):
    """The base of this package's errors.

    They tell of a body that is no successful response, of a session JWT that does not verify, or
    of keys that cannot be had to verify it with.
    """


class InvalidResponseError(StytchExchangeError):
    """The body is not the response that the API's contract describes."""

    findings: tuple[Finding, ...]
    """What is wrong with it, each with its place. At least one."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings.

        Args:
            findings: What is wrong with the body; at least one.
        """
        self.findings = tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        """Return the first ten findings, a line each."""
        shown = [f"  {finding}" for finding in self.findings[:_SHOWN]]
        hidden = len(self.findings) - len(shown)
        if hidden:
            shown.append(f"  and {hidden} more")
        return "\n".join(["not a valid ExchangeAccessTokenResponse:", *shown])


class ExchangeRefusedError(StytchExchangeError):
    """The API, or something in front of it, answered with an error."""

    status_code: int | None
    """The HTTP status code: the worse of the one that was passed in and the body's. None where
    neither is known."""

    error: ErrorResponse | None
    """The error body, or None where the body is not one, such as an HTML page of a proxy."""

    def __init__(self, status_code: int | None, error: ErrorResponse | None) -> None:
        """Keep the status and the error body.

        Args:
            status_code: The HTTP status code, where it is known.
            error: The error body, where there is one.
        """
        self.status_code = status_code
        self.error = error
        super().__init__(status_code, error)

    def __str__(self) -> str:
        """Return the status, the error's type and the request id, never the server's free text."""
        fields = {} if self.error is None else self.error.log_fields()
        if self.status_code is not None:
            fields["status_code"] = self.status_code
        known = ", ".join(f"{name} {value}" for name, value in fields.items())
        without = "" if self.error is not None else " without an error object"
        return f"the exchange was refused{without}" + (f": {known}" if known else "")


_SHOWN = 10
