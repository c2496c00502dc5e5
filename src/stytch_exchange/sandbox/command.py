"""The command that runs a sandbox, and prints code to paste."""

import json
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Sequence
from time import sleep
from typing import Any, NoReturn

from stytch_exchange.echo import without_tokens
from stytch_exchange.loopback import is_loopback
from stytch_exchange.sandbox.server import Sandbox, run_sandbox

_CANNOT_START = 2

_TO_PASTE = """\
Serving a sandbox at {sandbox.base_url} until Ctrl+C. All of its data is invented.

Project ID:   {sandbox.project_id}
Secret:       {sandbox.secret}
Key set:      {sandbox.jwks_url}
Control key:  {sandbox.control_key}
Authorize at: {sandbox.base_url}oauth/authorize
Access token: {tokens[0]}

An access token can be exchanged once, within five minutes. Press Enter for another one.

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


def serve(arguments: Sequence[str], *, prog: str) -> int:
    """Run a sandbox until Ctrl+C, and return the exit status.

    The command prints code to paste, and another access token for each line that it reads.
    """
    options = vars(options_parser(prog).parse_args(arguments))
    as_json = options.pop("json", False)
    try:
        with run_sandbox(**options) as sandbox:
            _warn(options)
            _talk(sandbox, as_json=as_json)
    except KeyboardInterrupt:
        sys.stdout.write("\n")
    except (OSError, ValueError) as error:
        sys.stderr.write(without_tokens(f"cannot start the sandbox: {error}\n"))
        return _CANNOT_START
    return 0


class _Parser(ArgumentParser):
    """A parser whose errors do not repeat an argument that could be a token."""

    def error(self, message: str) -> NoReturn:
        """Print the error, and exit."""
        super().error(without_tokens(message))


def options_parser(prog: str) -> ArgumentParser:
    """Return the parser of the options.

    Except `--json`, their names and defaults are those of `run_sandbox`: an option that is not
    given is left out.
    """
    parser = _Parser(
        prog=prog,
        description="Run a local stand-in for Stytch's B2B API until Ctrl+C.",
        argument_default=SUPPRESS,
        allow_abbrev=False,
    )
    parser.add_argument("--host", help="the address to listen on; 127.0.0.1 by default")
    parser.add_argument("--port", type=int, help="the port; a free one by default")
    parser.add_argument(
        "--example", help="the example with the member who signs in; connected-app by default"
    )
    parser.add_argument(
        "--rate-limit", type=int, help="the most exchanges in a minute; no limit by default"
    )
    parser.add_argument(
        "--seed",
        type=int,
        help="make the same identifiers and tokens in each run; they can then be guessed",
    )
    parser.add_argument(
        "--seed-file",
        metavar="FILE",
        help="a JSON file with organizations, members, clients and roles of your own",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print the address, the credentials and each access token as JSON, one line each",
    )
    parser.add_argument(
        "--allow-remote", action="store_true", help="let other machines connect, unencrypted"
    )
    return parser


def _warn(options: dict[str, Any]) -> None:
    """Warn of what other machines can do, if they may connect."""
    if "allow_remote" in options and not is_loopback(options.get("host", "127.0.0.1")):
        sys.stderr.write(
            "warning: other machines can use this sandbox, and the connection is not encrypted\n"
        )
        if "seed" in options:
            sys.stderr.write("warning: anyone who knows the seed can guess the secret\n")


def _talk(sandbox: Sandbox, *, as_json: bool) -> None:
    if as_json:
        names = ("base_url", "project_id", "secret", "jwks_url", "control_key")
        described = {name: getattr(sandbox, name) for name in names}
        _print(f"{json.dumps(described | {'access_token': sandbox.issue_access_token()})}\n")
    else:
        # Two tokens, so that both commands can be pasted: each token works only once.
        tokens = [sandbox.issue_access_token() for _ in range(2)]
        _print(_TO_PASTE.format(sandbox=sandbox, tokens=tokens))
    # sys.stdin is None if the process started with standard input closed.
    for _ in sys.stdin or ():
        token = sandbox.issue_access_token()
        line = json.dumps({"access_token": token}) if as_json else f"Access token: {token}"
        _print(f"{line}\n")
    # In a container, for example, standard input ends at once. Keep serving.
    _wait()


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _wait() -> None:
    # On Windows, Ctrl+C interrupts a sleep, but not the wait for an event.
    while True:
        sleep(3600)
