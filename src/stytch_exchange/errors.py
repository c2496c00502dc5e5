"""The errors of this package. None of them shows any part of a body or a JWT."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stytch_exchange.findings import Finding
from stytch_exchange.models.error import ErrorResponse

if TYPE_CHECKING:
    # Imported on first use, so that a program whose responses are healthy does not wait for them.
    from stytch_exchange.actions import RefusalAction
    from stytch_exchange.diagnosis.kinds import Diagnosis

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
    """What is wrong with the body, and where. At least one finding."""

    diagnosis: "Diagnosis | None"
    """What the body is instead, and what to do next. None if the findings say enough."""

    def __init__(
        self,
        findings: Sequence[Finding],
        model: str = "ExchangeAccessTokenResponse",
        *,
        diagnosis: "Diagnosis | None" = None,
    ) -> None:
        """Keep the findings and the diagnosis.

        Args:
            findings: What is wrong with the body. At least one.
            model: The name of the response that the body should be.
            diagnosis: What the body is instead, if it is known.
        """
        self.findings = tuple(findings)
        self.diagnosis = diagnosis
        self._model = model
        super().__init__(self.findings, model)

    def __str__(self) -> str:
        """Return the diagnosis, then the first ten findings, each on a line of its own."""
        shown = [f"  {finding}" for finding in self.findings[:_SHOWN]]
        hidden = len(self.findings) - _SHOWN
        if hidden > 0:
            shown.append(f"  and {hidden} more")
        what = f"not a valid {self._model}:"
        first = what if self.diagnosis is None else f"{what} {self.diagnosis}"
        return "\n".join([first, *shown])


class ExchangeRefusedError(StytchExchangeError):
    """The API, or a server between you and the API, returned an error."""

    status_code: int | None
    """The HTTP status code: the higher of the one you passed and the one in the body. None if
    neither is known."""

    error: ErrorResponse | None
    """The parsed error body, or None for another body, such as a proxy's HTML page."""

    diagnosis: "Diagnosis | None"
    """Which server sent the error, and what to do next. None if the body does not show it."""

    def __init__(
        self,
        status_code: int | None,
        error: ErrorResponse | None,
        call: str = "exchange",
        *,
        diagnosis: "Diagnosis | None" = None,
    ) -> None:
        """Keep the status code, the error body and the diagnosis.

        Args:
            status_code: The HTTP status code, if it is known.
            error: The error body, if there is one.
            call: The refused call in a word, for the message.
            diagnosis: Whose error it is, if it is known.
        """
        self.status_code = status_code
        self.error = error
        self.diagnosis = diagnosis
        self._call = call
        super().__init__(status_code, error, call)

    @property
    def action(self) -> "RefusalAction":
        """What to do: `retry`, `new_token`, `new_consent`, `fix` or `stop`.

        The error type decides. The status counts only if the type is unknown, because a 401 can
        mean a wrong secret or a revoked consent.
        """
        from stytch_exchange.actions import remedy_for  # noqa: PLC0415 - only refusals need it

        error_type = "" if self.error is None else self.error.error_type
        return remedy_for(error_type, self.status_code).action

    def __str__(self) -> str:
        """Return the status code, error type, request id and diagnosis, but no text of a server."""
        fields = {} if self.error is None else self.error.log_fields()
        if self.status_code is not None:
            fields["status_code"] = self.status_code
        known = ", ".join(f"{name} {value}" for name, value in fields.items())
        without = "" if self.error is not None else " without an error object"
        text = f"the {self._call} was refused{without}" + (f": {known}" if known else "")
        return text if self.diagnosis is None else f"{text}. {self.diagnosis}"
