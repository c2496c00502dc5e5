"""The pytest fixtures, loaded as a project loads them."""

import sys

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import httpx

seen = set()


def exchanged(sandbox, token):
    return httpx.post(
        f"{sandbox.base_url}v1/b2b/sessions/exchange_access_token",
        auth=(sandbox.project_id, sandbox.secret),
        json={"access_token": token},
    )


def test_first(stytch_sandbox):
    seen.add((stytch_sandbox.base_url, stytch_sandbox.project_id, stytch_sandbox.secret))
    token = stytch_sandbox.issue_access_token()
    seen.add(token)
    stytch_sandbox.fail_next()
    assert 500 == exchanged(stytch_sandbox, token).status_code
    stytch_sandbox.fail_next()


def test_second(stytch_sandbox):
    assert (stytch_sandbox.base_url, stytch_sandbox.project_id, stytch_sandbox.secret) in seen
    (token,) = [item for item in seen if isinstance(item, str)]
    assert 404 == exchanged(stytch_sandbox, token).status_code
    assert 200 == exchanged(stytch_sandbox, stytch_sandbox.issue_access_token()).status_code
"""


@pytest.fixture(name="project")
def _project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with tests that use the sandbox, without this project's own plugins."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(test_app=TESTS)
    pytester.makeini("[pytest]\nfilterwarnings = error")
    return pytester


def test_each_test_gets_a_sandbox_as_at_its_start(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address and credentials stay; the previous test's tokens and failures are gone."""
    # pytest must import the module first, to rewrite its asserts.
    monkeypatch.delitem(sys.modules, "stytch_exchange.sandbox.fixtures", raising=False)
    project.makeconftest('pytest_plugins = ["stytch_exchange.sandbox.fixtures"]')

    project.runpytest_inprocess().assert_outcomes(passed=2)


def test_the_fixtures_can_be_loaded_on_the_command_line(project: pytest.Pytester) -> None:
    """As with any plugin."""
    result = project.runpytest_subprocess("-p", "stytch_exchange.sandbox.fixtures")

    result.assert_outcomes(passed=2)


def test_the_fixtures_are_not_loaded_unasked(project: pytest.Pytester) -> None:
    """Installing the package does not change other test runs."""
    result = project.runpytest_subprocess()

    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*fixture 'stytch_sandbox' not found"])


def test_the_fixture_is_listed_with_its_description(project: pytest.Pytester) -> None:
    """`pytest --fixtures` lists one, with the first line of its docstring."""
    project.makeconftest('pytest_plugins = ["stytch_exchange.sandbox.fixtures"]')

    result = project.runpytest_subprocess("--fixtures")

    result.stdout.fnmatch_lines(["stytch_sandbox*", "*A running sandbox, without the tokens*"])
    assert "_of_the_session" not in result.stdout.str()
