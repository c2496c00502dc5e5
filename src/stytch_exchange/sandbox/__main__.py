"""`python -m stytch_exchange.sandbox`: the command `stytch-exchange sandbox` without Typer."""

import sys

from stytch_exchange.sandbox.command import serve

sys.exit(serve(sys.argv[1:], prog="python -m stytch_exchange.sandbox"))
