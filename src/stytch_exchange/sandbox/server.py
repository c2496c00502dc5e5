"""The server: the sandbox over HTTP, in a thread of this process."""

import socket
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from threading import Thread
from typing import Any

import uvicorn

from stytch_exchange.sandbox.app import create_app
from stytch_exchange.sandbox.identifiers import Identifiers
from stytch_exchange.sandbox.issuing import issued
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.rate import Rate
from stytch_exchange.sandbox.refusals import KNOWN, Refusal
from stytch_exchange.sandbox.templates import Template


class Sandbox:
    """A running sandbox, as its owner holds it. `run_sandbox` makes one."""

    base_url: str
    """Where it listens, such as `http://127.0.0.1:54321/`: what `stytch.B2BClient` takes as its
    `environment`."""

    def __init__(self, project: Project, base_url: str) -> None:
        self._project = project
        self.base_url = base_url

    @property
    def project_id(self) -> str:
        """The identifier of its one project, `project-test-<uuid>`."""
        return self._project.project_id

    @property
    def secret(self) -> str:
        """Secret. The project's secret, in plain text, as clients need it."""
        return self._project.secret

    @property
    def jwks(self) -> dict[str, Any]:
        """The key set that verifies its JWTs, decoded: a JSON Web Key Set (RFC 7517)."""
        return self._project.key.jwks

    @property
    def jwks_url(self) -> str:
        """Where the same key set is served."""
        return f"{self.base_url}v1/b2b/sessions/jwks/{self.project_id}"

    def issue_access_token(
        self,
        *,
        scopes: Iterable[str] = ("full_access",),
        age: timedelta = timedelta(0),
        example: str | None = None,
        client_id: str | None = None,
    ) -> str:
        """Return a new access token, which can be exchanged once within five minutes.

        Args:
            scopes: What the member allowed the app. Without `full_access` the exchange is
                refused.
            age: How long ago the token was issued. Above five minutes it is too old to be
                exchanged, and above an hour it has expired.
            example: The example whose member signs in; by default the sandbox's own.
            client_id: The Connected App that holds the token; by default the example's.

        Raises:
            TypeError: `scopes` is one string.
            ValueError: There is no such example, or `age` is negative.
        """
        return issued(self._project, scopes=scopes, age=age, example=example, client_id=client_id)

    def fail_next(
        self,
        error_type: str = "internal_server_error",
        *,
        status_code: int | None = None,
        times: int = 1,
    ) -> None:
        """Refuse the next exchanges, whatever is asked for. Their tokens stay good.

        Args:
            error_type: The refusal to give: one of those that the sandbox knows, or any other
                name together with its `status_code`.
            status_code: The HTTP status, from 400 to 599; by default the one that a refusal
                which the sandbox knows comes with.
            times: How many exchanges are refused.

        Raises:
            ValueError: The sandbox does not know the refusal, and no status is given; or the
                status is not one of an error.
        """
        refused = _failure(error_type, status_code)
        self._project.failures.extend([refused] * times)

    def reset(self) -> None:
        """Forget the access tokens, the sessions, the failures to come, and what was counted.

        Project, secret and key stay: it is what a test needs to start afresh.
        """
        self._project.tokens.forget()
        self._project.sessions.forget()
        self._project.failures.clear()
        self._project.rate.forget()

    def __repr__(self) -> str:
        """Show where it is, and no secret."""
        return f"Sandbox(base_url={self.base_url!r}, project_id={self.project_id!r})"


def _failure(error_type: str, status_code: int | None) -> Refusal:
    known = KNOWN.get(error_type)
    if status_code is None:
        if known is None:
            message = f"the status of {error_type!r} is not known: pass status_code"
            raise ValueError(message)
        return known
    if status_code not in _ERRORS:
        message = f"the status of an error is from 400 to 599, not {status_code}"
        raise ValueError(message)
    text = known.error_message if known else "The sandbox was told to fail."
    return Refusal(status_code, error_type, text)


_ERRORS = range(400, 600)
_PORTS = range(2**16)


@contextmanager
def run_sandbox(  # noqa: PLR0913 - each is a setting with a default, and named
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    example: str = "connected-app",
    rate_limit: int | None = None,
    clock: Callable[[], datetime] | None = None,
    seed: int | None = None,
    allow_remote: bool = False,
) -> Generator[Sandbox]:
    """Serve a sandbox for as long as the `with` block lasts.

    It answers from a thread of this process as soon as the block begins, and has let go of its
    port when the block ends, however it ends.

    Args:
        host: The address to listen at: one of this machine's own, unless `allow_remote` is set.
        port: The port; 0 takes a free one.
        example: The example whose member signs in: `connected-app`, `device`, `mfa`, `minimal`
            or `sso-scim`.
        rate_limit: How many exchanges are answered in any minute; the others are refused with
            429. None for no limit.
        clock: What tells the time, with a UTC offset; by default the system's clock. Clients
            that verify JWTs by the system's clock need that one.
        seed: Makes identifiers, the secret and the tokens the same in each run, in the order of
            the calls. Whoever knows the seed can then guess all of them. By default they come
            from the system's secure source. The RSA key is new in each run either way.
        allow_remote: Listen at addresses that other machines reach, too. Whoever reaches it gets
            no more than invented data, but nothing is encrypted.

    Yields:
        The sandbox.

    Raises:
        ValueError: There is no such example or port, the host is not a loopback address while
            `allow_remote` is not set, or the clock's time has no UTC offset.
        OSError: The port is taken, or the host is not an address of this machine.
    """
    if not (allow_remote or _is_loopback(host)):
        message = f"{host!r} can be reached by other machines, which allow_remote has to allow"
        raise ValueError(message)
    if port not in _PORTS:
        message = f"a port is from 0 to 65535, not {port}"
        raise ValueError(message)
    project = Project(
        example=example,
        clock=clock or _system_clock,
        identifiers=Identifiers(seed),
        rate=Rate(rate_limit),
    )
    # What is wrong with these two is told here, and not by the first request.
    Template(example)
    project.now()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        # What is accepted inherits it. Otherwise each answer on a kept connection waits 40 ms.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        app = create_app(project, hosts=_names(host) if _is_loopback(host) else ["*"])
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http="h11",
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
        # Whoever connects from now on waits at most for the thread to begin.
        thread.start()
        try:
            yield Sandbox(project, _base_url(host, listening.getsockname()[1]))
        finally:
            server.should_exit = True
            thread.join()


def _names(host: str) -> list[str]:
    """Return what a client that means this machine can call it in its header `Host`."""
    return ["127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host]


def _system_clock() -> datetime:
    return datetime.now(UTC)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _base_url(host: str, port: int) -> str:
    """Return the address to call: that of this machine where the sandbox listens at all of them."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - is asked for
    return f"http://[{here}]:{port}/" if ":" in here else f"http://{here}:{port}/"
