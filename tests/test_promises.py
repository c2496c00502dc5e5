"""Each sentence that promises something about secrets names the tests that check it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ERRORS = (
    "tests/test_secrets.py::test_no_error_of_the_parser_shows_a_token",
    "tests/test_secrets.py::test_no_validation_error_shows_a_token",
    "tests/models/test_request.py::test_no_error_shows_the_token",
)
REPORTS = ("tests/test_secrets.py::test_no_report_shows_a_token",)
MASKED = (
    "tests/test_secrets.py::test_a_valid_response_shows_no_token",
    "tests/models/test_sealed.py::test_every_format_is_one_of_the_mask",
    "tests/models/test_response.py::test_json_is_masked_unless_asked_otherwise",
)
SEALED = (
    "tests/models/test_sealed.py::test_no_attribute_holds_the_text",
    "tests/models/test_sealed.py::test_only_one_method_returns_the_text",
)
PICKLES = (
    "tests/test_secrets.py::test_pickling_is_refused",
    "tests/models/test_sealed.py::test_it_is_not_pickled",
    "tests/models/test_base.py::test_a_model_with_a_secret_is_not_pickled",
    "tests/test_secrets.py::test_a_response_does_not_reach_another_process_by_pickle",
)
DROPPED = ("tests/test_secrets.py::test_an_unknown_field_is_not_kept",)
REFUSALS = (
    "tests/test_errors.py::test_a_refusal_shows_what_is_known",
    "tests/test_secrets.py::test_the_server_s_text_is_shown_only_on_request",
)
JWTS = (
    "tests/jwt/test_secrets.py::test_no_error_shows_a_part_of_a_jwt",
    "tests/jwt/test_secrets.py::test_an_error_has_no_cause_or_context",
    "tests/jwt/test_secrets.py::test_the_log_of_a_failed_fetch_shows_no_part_of_a_jwt",
    "tests/jwt/test_access_tokens.py::test_each_reason_has_its_error",
    "tests/jwt/test_asynchronous.py::test_no_error_shows_a_part_of_a_jwt",
    "tests/jwt/test_asynchronous.py::test_what_ends_a_waiting_call_shows_no_part_of_a_jwt",
)
POLICY = (
    "tests/browser/test_policy.py::test_a_page_cannot_send_to_another_host",
    "tests/browser/test_policy.py::test_python_cannot_send_to_another_host",
)
FIXTURES = (
    "tests/fixtures/test_making.py::test_nothing_of_an_example_survives",
    "tests/fixtures/test_making.py::test_a_broken_body_keeps_its_findings_and_no_value",
    "tests/fixtures/test_making.py::test_a_survivor_would_be_found",
    "tests/fixtures/test_making.py::test_an_error_shows_nothing_of_the_body",
)
SIGHT = (
    "tests/test_secrets.py::test_these_tests_would_see_a_leak",
    "tests/test_secrets.py::test_these_tests_would_see_a_leak_of_a_report_or_a_response",
)

SECURITY = {
    "No part of a session token, session JWT or access token": (*ERRORS, *REPORTS),
    "This covers their text, `repr`, `args`, details and": (*ERRORS, *REPORTS),
    "In a valid response, both tokens are masked": (*MASKED, *SEALED, *PICKLES),
    "The models drop unknown fields": DROPPED,
    "The errors and log lines of `stytch_exchange.jwt`": JWTS,
    "The playground of the documentation checks a body": POLICY,
    "A fixture from `make_fixture` never contains eight": FIXTURES,
    "The errors of `make_fixture` show nothing of the body": FIXTURES,
    "`tests/test_secrets.py`, `tests/jwt/test_secrets.py` and": SIGHT,
}
SECRETS = {
    "**A valid response** masks both tokens": MASKED,
    "Each token is a `SecretStr` whose text": SEALED,
    "Serializers and inspectors therefore do not find it": MASKED,
    "Because DeepDiff does not find the text either": (
        "tests/models/test_sealed.py::test_deepdiff_finds_no_difference",
        "tests/models/test_sealed.py::test_it_equals_every_secret_with_its_text",
        "tests/models/test_sealed.py::test_an_interrupted_comparison_shows_no_text",
    ),
    "**A pickle** never contains a token": PICKLES,
    "This includes `multiprocessing`, process pools": PICKLES,
    "Pass `log_fields()` instead; if the other side": (
        "tests/models/test_sealed.py::test_a_response_travels_as_json",
    ),
    "**An error** of `parse_response` never shows": ERRORS,
    "This covers its text, `repr`, `args` and details": ERRORS,
    "You can also pickle this package's own errors": (
        "tests/test_errors.py::test_errors_survive_pickling",
        *ERRORS,
    ),
    "The promise also holds if Python stops a call": (
        "tests/test_secrets.py::test_a_call_that_runs_out_of_stack_shows_no_token",
        "tests/test_tracebacks.py::test_no_frame_of_an_error_holds_the_argument",
    ),
    "Findings name places and reasons": REPORTS,
    "If a key is not one of the API's": (
        "tests/test_secrets.py::test_an_unknown_key_in_the_style_of_the_api_is_shown",
        "tests/checking/test_check.py::test_an_unknown_field_is_reported_without_secrets",
    ),
    "**A report** of `check_response` never shows": REPORTS,
    "A pickled report does not contain the response": REPORTS,
    "If another tool reads the attributes of a report": (
        "tests/test_secrets.py::test_the_attributes_of_a_report_show_no_token",
        "tests/test_secrets.py::test_each_open_door_leaks",
    ),
    "**A refusal** shows the status": (
        *REFUSALS,
        "tests/models/test_error.py::test_the_log_fields_leave_out_malformed_values",
    ),
    "The server's own text, `error_message`, can": REFUSALS,
    "It is an ordinary field of `ErrorResponse`": (
        *REFUSALS,
        "tests/test_secrets.py::test_each_open_door_leaks",
    ),
    "**JWT verification** never shows a token": JWTS,
    "With [`verify_session_jwt_async`]": (
        "tests/jwt/test_asynchronous.py::test_neither_a_task_nor_a_thread_holds_the_jwt",
    ),
    "**The command line** does not repeat": (
        "tests/test_cli.py::test_a_token_in_the_wrong_place_is_not_shown",
        "tests/test_cli.py::test_a_token_is_not_shown_with_a_suffix_or_as_an_example",
        "tests/test_echo.py::test_a_token_in_a_message_is_hidden",
    ),
    "It shows the name of a file that it has read": (
        "tests/test_cli.py::test_a_file_is_named_even_if_its_name_could_be_a_token",
    ),
    "The verified claims are not secret": (
        "tests/jwt/test_claims.py::test_the_repr_shows_only_identifiers",
        "tests/jwt/test_access_tokens.py::test_the_repr_shows_only_identifiers_scopes_and_the_end",
    ),
    "**An unknown field** is dropped": DROPPED,
    "**A masked token** is refused": (
        "tests/models/test_base.py::test_an_empty_or_masked_secret_is_refused",
    ),
    "An empty string is refused too": (
        "tests/models/test_base.py::test_an_empty_or_masked_secret_is_refused",
        "tests/models/test_afterwards.py::test_a_response_to_a_jwt_has_no_session_token",
    ),
    "**A field** of a response cannot be assigned": (
        "tests/test_secrets.py::test_an_assignment_is_refused_and_shows_no_token",
    ),
    "Assigning a new token raises an error": (
        "tests/test_secrets.py::test_an_assignment_is_refused_and_shows_no_token",
    ),
    "To get the tokens, call `get_secret_value()`": (
        "tests/models/test_base.py::test_a_secret_is_masked",
        "tests/models/test_response.py::test_json_with_secrets_parses_to_an_equal_response",
        "tests/test_secrets.py::test_an_unknown_field_is_not_kept",
    ),
    "The tests check each promise with hundreds of": (*ERRORS, *REPORTS, *SIGHT),
    "They fail if eight consecutive characters": SIGHT,
    "**The [playground](../playground.md)** checks": POLICY,
}
PROMISES = {"SECURITY.md": SECURITY, "docs/explanation/secrets.md": SECRETS}
"""How each sentence begins, and the tests that would fail if it were not true."""


@pytest.mark.parametrize("page", PROMISES)
def test_each_sentence_names_its_tests(page: str) -> None:
    """A new promise needs a test, and a test without its promise is removed here."""
    text = (ROOT / page).read_text()
    promised = re.search(r"\n## What we promise[^\n]*\n(.*?)\n## ", text, re.DOTALL)
    assert promised
    prose = re.sub(r"```.*?```", "", promised[1], flags=re.DOTALL)
    sentences = [line for line in prose.splitlines() if line]
    known = [[name for name in PROMISES[page] if line.startswith(name)] for line in sentences]

    assert sorted(map(len, known)) == [1] * len(sentences), dict(zip(sentences, known, strict=True))
    assert sorted(PROMISES[page]) == sorted(name for names in known for name in names)


@pytest.mark.parametrize(
    "test",
    sorted({test for page in PROMISES.values() for tests in page.values() for test in tests}),
)
def test_each_named_test_exists(test: str) -> None:
    """A test that is renamed or removed is noticed here."""
    path, name = test.split("::")
    functions = {
        node.name
        for node in ast.parse((ROOT / path).read_text()).body
        if isinstance(node, ast.FunctionDef)
    }

    assert name in functions
