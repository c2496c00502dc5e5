"""The notebooks: their exercises, their format, and that they show no secret.

pytest-notebook itself runs each notebook, and compares the outputs.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import nbformat
import pytest
from pytest_notebook.nb_regression import NBRegressionError, NBRegressionFixture

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    SessionAuthenticateResponse,
    example_names,
    load_example,
    parse_response,
)
from stytch_exchange.sandbox import run_sandbox

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
BY_PATH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


@pytest.fixture(name="notebook", params=NOTEBOOKS, ids=lambda path: path.stem)
def _notebook(request: pytest.FixtureRequest) -> Any:
    """Each notebook in turn."""
    return _read(request.param)


def test_a_changed_output_fails(tmp_path: Path, nb_regression: NBRegressionFixture) -> None:
    """pytest-notebook compares the outputs: a notebook that shows a different one is red."""
    notebook = _read(NOTEBOOKS[0])
    notebook.cells = notebook.cells[:3]
    output = notebook.cells[2].outputs[0]
    output.text = output.text.replace("bytes", "bits")
    path = tmp_path / "changed.ipynb"
    nbformat.write(notebook, path)

    with pytest.raises(NBRegressionError, match="bits"):
        nb_regression.check(str(path))


def _solutions(notebook: Any) -> dict[str, str]:
    """Return the code of the folded solutions by the number of the exercise."""
    fence = re.compile(r"<summary>Solution</summary>\n\n```python\n(.*?)\n```", re.DOTALL)
    return {
        cell.id.removeprefix("solution-"): fence.findall(cell.source)[0]
        for cell in notebook.cells
        if cell.id.startswith("solution-")
    }


def _code(notebook: Any) -> dict[str, str]:
    """Return the sources of the code cells by their ids."""
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}


Printed = dict[str, str]
"""What each check cell prints, by the name of the cell."""


@cache
def _printed(path: Path) -> tuple[Printed, Printed]:
    """Run a notebook twice in one process: with wrong answers too, and with the solutions."""
    notebook = _read(path)
    cells = _code(notebook)
    solutions = {f"exercise-{number}": code for number, code in _solutions(notebook).items()}
    runs = [
        "\n".join(f"{source}\nprint('== {name}')" for name, source in run.items())
        for run in (_with_wrong_answers(path.stem, cells), cells | solutions)
    ]
    printed = subprocess.run(
        [sys.executable, "-"],
        input="".join(f"exec({run!r}, {{}})\nprint('end of a run')\n" for run in runs),
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout
    unsolved, solved, _ = printed.split("end of a run\n")
    return _of_the_checks(unsolved), _of_the_checks(solved)


def _of_the_checks(printed: str) -> Printed:
    parts = iter(re.split(r"^== (.*)\n", printed, flags=re.MULTILINE))
    said = {name: text for text, name in zip(parts, parts, strict=False)}
    return {name: text for name, text in said.items() if name.startswith("check-")}


def _with_wrong_answers(notebook: str, cells: dict[str, str]) -> dict[str, str]:
    """Return the cells; after each check, each wrong answer follows, and the check again."""
    found: dict[str, str] = {}
    for name, source in cells.items():
        found[name] = source
        if name.startswith("check-"):
            for index, answer in enumerate(_wrong(notebook, name.removeprefix("check-"))):
                found |= {f"wrong-{name}-{index}": answer, f"{name}-{index}": source}
    return found


@BY_PATH
def test_a_solution_passes_its_check(path: Path) -> None:
    """With the folded solutions filled in, each check prints that they are correct."""
    _, printed = _printed(path)

    assert dict.fromkeys(printed, "Correct!\n") == printed


@BY_PATH
def test_an_exercise_is_not_solved_yet(path: Path) -> None:
    """Before the exercise is solved, its check says what to do and does not raise."""
    printed = {name: text for name, text in _printed(path)[0].items() if name.count("-") == 1}

    assert 2 <= len(printed) <= 3
    assert {"Fill in the cell above, run it, and then run this cell again.\n"} == {
        *printed.values()
    }


@BY_PATH
def test_a_wrong_answer_gets_a_hint(path: Path) -> None:
    """It says what the answer gives and what it should give, whatever is wrong, and goes on."""
    printed = {name: text for name, text in _printed(path)[0].items() if name.count("-") == 2}

    assert 3 * len(_solutions(_read(path))) == len(printed)
    assert {} == {
        name: text
        for name, text in printed.items()
        if not re.match(r"Not yet: .*got .+, expected ", text, re.DOTALL)
    }


def _wrong(notebook: str, number: str) -> list[str]:
    """Return three wrong answers to an exercise: a wrong value, a wrong type, and an error."""
    exercise = f"{notebook[:2]}.{number}"
    if exercise in _WRONG_VALUES:
        name, *values = _WRONG_VALUES[exercise]
        return [f"{name} = {value}" for value in values]
    name, wrong = _WRONG_RESULTS[exercise]
    return [
        f"def {name}(*_): return {wrong}",
        f"def {name}(*_): return object",
        f"def {name}(*_): raise LookupError('no such role')",
    ]


_WRONG_VALUES = {
    "01.1": ("elapsed", "timedelta(1)", "'ten minutes'", "None"),
    "01.2": ("picture", "'https://example.com'", "member", "None"),
    "01.3": ("groups", "[]", "('Engineering',)", "None"),
    "02.1": ("broken", "valid_body()", "b'{}'", "{object}"),
    "03.2": ("missing_roles", "{'analyst'}", "['analyst']", "None"),
    "07.1": ("with_roles", "make_fixture(recorded)", "recorded", "7"),
    "06.2": ("options", "{}", "[]", "{'session_duration': 15}"),
}
_WRONG_RESULTS = {
    "02.2": ("new_in_api", "['/organization/sandbox']"),
    "02.3": ("can_retry", "True"),
    "03.1": ("may_export", "True"),
    "03.3": ("ends_soon", "True"),
    "04.1": ("status", "200"),
    "04.2": ("settings_page", "403"),
    "04.3": ("next_step", "'refresh'"),
    "05.1": ("decide_for_members", "'ask an administrator'"),
    "05.2": ("status_for_the_app", "503"),
    "05.3": ("pauses_within", "[1, 2, 4]"),
    "06.1": ("sign_in", "'member-test-1'"),
    "07.2": ("used_at", "fixture"),
    "06.3": ("settings", "('a project', 'an invented secret', '')"),
}


def test_each_exercise_has_a_check_and_a_solution(notebook: Any) -> None:
    """Exercise, check and solution have the same numbers."""
    code = _code(notebook)
    numbers = [name.removeprefix("exercise-") for name in code if name.startswith("exercise-")]

    assert numbers == [name.removeprefix("check-") for name in code if name.startswith("check-")]
    assert numbers == list(_solutions(notebook))


def test_a_notebook_says_what_one_learns_and_where_to_go(notebook: Any) -> None:
    """It begins with a title and what the reader will learn, and ends with links."""
    first, last = notebook.cells[0].source, notebook.cells[-1].source

    assert first.startswith("# ")
    assert "You will learn\n\n- " in first
    assert last.startswith("## Next\n\n- ")


@BY_PATH
def test_a_notebook_imports_the_standard_library_and_what_it_names(path: Path) -> None:
    """It needs only the packages that its first cell names."""
    notebook = _read(path)
    imported: set[str] = set()
    for statement in ast.walk(ast.parse("\n".join(_code(notebook).values()))):
        match statement:
            case ast.Import(names=names):
                imported |= {name.name.partition(".")[0] for name in names}
            case ast.ImportFrom(module=str(module)):
                imported.add(module.partition(".")[0])
            case _:
                pass
    beyond = imported - {"stytch_exchange", *sys.stdlib_module_names}

    assert "stytch_exchange" in imported
    assert _BEYOND.get(path.stem, set()) == beyond
    assert [] == [name for name in beyond if f"`{name}`" not in notebook.cells[0].source]


_BEYOND = {
    # It signs a JWT of another issuer.
    "04_verify_the_jwt": {"joserfc"},
    "05_handle_refusals": {"httpx"},
    "06_exchange_in_the_sandbox": {"httpx", "requests", "stytch"},
}
"""Imports of a notebook other than the package and the standard library."""


def test_a_notebook_changes_only_where_its_content_does(notebook: Any) -> None:
    """Cell ids are names, and the only metadata folds the checks, so diffs stay small."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}

    assert (4, 5) == (notebook.nbformat, notebook.nbformat_minor)
    assert {"kernelspec": kernel, "language_info": {"name": "python"}} == notebook.metadata
    assert [] == [cell.id for cell in notebook.cells if not re.fullmatch(r"[a-z0-9-]+", cell.id)]
    assert [] == [cell.id for cell in notebook.cells if cell.metadata != _metadata(cell.id)]


def _metadata(name: str) -> dict[str, Any]:
    """Return the metadata of a cell: a check is folded, because it would give away the answer."""
    return {"jupyter": {"source_hidden": True}} if name.startswith("check-") else {}


@BY_PATH
def test_a_notebook_shows_no_token(path: Path) -> None:
    """It does not contain eight characters in a row of an example's token or signature."""
    text = path.read_text(encoding="utf-8")
    shown: list[str] = []
    for name in example_names():
        if name.startswith("error-") or name == "older-api":
            continue
        model = SessionAuthenticateResponse if name == "refreshed" else ExchangeAccessTokenResponse
        response = parse_response(load_example(name), model=model)
        assert response.session_token is not None
        token = response.session_token.get_secret_value()
        signature = response.session_jwt.get_secret_value().rpartition(".")[2]
        shown += [
            f"{name}: {secret[start : start + 8]}"
            for secret in (token, signature)
            for start in range(len(secret) - 7)
            if secret[start : start + 8] in text
        ]

    assert [] == shown


def _texts(notebook: Any) -> Iterator[str]:
    """Yield the text of a notebook: its cells, and their outputs in every format."""
    for cell in notebook.cells:
        yield cell.source
        for output in cell.get("outputs", []):
            yield "\n".join([output.get("text", ""), *output.get("traceback", [])])
            yield from output.get("data", {}).values()


_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONG = re.compile(r"[A-Za-z0-9_-]{40,}")
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}")


def _secrets_in(text: str) -> list[str]:
    """Return the parts of a text that look like a token, a project's secret, or a JWT.

    The tokens of a sandbox are new in each run, so they are recognised by their form: long, and
    of both cases. Names and identifiers have one case, or are shorter.
    """
    long = _LONG.findall(_IDENTIFIER.sub("", text))
    return _JWT.findall(text) + [run for run in long if run not in {run.lower(), run.upper()}]


def test_a_notebook_shows_nothing_that_a_sandbox_keeps_secret(notebook: Any) -> None:
    """It does not contain a token, a project's secret or a JWT."""
    assert [] == [secret for text in _texts(notebook) for secret in _secrets_in(text)]


def test_names_and_identifiers_are_no_secrets() -> None:
    """A notebook may show them, even if they are long."""
    identifier = "connected-app-test-6916870e-8ae2-467f-abd9-6af38401f549"

    assert [] == _secrets_in(f"{identifier} oauth_access_token_exchange_missing_full_access")


@pytest.mark.parametrize("wrapped", ["{}", "token={}\n", "SecretStr('{}')", '{{"token":"{}"}}'])
def test_what_a_sandbox_keeps_secret_would_be_found(wrapped: str) -> None:
    """The search finds a sandbox's secrets in any surrounding text."""
    with run_sandbox() as sandbox:
        answer = httpx.post(
            f"{sandbox.base_url}v1/b2b/sessions/exchange_access_token",
            auth=(sandbox.project_id, sandbox.secret),
            json={"access_token": sandbox.issue_access_token()},
        ).json()
        signed = answer["session_jwt"]
        secrets = [
            sandbox.issue_access_token(),
            sandbox.secret,
            answer["session_token"],
            signed,
            signed.rpartition(".")[0],
            signed.rpartition(".")[2],
        ]

    assert [] == [text for text in secrets if not _secrets_in(wrapped.format(text))]
