"""`python -m stytch_exchange.sandbox`: the sandbox by hand, without the extra `cli`."""

import sys
from argparse import ArgumentParser

from stytch_exchange.sandbox.command import serve


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m stytch_exchange.sandbox",
        description="Serve a local stand-in for Stytch's B2B API until Ctrl+C.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at")
    parser.add_argument("--port", type=int, default=0, help="the port; 0, the default, is any")
    parser.add_argument(
        "--example", default="connected-app", help="the example whose member signs in"
    )
    parser.add_argument("--rate-limit", type=int, help="exchanges that are answered in a minute")
    parser.add_argument("--seed", type=int, help="the same identifiers and tokens in each run")
    parser.add_argument(
        "--allow-remote", action="store_true", help="listen where other machines reach it, too"
    )
    return parser


sys.exit(serve(**vars(_parser().parse_args())))
