"""The command: a sandbox that is run by hand, and what it prints to paste."""

import sys
from time import sleep

from stytch_exchange.sandbox.server import Sandbox, run_sandbox

_CANNOT_START = 2


def serve(  # noqa: PLR0913 - they are the options of the command
    *,
    host: str,
    port: int,
    example: str,
    rate_limit: int | None,
    seed: int | None,
    allow_remote: bool,
) -> int:
    """Serve a sandbox until Ctrl+C, and return the exit status.

    It prints what to paste, and another access token for each line that it reads.

    Args:
        host: The address to listen at.
        port: The port; 0 takes a free one.
        example: The example whose member signs in.
        rate_limit: How many exchanges are answered in any minute; None for no limit.
        seed: Makes identifiers and tokens the same in each run.
        allow_remote: Listen at addresses that other machines reach, too.
    """
    try:
        with run_sandbox(
            host=host,
            port=port,
            example=example,
            rate_limit=rate_limit,
            seed=seed,
            allow_remote=allow_remote,
        ) as sandbox:
            _talk(sandbox)
    except KeyboardInterrupt:
        sys.stdout.write("\n")
    except (OSError, ValueError) as error:
        sys.stderr.write(f"the sandbox cannot start: {error}\n")
        return _CANNOT_START
    return 0


def _talk(sandbox: Sandbox) -> None:
    # Whoever pastes both commands needs two tokens, since each works once.
    tokens = [sandbox.issue_access_token() for _ in range(2)]
    _print(_TO_PASTE.format(sandbox=sandbox, tokens=tokens))
    # Python has no standard input where it began with a closed one.
    for _ in sys.stdin or ():
        _print(f"Access token: {sandbox.issue_access_token()}\n")
    # Where nobody types, as in a container, it serves on.
    _wait()


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _wait() -> None:
    # On Windows Ctrl+C interrupts a sleep, and not the wait for an event.
    while True:
        sleep(3600)


_TO_PASTE = """\
Serving a sandbox at {sandbox.base_url} until Ctrl+C. All that is in it is invented.

Project ID:   {sandbox.project_id}
Secret:       {sandbox.secret}
Key set:      {sandbox.jwks_url}
Access token: {tokens[0]}

An access token works once, within five minutes: press Enter for another.

With curl:

curl --user '{sandbox.project_id}:{sandbox.secret}' \\
  --header 'Content-Type: application/json' \\
  --data '{{"access_token": "{tokens[0]}"}}' \\
  {sandbox.base_url}v1/b2b/sessions/exchange_access_token

With Stytch's Python SDK:

import stytch

client = stytch.B2BClient(
    "{sandbox.project_id}",
    "{sandbox.secret}",
    environment="{sandbox.base_url}",
)
response = client.sessions.exchange_access_token("{tokens[1]}")
print(response.member.name)

"""
