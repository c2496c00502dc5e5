"""The documentation: its code prints the output that it shows, and its lists match the code."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from pytest_examples import CodeExample, EvalExample, find_examples
from starlette.routing import Route
from typer.main import get_command

from stytch_exchange import DiagnosisKind, FindingCode, load_example
from stytch_exchange.cli import app
from stytch_exchange.findings import severity_of
from stytch_exchange.sandbox import run_sandbox
from stytch_exchange.sandbox.app import create_app
from stytch_exchange.sandbox.command import options_parser
from stytch_exchange.sandbox.not_served import api_paths
from stytch_exchange.sandbox.refusals import KNOWN

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests/diagnosis/cases"
BIN = Path(sys.executable).parent
SKILL = ROOT / "src/stytch_exchange/.agents/skills/stytch-exchange/SKILL.md"
"""The file for coding agents, which is part of the package."""

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), SKILL]

SERVED = ROOT / "docs/how-to/run-the-sandbox.md"
"""The page whose first command starts the server for the others."""


def _examples(page: Path) -> list[CodeExample]:
    """Return the code of a page, without included files, which have their own tests."""
    return [code for code in find_examples(page) if not code.source.startswith("--8<--")]


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if _examples(page)],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_the_code_of_a_page_prints_what_the_page_shows(
    page: Path, eval_example: EvalExample
) -> None:
    """A page's blocks run in order, and share their names."""
    eval_example.set_config(line_length=100)
    names: dict[str, Any] = {}
    for example in _examples(page):
        if eval_example.update_examples:
            names |= eval_example.run_print_update(example, module_globals=names)
        else:
            names |= eval_example.run_print_check(example, module_globals=names)


def test_a_page_with_a_wrong_output_fails(tmp_path: Path, eval_example: EvalExample) -> None:
    """The test above can fail: an output that differs from the page is an error."""
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(6 * 7)\n#> 41\n```\n")

    with pytest.raises(pytest.fail.Exception, match="42"):
        eval_example.run_print_check(*_examples(page))


def test_a_page_is_finished() -> None:
    """A line of only capitals, such as a TODO, is a placeholder."""
    placeholder = re.compile(r"^[A-Z]{3,}$", re.MULTILINE)
    found = {page: placeholder.findall(page.read_text("utf-8")) for page in PAGES}

    assert {} == {page: lines for page, lines in found.items() if lines}


def _session(page: Path) -> list[tuple[str, str]]:
    """Return the commands of a page's console blocks, each with the output that is shown."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    commands = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)]
    split = [command.partition("\n") for command in commands if command]
    return [(command, printed) for command, _, printed in split]


def _printed(command: str, folder: Path) -> str:
    """Return the output of a command that runs in a folder and finds our commands."""
    return subprocess.run(  # noqa: S602 - the documentation's own commands
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


@pytest.mark.parametrize(
    "page",
    [
        page
        for page in PAGES
        if page != SERVED and any("stytch-exchange" in command for command, _ in _session(page))
    ],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_the_commands_of_a_page_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    """A page's commands run in order, in one folder, and share its files."""
    for command, shown in _session(page):
        assert (command, shown) == (command, _printed(command, tmp_path))


def test_the_page_of_the_site_has_each_part_of_the_hooks() -> None:
    """Its table lists every file and folder of `hooks/`, and nothing else."""
    text = (ROOT / "docs/explanation/site.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w.]+)/?` \|", text, re.MULTILINE)
    parts = {path.name for path in (ROOT / "hooks").iterdir()} - {"__init__.py", "__pycache__"}

    assert sorted(parts) == sorted(rows)


def test_every_command_of_make_exists() -> None:
    """Each `make` command on a page is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    texts = "".join(page.read_text("utf-8") for page in PAGES)
    named = set(re.findall(r"(?:`|^\$ )make ([a-z-]+)", texts, re.MULTILINE))

    assert {"serve", "test", "site"} <= named
    assert set() == named - targets


def test_every_console_block_is_run_somewhere() -> None:
    """A test, a test of an application or `.ci/run` runs it, except for a maintainer's steps."""
    others = {ROOT / "CONTRIBUTING.md", ROOT / "docs/how-to/sign-members-in.md"}
    sessions = {page: [command for command, _ in _session(page)] for page in PAGES}
    elsewhere = {
        command.partition("  ")[0]
        for page, commands in sessions.items()
        if page not in others and not any("stytch-exchange" in command for command in commands)
        for command in commands
    }

    assert {"make serve", "make site BUILDER=zensical", "make test"} == elsewhere
    assert [] == [page for page in PAGES if re.search(r"```(ba|z)?sh", page.read_text("utf-8"))]


_A_JWT, _SHORT = r"eyJ[\w-]+\.[\w-]+\.[\w-]+", "eyJ…"
"""An access token, and how the page shows it: it is long, and new in each run."""


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_of_the_sandbox_s_page_print_what_it_shows(tmp_path: Path) -> None:
    """The first command serves while the others run; only the port and the JWTs differ."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    (serve, shown), *calls = [
        (command.replace("8123", port), printed.replace("8123", port))
        for command, printed in _session(SERVED)
    ]
    arguments = shlex.split(serve)

    with (
        subprocess.Popen(  # noqa: S603 - the documentation's own command
            [BIN / arguments[0], *arguments[1:]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process
    ):
        assert process.stdout is not None
        try:
            printed = "".join(process.stdout.readline() for _ in shown.splitlines())
            token = next(iter(re.findall(_A_JWT, printed)))

            assert shown == re.sub(_A_JWT, _SHORT, printed)
            assert len(calls) > 2
            for command, answer in calls:
                answered = _printed(command.replace(_SHORT, token), tmp_path)
                assert (command, answer) == (command, re.sub(_A_JWT, _SHORT, answered))
        finally:
            process.kill()


def test_the_tests_of_the_sandbox_s_page_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pasted into a project as the page says, the fixture loads and each test passes."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    conftest, app, tests, _ = _examples(ROOT / "docs/how-to/test-with-the-sandbox.md")
    (tmp_path / "conftest.py").write_text(conftest.source, "utf-8")
    (tmp_path / "test_app.py").write_text(f"{app.source}\n{tests.source}", "utf-8")

    printed = _printed(f"{sys.executable} -m pytest -p no:cacheprovider", tmp_path)

    assert "5 passed" in printed


def test_the_page_of_the_sandbox_has_each_refusal() -> None:
    """The page lists exactly the refusals of the sandbox, each with its status."""
    text = (ROOT / "docs/reference/sandbox.md").read_text("utf-8")
    section = text.partition("\n## Refusals")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z_]+)` \| (\d+) \|", section, re.MULTILINE)

    assert [(name, str(known.status_code)) for name, known in KNOWN.items()] == rows
    assert sorted(KNOWN) == list(KNOWN)


def test_the_page_of_the_sandbox_has_each_route() -> None:
    """The page lists exactly the routes of the sandbox, each with its method."""
    text = (ROOT / "docs/reference/sandbox.md").read_text("utf-8")
    rows = re.findall(r"^\| `(GET|POST) (/[^`]*)` \|.*\| (.+) \|$", text, re.MULTILINE)

    assert _served() == [(method, path) for method, path, _ in rows]
    sources = {source for *_, cell in rows for source in cell.split(", ")}
    assert {"contract", "SDK", "Stytch's pages", "assumption", "sandbox only"} == sources


def test_the_page_of_the_sandbox_has_each_call_of_the_sdk() -> None:
    """No more and no fewer, each with whether it is served."""
    text = (ROOT / "docs/reference/sandbox.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z]+) `(/[^`]*)` \| (served|not served) \|$", text, re.MULTILINE)

    served = _served()
    assert [(*call, "served" if call in served else "not served") for call in api_paths()] == rows


def _served() -> list[tuple[str, str]]:
    """Return the sandbox's routes, without those that only say that they are not served."""
    with run_sandbox() as sandbox:
        app = create_app(sandbox._project, hosts=["*"])  # noqa: SLF001 - what has the routes
    return [
        (method, route.path)
        for route in app.routes
        if isinstance(route, Route) and "not_served" not in route.name
        for method in (route.methods or set()) - {"HEAD"}
    ]


def test_the_test_to_paste_holds_fixtures_to_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a project, the test passes on a valid fixture, and explains an invalid one."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    test = _examples(ROOT / "docs/how-to/check-fixtures.md")[0].source
    (tmp_path / "test_fixtures.py").write_text(test, "utf-8")
    fixtures = tmp_path / "tests" / "fixtures" / "stytch"
    fixtures.mkdir(parents=True)
    (fixtures / "login.json").write_bytes(load_example("minimal"))
    (fixtures / "older.json").write_bytes(load_example("older-api"))

    printed = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    ).stdout

    assert "1 failed, 1 passed" in printed
    assert "AssertionError: This is a response of an older API" in printed
    assert "/member/is_locked: is required, but missing" in printed


def test_the_page_of_the_command_line_has_each_command_and_option() -> None:
    """The page lists exactly the commands, each with its options."""
    text = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    shown = {
        section.partition("\n")[0]: set(re.findall(r"^\| `(--[a-z-]+)`", section, re.MULTILINE))
        for section in text.split("\n## ")[1:]
    }
    commands = get_command(app).commands  # type: ignore[attr-defined]
    options = {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in commands.items()
    }
    # The sandbox's options belong to a parser of its own, which Typer does not see.
    options["sandbox"] = set(options_parser("sandbox")._option_string_actions)  # noqa: SLF001 - not public

    assert list(options) == list(shown)
    assert shown == {
        name: {option for option in found if option.startswith("--")} - {"--help"}
        for name, found in options.items()
    }


def test_the_page_of_diagnoses_has_each_kind() -> None:
    """No more and no fewer, each with the message and the advice of one of its cases."""
    text = (ROOT / "docs/reference/diagnoses.md").read_text("utf-8")
    sections = {part.partition("\n")[0]: part for part in text.split("\n### ")[1:]}
    cases = [json.loads(case.read_bytes()) for case in CASES.glob("*.json")]

    kinds: tuple[DiagnosisKind, ...] = get_args(DiagnosisKind)
    assert list(kinds) == list(sections)
    for kind, section in sections.items():
        assert any(
            f"\n\n{case['message']}\n" in section and f"\nWhat to do: {case['advice']}\n" in section
            for case in cases
            if case["kind"] == kind
        ), kind


def test_the_page_of_finding_codes_has_each_code() -> None:
    """The page lists exactly the codes, each with severity, example and advice."""
    text = (ROOT / "docs/reference/codes.md").read_text("utf-8")
    sections = {part.partition("\n")[0]: part for part in text.split("\n### ")[1:]}

    codes: tuple[FindingCode, ...] = get_args(FindingCode)
    assert sorted(codes) == sorted(sections)
    for code in codes:
        section = sections[code]
        example = section.partition("```python\n")[2].partition("```")[0]

        assert f"*{severity_of(code).capitalize()}.*\n" in section
        assert re.search(
            rf"^ *(#> .*\[{code}\]|  {severity_of(code)} +{code} )", example, re.MULTILINE
        )
        assert "\nWhat to do: " in section


def test_the_skill_of_a_coding_agent_names_itself() -> None:
    """Its head has the name of its folder, and says when to use it in at most 1024 characters."""
    head = SKILL.read_text("utf-8").split("---\n")[1]
    fields = dict(line.split(": ", 1) for line in head.splitlines())

    assert {"name", "description"} == set(fields)
    assert SKILL.parent.name == fields["name"]
    assert "Use when" in fields["description"]
    assert 1024 >= len(fields["description"])
