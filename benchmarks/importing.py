"""Starting: imports and the command line, as whole processes, against pydantic and the SDK."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.bodies import SIZES, bodies
from benchmarks.timing import ratios_of_processes

ROUNDS = 15

_SDK = "from stytch.b2b.models.sessions import ExchangeAccessTokenResponse"
_PARSE = "import sys, stytch_exchange as s; s.parse_response(open(sys.argv[1], 'rb').read())"
_ONE_MODEL = "import pydantic; pydantic.create_model('Model', a=(int, ...))"
_COMMAND = "from stytch_exchange.cli import app; app()"


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the processor's time of each process, divided by that of the one it is held against.

    Args:
        rounds: How often to repeat.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, "body.json")
        path.write_bytes(bodies(SIZES["small"], 1)[0])
        imports = ratios_of_processes(
            {
                "sdk": ["-c", _SDK],
                "ours": ["-c", "import stytch_exchange"],
                "ours_and_parse": ["-c", _PARSE, str(path)],
                "one_model": ["-c", _ONE_MODEL],
            },
            rounds,
        )
        command = ratios_of_processes(
            {
                "pydantic": ["-c", "import pydantic"],
                "check": ["-c", _COMMAND, "check", str(path)],
            },
            rounds,
        )
    return {"imports": imports, "command": command}
