"""What runs the blocks of a page: they share names, and errors name a line of the block."""

import json
from typing import Any

import blocks
import pytest


@pytest.fixture(autouse=True)
def _forget() -> None:
    """Begin each test without names."""
    blocks.reset()


def _run(code: str) -> tuple[str, Any]:
    """Run a block, and return what it printed, and its error."""
    ran = json.loads(blocks.run(code))
    return ran["printed"], ran["error"]


def test_blocks_share_their_names() -> None:
    """In the order in which they run, until they are reset."""
    _run("word = 'Hà'")

    assert ("Hà\n", None) == _run("print(word)")
    blocks.reset()
    assert "NameError" in _run("print(word)")[1]


def test_an_error_names_the_line_of_the_block() -> None:
    """Not one of the runner or of a library; what was printed before stays."""
    printed, error = _run("import json\nprint(1)\njson.loads('{')")

    assert "1\n" == printed
    assert error.startswith("Line 3: json.decoder.JSONDecodeError: ")


def test_a_logger_of_an_earlier_block_prints_in_a_later_one() -> None:
    """It keeps the stream that it was given."""
    _run("import sys\nstream = sys.stdout\nprint('first')")

    assert ("second\n", None) == _run("print('second', file=stream)")


def test_a_wrong_block_is_an_error() -> None:
    """So is one that ends the program."""
    assert "SyntaxError" in _run("a = = b")[1]
    assert "Line 1: SystemExit: 3" == _run("raise SystemExit(3)")[1]
