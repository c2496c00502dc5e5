"""The errors of this package. None of them shows any part of a body or a JWT."""

from collections.abc import Sequence

from stytch_exchange.findings import Finding
from stytch_exchange.models.error import ErrorResponse

_SHOWN = 10
"""How many findings a message lists."""


class StytchExchangeError(ValueError):
    """The base class of this package's errors.

    Subclasses report a body that is not a successful response, a session JWT that does not
    verify, or a key set that cannot be loaded.
    """


class InvalidResponseError(StytchExchangeError):
    """The body does not match the API contract."""

    findings: tuple[Finding, ...]
    """What is wrong with the body, and where. At least one."""

    def __init__(
        self, findings: Sequence[Finding], model: str = "ExchangeAccessTokenResponse"
    ) -> None:
        """Keep the findings.

        Args:
            findings: What is wrong with the body. At least one.
            model: The name of the response that the body should be.
        """
        self.findings = tuple(findings)
        self._model = model
        super().__init__(self.findings, model)

    def __str__(self) -> str:
        """Return the first ten findings, one on each line."""
        shown = [f"  {finding}" for finding in self.findings[:_SHOWN]]
        hidden = len(self.findings) - len(shown)
        if hidden:
            shown.append(f"  and {hidden} more")
        return "\n".join([f"not a valid {self._model}:", *shown])


class ExchangeRefusedError(StytchExchangeError):
    """The API, or a server between you and the API, returned an error."""

    status_code: int | None
    """The HTTP status code: the higher of the one you passed and the one in the body. None if
    neither is known."""

    error: ErrorResponse | None
    """The parsed error body, or None if the body is not one, such as a proxy's HTML page."""

    def __init__(
        self, status_code: int | None, error: ErrorResponse | None, call: str = "exchange"
    ) -> None:
        """Keep the status code and the error body.

        Args:
            status_code: The HTTP status code, if it is known.
            error: The error body, if there is one.
            call: The refused call in a word, for the message.
        """
        self.status_code = status_code
        self.error = error
        self._call = call
        super().__init__(status_code, error, call)

    def __str__(self) -> str:
        """Return the status code, error type and request id, but never the server's own text."""
        fields = {} if self.error is None else self.error.log_fields()
        if self.status_code is not None:
            fields["status_code"] = self.status_code
        known = ", ".join(f"{name} {value}" for name, value in fields.items())
        without = "" if self.error is not None else " without an error object"
        return f"the {self._call} was refused{without}" + (f": {known}" if known else "")
