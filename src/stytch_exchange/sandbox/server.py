"""The HTTP server of a sandbox, in a thread of this process."""

import socket
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn

from stytch_exchange.loopback import is_loopback
from stytch_exchange.sandbox.access_tokens import issue_access_token
from stytch_exchange.sandbox.app import create_app
from stytch_exchange.sandbox.clock import Clock
from stytch_exchange.sandbox.control import planned_failure
from stytch_exchange.sandbox.http import EXCHANGE_PATH
from stytch_exchange.sandbox.identifiers import Identifiers
from stytch_exchange.sandbox.people import example_person
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.protocol import ImpatientProtocol
from stytch_exchange.sandbox.rate import Rate
from stytch_exchange.sandbox.seed import read_seed_file

_PORTS = range(2**16)


class Sandbox:
    """A running sandbox. `run_sandbox` starts it."""

    base_url: str
    """The address of the sandbox, such as `http://127.0.0.1:54321/`. Pass it to
    `stytch.B2BClient` as `environment`."""

    def __init__(self, project: Project, base_url: str) -> None:
        self._project = project
        self.base_url = base_url

    @property
    def project_id(self) -> str:
        """The identifier of the sandbox's only project, `project-test-<uuid>`."""
        return self._project.project_id

    @property
    def secret(self) -> str:
        """Secret. The project's secret in plain text, for clients."""
        return self._project.secret

    @property
    def control_key(self) -> str:
        """Secret. The key of the control routes below `/_sandbox/`, in plain text."""
        return self._project.control_key

    @property
    def jwks(self) -> dict[str, Any]:
        """The key set that verifies the sandbox's JWTs: a decoded JSON Web Key Set (RFC 7517)."""
        return self._project.key.jwks

    @property
    def jwks_url(self) -> str:
        """The URL of the same key set."""
        return f"{self.base_url}v1/b2b/sessions/jwks/{self.project_id}"

    def issue_access_token(
        self,
        *,
        scopes: Iterable[str] = ("full_access",),
        age: timedelta = timedelta(0),
        example: str | None = None,
        member: str | None = None,
        client_id: str | None = None,
    ) -> str:
        """Return a new access token: a JWT, which can be exchanged once within five minutes.

        Args:
            scopes: The scopes that the member granted to the app. Without `full_access`, the
                exchange is refused.
            age: How long ago the token was issued. After five minutes it cannot be exchanged,
                and after an hour it has expired.
            example: The example with the member who signs in; by default the sandbox's example.
            member: The identifier or the email address of the member who signs in, instead of
                an example.
            client_id: The Connected App that received the token; by default the example's. Any
                other name makes a first-party app that may have `full_access`.

        Raises:
            TypeError: `scopes` is a string.
            ValueError: The example or the member does not exist, or `age` is negative.
        """
        return issue_access_token(
            self._project,
            scopes=scopes,
            age=age,
            example=example,
            member=member,
            client_id=client_id,
        )

    def fail_next(
        self,
        error_type: str = "internal_server_error",
        *,
        status_code: int | None = None,
        times: int = 1,
        path: str = EXCHANGE_PATH,
    ) -> None:
        """Refuse the next exchanges, whatever they request. Their tokens stay unused.

        Args:
            error_type: A refusal that the sandbox knows, or any other name if you also pass
                `status_code`.
            status_code: The HTTP status, from 400 to 599. A known refusal has its own status by
                default.
            times: The number of requests to refuse. At most 10,000 can be planned.
            path: The route to refuse instead of the exchange, as in the table of routes.

        Raises:
            ValueError: The refusal is unknown and `status_code` is missing, `status_code` is not
                an error status, or `times` is not positive or too large.
        """
        self._project.fail(path, planned_failure(error_type, status_code), times=times)

    def reset(self) -> None:
        """Forget all access tokens, sessions, planned failures and counted exchanges.

        The project, secret and key stay, so that the next test can use the same application.
        """
        self._project.forget()

    def __repr__(self) -> str:
        """Show the address and the project, but not the secret."""
        return f"Sandbox(base_url={self.base_url!r}, project_id={self.project_id!r})"


@contextmanager
def run_sandbox(  # noqa: PLR0913 - keyword-only settings, each with a default
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    example: str = "connected-app",
    rate_limit: int | None = None,
    clock: Callable[[], datetime] | None = None,
    seed: int | None = None,
    seed_file: str | Path | None = None,
    allow_remote: bool = False,
) -> Generator[Sandbox]:
    """Serve a sandbox until the `with` block ends.

    The sandbox answers from a thread of this process when the block begins. Its port is free
    again after the block, even if the block raises an error.

    Args:
        host: The address to listen on. It must be a loopback address unless `allow_remote` is set.
        port: The port; 0 uses a free one.
        example: The example with the member who signs in: `connected-app`, `device`, `mfa`,
            `minimal` or `sso-scim`.
        rate_limit: The most exchanges in any minute; further ones are refused with 429. None for
            no limit.
        clock: A function that returns the current time with a UTC offset; by default the system's
            clock. Clients that verify JWTs by the system's clock need the default.
        seed: Makes the identifiers, the secret and the tokens the same in each run, if the calls
            come in the same order. Anyone who knows the seed can guess them. By default they come
            from the system's secure source. The RSA key is always new.
        seed_file: A JSON file with organizations, members, clients and roles of your own. Its
            first member signs in by default.
        allow_remote: Allow an address that other machines can reach. The data is invented, but
            the connections are not encrypted.

    Yields:
        The sandbox.

    Raises:
        ValueError: The example or the port does not exist, the seed file is not valid, the host is
            not a loopback address and `allow_remote` is not set, or the clock's time does not
            have a UTC offset.
        OSError: The port is in use, the host is not an address of this machine, or the seed file
            cannot be read.
    """
    if not (allow_remote or is_loopback(host)):
        raise ValueError(
            f"other machines can reach {host!r}: use a loopback address, or allow_remote"
        )
    if port not in _PORTS:
        raise ValueError(f"the port must be from 0 to 65535, not {port}")
    project = Project(
        example=example,
        clock=Clock(clock or _system_clock),
        identifiers=Identifiers(seed),
        rate=Rate(rate_limit),
    )
    if seed_file is not None:
        project.plant(read_seed_file(seed_file, project.identifiers))
    # Report an invalid example or clock now, not at the first request.
    example_person(example)
    project.now()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        # Accepted sockets inherit this. Without it, each answer on a kept connection waits 40 ms.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        app = create_app(project, hosts=_names(host) if is_loopback(host) else ["*"])
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=ImpatientProtocol,
                lifespan="off",
                loop="asyncio",
                ws="none",
                log_config=None,
                timeout_graceful_shutdown=1,
            )
        )
        thread = Thread(
            target=server.run, kwargs={"sockets": [listening]}, name="stytch-sandbox", daemon=True
        )
        # The socket accepts connections already; the first answer waits for the thread to start.
        thread.start()
        try:
            yield Sandbox(project, _base_url(host, listening.getsockname()[1]))
        finally:
            server.should_exit = True
            thread.join()


def _names(host: str) -> list[str]:
    """Return the names for this machine in the header `Host`."""
    return ["127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host]


def _system_clock() -> datetime:
    return datetime.now(UTC)


def _base_url(host: str, port: int) -> str:
    """Return the address to call: a loopback address if the sandbox listens on all addresses."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{here}]:{port}/" if ":" in here else f"http://{here}:{port}/"
