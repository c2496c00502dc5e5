"""The blocks of Python that a reader can run get an element that becomes a button."""

import pytest

from hooks.html import runnable

MODULES = {
    "json": "",
    "stytch_exchange": "",
    "httpx": "httpx",
    "stytch_exchange.jwt": "stytch-exchange-jwt",
}


def _block(code: str, language: str = "python") -> str:
    """Return the HTML of a block, with a mark as the highlighter makes it."""
    marked = code.replace("import", '<span class="kn">import</span>')
    pre = f"<pre><span></span><code>{marked}</code></pre>"
    return f'<div class="language-{language} highlight">{pre}</div>'


def _elements(*blocks: str) -> str:
    """Return what follows each block."""
    html = runnable.with_buttons("".join(blocks), "runtime", MODULES)
    for block in blocks:
        assert block in html
        html = html.replace(block, "", 1)
    return html.partition("\n<link")[0]


def test_a_block_gets_a_button() -> None:
    """The page loads the script of the buttons, and nothing else."""
    block = _block("import json\nfrom stytch_exchange import Report")

    html = runnable.with_buttons(block, "../../runtime", MODULES)

    assert html.startswith(f"{block}<run-block></run-block>\n<link")
    assert 1 == html.count("<script")
    assert '<script type="module" src="../../runtime/blocks.js">' in html


@pytest.mark.parametrize(
    "block", [_block("import json", "json"), _block("a = = b"), "<p>import</p>"]
)
def test_what_cannot_run_gets_none(block: str) -> None:
    """Another language, code that is only a part, and text: the page stays as it was."""
    assert block == runnable.with_buttons(block, "runtime", MODULES)


def test_a_title_is_not_code() -> None:
    """It is inside the block, before the code."""
    block = _block("import json").replace("<pre>", '<span class="filename">Set up</span><pre>')

    assert "<run-block></run-block>" == _elements(block)


def test_a_block_lists_what_it_loads() -> None:
    """Our package and Python are always there."""
    block = _block("import json, httpx\nfrom stytch_exchange.jwt import verify_session_jwt")

    assert '<run-block loads="httpx, stytch-exchange-jwt"></run-block>' == _elements(block)


def test_a_block_lists_what_the_browser_lacks() -> None:
    """Then it does not matter what it would load."""
    assert '<run-block lacks="flask"></run-block>' == _elements(_block("import httpx, flask.views"))


def test_a_block_lacks_what_its_names_lack() -> None:
    """Until another block defines the name."""
    lacking = _block("from flask import Flask\n\ndef app(): return Flask(__name__)")
    uses, redefines = _block("server = app()\nserver.run()"), _block("app = print\napp()")

    assert (
        '<run-block lacks="flask"></run-block>' * 2 + "<run-block></run-block>" * 2
    ) == _elements(lacking, uses, _block("def app(): return None"), redefines)
