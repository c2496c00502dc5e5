import json
import pickle
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any, get_args

import bridge
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner

from stytch_exchange import (
    ExchangeRefusedError,
    InvalidResponseError,
    check_response,
    example_names,
    load_example,
    parse_response,
)
from stytch_exchange.cli import app
from stytch_exchange.diagnosis import Diagnosis, DiagnosisKind, diagnose, mask_of
from stytch_exchange.diagnosis.diagnose import RESPONSES, VALUES
from stytch_exchange.diagnosis.encodings import _is_brotli
from stytch_exchange.diagnosis.kinds import Broken, Text, Value
from stytch_exchange.diagnosis.reading import read_json
from stytch_exchange.diagnosis.texts import TEXTS
from tests.conftest import RESPONSES as EXAMPLES
from tests.leaks import runs
from tests.test_properties import VALUES as ANY_JSON
from tests.test_properties import broken_bodies, texts

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).parents[3] / "shared" / "cases"
NAMES = sorted(file.stem for file in CASES.glob("*.input"))
KINDS: tuple[DiagnosisKind, ...] = get_args(DiagnosisKind)


def _answer(name: str) -> dict[str, Any]:
    """Return the expected answer of a case."""
    answer: dict[str, Any] = json.loads((CASES / f"{name}.json").read_bytes())
    return answer


@pytest.mark.parametrize("name", NAMES)
def test_each_case_has_its_answer(name: str) -> None:
    """A case is two files: `NAME.input`, and `NAME.json` with what should be said of it."""
    answer = _answer(name)
    found = diagnose((CASES / f"{name}.input").read_bytes(), answer.pop("status_code"))
    shown = {"kind": None} if found is None else {key: getattr(found, key) for key in answer}

    assert answer == shown


def test_each_case_is_two_files() -> None:
    """No input is without its answer, and no answer without its input."""
    assert NAMES == sorted(file.stem for file in CASES.glob("*.json"))


def test_each_kind_has_a_case() -> None:
    """And each case has a kind that is known."""
    assert {*KINDS, None} == {_answer(name)["kind"] for name in NAMES}


SHARED_KINDS: dict[str, tuple[DiagnosisKind | None, str | None, int | None]] = {
    "06b_redacted.json": ("masked", None, None),
    "07_logline.txt": ("text_before_json", None, None),
    "09_curl_v.txt": ("http_message", None, None),
    "13_authenticate.json": ("authenticate_response", None, None),
    "14_consumer.json": ("consumer_response", None, None),
    "15_oauth_token.json": ("oauth_token_response", None, None),
    "e01-oauth-error-without-description.bin": ("oauth_error", None, None),
    "e02-oauth-invalid-token-401.bin": ("oauth_error", None, 401),
    "e03-api-gateway-message.bin": ("gateway_error", None, 500),
    "e04-cloudflare-html.bin": ("html", None, 502),
    "e05-empty-204.bin": ("empty", None, 204),
    "e06-empty-502.bin": ("empty", None, 502),
    "e07-gzip-not-unpacked.bin": ("compressed", None, None),
    "e08-bom.bin": ("byte_order_mark", None, None),
    "e10-double-encoded.bin": ("json_string", "", None),
    "e13-sdk-data-wrapper-whole.bin": ("wrapped", "/data", None),
    "e14-python-repr.bin": ("python_repr", None, None),
    "e15-error-stringified-inside.bin": ("wrapped_error", "/error", None),
    "e16-error-in-200.bin": ("error_in_success", None, 200),
    "e17-error-wrapped-in-data.bin": ("wrapped_error", "/data", None),
    "e19-error-null-message.bin": ("stytch_error", None, 401),
    "e22-success-with-null-error-fields.bin": (None, None, None),
    "e26-two-bodies-ndjson.bin": ("several_bodies", None, None),
    "e30-rfc9457-problem.bin": ("problem_details", None, 403),
    "e32-camel-case-no-status.bin": ("camel_case", None, None),
    "f1a-redact-json-in-a-string.json": ("json_string", "", None),
    "f1b-redact-json-in-a-field.json": ("wrapped", "/body", None),
    "f3a-oauth-error-alone.json": ("oauth_error", None, None),
    "f3b-error-message-null.json": ("stytch_error", None, None),
    "m-authz-verdict.json": (None, None, None),
    "m-filled-but-no-response.json": (None, None, None),
    "m-mfa-extras.json": (None, None, None),
    "m-microsoft-oauth-exchange-factor.json": (None, None, None),
    "m-role-source-without-details.json": (None, None, None),
    "m-scim-active-connection-without-last-four.json": (None, None, None),
    "n01-node-sdk-stringified.json": (None, None, None),
    "r01-lambda-proxy-body-string.json": ("wrapped", "/body", None),
    "r02-double-encoded.json": ("json_string", "", None),
    "r03-ndjson-log.json": ("several_bodies", None, None),
}
"""What others have seen go wrong: the kind, the pointer, and the status that it came with."""


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder of cases beside the checkout")
def test_each_shared_case_is_known() -> None:
    """The folder holds these, and no others."""
    assert set(SHARED_KINDS) == {file.name for file in SHARED.iterdir()}


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder of cases beside the checkout")
@pytest.mark.parametrize("name", SHARED_KINDS)
def test_each_shared_case_has_its_kind(name: str) -> None:
    """Bodies that the cases here were not written from."""
    kind, pointer, status_code = SHARED_KINDS[name]
    found = diagnose((SHARED / name).read_bytes(), status_code)

    assert (kind, pointer) == ((found.kind, found.pointer) if found else (None, None))


CHANGED: set[DiagnosisKind] = {"masked", "byte_order_mark"}
"""The kinds of bodies that parse all the same."""


def _parsed_diagnosis(body: bytes, status_code: int | None) -> Diagnosis | None:
    """Return what the parser's error says."""
    try:
        parse_response(body, status_code=status_code)
    except (ExchangeRefusedError, InvalidResponseError) as error:
        return error.diagnosis
    return None


def _agree(file: Path, status_code: int | None) -> None:
    """Check that Python, the command line and the playground say the same of a body."""
    body = file.read_bytes()
    report = check_response(body, status_code=status_code)
    options = [] if status_code is None else ["--status-code", str(status_code)]
    plain = CliRunner().invoke(app, ["check", *options, str(file)]).stdout
    exported = CliRunner().invoke(app, ["check", "--json", *options, str(file)]).stdout
    shown = json.loads(bridge.check(body, status_code))["report"]
    expected = diagnose(body, status_code)

    assert expected == report.diagnosis
    if expected is not None:
        assert plain.startswith(f"{file}: {expected.message} {expected.advice}\n")
        # What the parser reads without an error, or behind a mark, the check alone tells.
        parsed = _parsed_diagnosis(body, status_code)
        assert parsed == expected or (parsed is None and expected.kind in CHANGED)
    assert json.loads(report.to_json()) == shown
    assert {"file": str(file), **shown} == json.loads(exported)


def test_python_the_command_line_and_the_playground_agree() -> None:
    """On each case."""
    for name in NAMES:
        _agree(CASES / f"{name}.input", _answer(name)["status_code"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder of cases beside the checkout")
def test_all_agree_on_each_shared_case() -> None:
    """As on the cases here."""
    for name, (_, _, status_code) in SHARED_KINDS.items():
        _agree(SHARED / name, status_code)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("status_code", [None, 200])
def test_examples_have_no_diagnosis(name: str, status_code: int | None) -> None:
    """A healthy response is not called anything else."""
    assert diagnose(load_example(name), status_code) is None


@pytest.mark.parametrize("name", [name for name in example_names() if name.startswith("error-")])
def test_error_examples_are_errors(name: str) -> None:
    """Of Stytch, or of OAuth."""
    found = diagnose(load_example(name))

    assert found is not None
    assert found.kind == ("oauth_error" if name == "error-oauth" else "stytch_error")


def _parses(body: bytes | str) -> bool:
    """Return whether a body is the response: half a surrogate pair, for one, makes it none."""
    try:
        parse_response(body)
    except ValueError:
        return False
    return True


@given(body=texts() | broken_bodies().map(lambda body: json.dumps(body).encode()))
def test_what_parses_has_no_other_kind(body: bytes) -> None:
    """No mutation of an example that still parses is called anything else."""
    if not _parses(body):
        return
    found = diagnose(body)

    assert found is None or found.kind in CHANGED


_SNIPPETS = [
    load_example("connected-app").decode(),
    "<html></html>",
    '{"data": {}}',
    "a.b.c",
    "{'a': None}",
]


@given(value=ANY_JSON | st.sampled_from(_SNIPPETS))
@pytest.mark.parametrize("place", ["trusted_metadata", "untrusted_metadata", "new_field"])
def test_metadata_is_not_looked_into(place: str, value: Any) -> None:
    """Pages, JWTs and whole bodies in the metadata of a healthy response change nothing."""
    body = json.loads(load_example("connected-app"))
    body["member"][place] = body["organization"][place] = {"value": value}
    body["member_session"]["custom_claims"] = {"value": value}
    body["extension"] = value
    text = json.dumps(body)
    if not _parses(text):
        return

    assert diagnose(text) is None


LIKELY: set[DiagnosisKind | None] = {
    None,
    "masked",
    "mfa_pending",
    "authenticate_response",
    "older_api",
    "other_response",
}
"""What can be said of a body with the fields of the response."""


@given(body=broken_bodies())
def test_broken_responses_are_still_responses(body: Any) -> None:
    """A body with tokens, a member and an organization is not taken for something around it."""
    if not {"session_token", "member", "organization"} <= body.keys():
        return
    if not all(isinstance(body[name], dict) for name in ("member", "organization")):
        return
    text = json.dumps(body)
    if isinstance(read_json(text), Text):
        return
    found = diagnose(text)

    assert (found.kind if found else None) in LIKELY


@given(
    body=texts() | st.binary(max_size=200) | st.text(max_size=200),
    status_code=st.none() | st.integers(0, 999),
)
@example(body=b"", status_code=None)
@example(body="\ud800", status_code=None)
@example(body=b'"\\ud800"', status_code=None)
@example(body=b"[" * 5000, status_code=None)
@example(body=b'{"a":' * 5000, status_code=200)
@example(body=b"1" * 5000, status_code=None)
@example(body=b'{"a":"\n', status_code=None)
@example(body=b"\x78", status_code=None)
@example(body=b"\xff", status_code=None)
@example(body=b'{"a": \xc3', status_code=None)
def test_no_body_makes_it_raise(body: bytes | str, status_code: int | None) -> None:
    """And the kind is one of those that are listed."""
    found = diagnose(body, status_code)

    assert found is None or found.kind in KINDS


SECRET = "Kq7Zp2Vx9Lm4Rt8Ws1Yb6Nc3Jd5Hf0Gg"  # noqa: S105 - invented
SECRETS = runs(SECRET)


def _hidden_in(secret: str) -> list[str]:
    """Return bodies of many kinds that hold a secret as a value, a key or a bare word."""
    inner = f'{{"session_token": "{secret}", "{secret}": "{secret}"}}'
    return [
        *(template.replace("?", secret) for template in _TEMPLATES),
        json.dumps({secret: json.loads(inner)}),
        json.dumps({"data": {secret: inner}}),
        json.dumps({"Records": [{secret: {"body": inner}}]}),
        json.dumps({secret: {"error_type": secret}}),
        json.dumps({"error_type": secret, "status_code": 401}),
        json.dumps({"statusCode": secret, "memberId": secret, secret: 1}),
        json.dumps({"data": {secret: {"statusCode": secret, "memberId": secret}}}),
    ]


_TEMPLATES = [
    "?",
    "Bearer ?",
    "<?>",
    "<html>?",
    "{'?': '?'}",
    "{?: 1}",
    '{"?": ?}',
    '{"?": "?',
    "? {",
    '? {"?": 1}',
    "HTTP/1.1 200 ?\n?: ?\n\n?",
    '{"session_token": "?"} ?',
    '{"error": "?"}',
    '{"message": "?"}',
    '"?"',
    "?=?&?=?",
    "status_code: ?\nsession_token: ?\n",
    "?(?='?')",
    "map[?:?]",
    '{"session_token": "****?"}',
    '{"session_token": "?..."}',
    "2a\r\n{?",
    "data: {?",
]


@pytest.mark.parametrize("body", _hidden_in(SECRET))
@pytest.mark.parametrize("as_bytes", [True, False])
def test_no_diagnosis_shows_what_is_in_the_body(body: str, as_bytes: bool) -> None:  # noqa: FBT001
    """Neither a value nor a key, nor any eight characters of them."""
    found = diagnose(body.encode() if as_bytes else body)

    assert SECRETS.isdisjoint(runs(f"{found!r} {found}"))


def test_what_recognisers_look_at_is_not_shown() -> None:
    """A traceback with local variables shows their `repr`."""
    seen = read_json('{"session_token": ' + SECRET)

    assert isinstance(seen, Text)
    assert SECRETS.isdisjoint(runs(f"{seen!r} {Value(SECRET)!r} {seen.broken!r}"))


def _as_text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def test_bytes_and_text_are_the_same() -> None:
    """A body that is UTF-8 text may be passed as either, and bytes as a `bytearray`."""
    bodies = {name: (CASES / f"{name}.input").read_bytes() for name in NAMES}
    codes = {name: _answer(name)["status_code"] for name in NAMES}
    decoded = {name: text for name, body in bodies.items() if (text := _as_text(body)) is not None}
    found = {name: diagnose(body, codes[name]) for name, body in bodies.items()}

    assert found == {name: diagnose(bytearray(body), codes[name]) for name, body in bodies.items()}
    assert {name: found[name] for name in decoded} == {
        name: diagnose(text, codes[name]) for name, text in decoded.items()
    }


def test_more_than_two_mebibytes_are_not_looked_into() -> None:
    """The finding `too_large` says enough of such a body."""
    largest = b" " * 2 * 1024 * 1024

    assert diagnose(largest) is not None
    assert diagnose(largest + b" ") is None


def test_an_envelope_is_searched_to_a_bound() -> None:
    """Behind 20,000 places nothing is found, and nothing is looked for."""
    response = {"session_token": "invented", "session_jwt": "invented"}
    near = diagnose(json.dumps({"items": [*([0] * 19_998), response]}))
    far = diagnose(json.dumps({"items": [*([0] * 19_999), response]}))

    assert near is not None
    assert near.pointer == "/items/19998"
    assert far is not None
    assert far.kind == "other_json"


def test_a_diagnosis_reads_as_two_sentences() -> None:
    """What the body is, then what to do."""
    found = Diagnosis("empty", "The body is empty.", "Get the body.")

    assert str(found) == "The body is empty. Get the body."


def test_a_diagnosis_does_not_change() -> None:
    """It can be kept, compared, pickled and put into a set."""
    found = Diagnosis("empty", "The body is empty.", "Get the body.")

    with pytest.raises(FrozenInstanceError):
        found.kind = "html"  # type: ignore[misc]
    assert {found} == {pickle.loads(pickle.dumps(found))}  # noqa: S301 - our own


def test_messages_and_advice_are_sentences() -> None:
    """Each ends with a full stop, and begins with a capital."""
    answers = [answer for name in NAMES if (answer := _answer(name))["kind"] is not None]
    sentences = {answer[part] for answer in answers for part in ("message", "advice")}

    assert [] == [text for text in sentences if not (text[0].isupper() and text[-1] == ".")]


def test_each_recogniser_is_listed_once() -> None:
    """A second entry would never decide."""
    for recognisers in (TEXTS, RESPONSES, VALUES):
        assert len(set(recognisers)) == len(recognisers)


@pytest.mark.parametrize(
    "token",
    [
        json.loads(load_example("connected-app"))["session_token"],
        json.loads(load_example("connected-app"))["session_jwt"],
        "mZAYn5aLEqKUlZ_invented_token_0001",
        "WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY",
        "redacted" * 300,
        "secret",
        "token",
        "abc.def.ghi",
        "..",
        "xxxxxxxx-and-a-long-rest",
    ],
)
def test_tokens_are_not_masks(token: str) -> None:
    """Only what a tool would write in place of a token is a mask."""
    assert mask_of(token) is None


def test_the_place_counts_characters() -> None:
    """From 1, in lines and columns, although the parser counts bytes."""
    seen = read_json('{"é": 1,\n "ü": "ü", @')

    assert isinstance(seen, Text)
    assert seen.broken == Broken("key must be a string", 20)
    assert seen.place(seen.broken.position) == "line 2, column 12"


def _brotli(window: str, length: int, *, last: bool = False, nibbles: int = 4, size: int) -> bytes:
    """Return bytes that begin as brotli does: bits are written from the lowest up."""
    bits, width = int(window, 2), len(window)
    for value, count in (
        (int(last), 2 if last else 1),
        (nibbles - 4, 2),
        (length - 1, 4 * nibbles),
    ):
        bits |= value << width
        width += count
    return bits.to_bytes(8, "little").ljust(size, b"\xff")


@pytest.mark.parametrize("window", ["0", "0000001", "0011", "1011", "1111"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("nibbles", [4, 5, 6])
def test_brotli_is_known_by_a_length_that_fits(window: str, last: bool, nibbles: int) -> None:  # noqa: FBT001
    """Unpacked, a block is about as long as the body at least, and 200 times that at most."""
    fits = {
        length: _is_brotli(_brotli(window, length, last=last, nibbles=nibbles, size=110))
        for length in (99, 100, 110, 22_000, 22_001)
    }

    assert fits == {99: False, 100: True, 110: True, 22_000: True, 22_001: False}


def test_a_block_of_metadata_is_not_a_brotli_body() -> None:
    """Its code for the number of nibbles says that there is no length."""
    assert not _is_brotli(_brotli("1011", 110, nibbles=7, size=110))


def test_only_the_start_of_bytes_is_searched_for_control_characters() -> None:
    """A text in Latin-1 with a stray one far behind is still a text."""
    near = diagnose(b"\xe9" + b" " * 1022 + b"\x01")
    far = diagnose(b"\xe9" + b" " * 1023 + b"\x01")

    assert near is not None
    assert near.kind != "not_utf8"
    assert far is not None
    assert far.kind == "not_utf8"


def test_text_is_not_taken_for_compressed_data() -> None:
    """`{` is how brotli can begin, too."""
    found = diagnose(b'{"name": "\x01\xe9"}' + b" " * 100)

    assert found is not None
    assert found.kind == "not_utf8"
