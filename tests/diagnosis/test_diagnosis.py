import json
import pickle
from base64 import b64encode
from dataclasses import FrozenInstanceError
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stytch_exchange import (
    ExchangeAccessTokenRequest,
    example_names,
    load_example,
    parse_response,
)
from stytch_exchange.diagnosis import Diagnosis, DiagnosisKind, diagnose, mask_of
from stytch_exchange.diagnosis.diagnose import RESPONSES, VALUES
from stytch_exchange.diagnosis.encodings import _is_brotli
from stytch_exchange.diagnosis.kinds import Broken, Text, Value
from stytch_exchange.diagnosis.reading import read_json
from stytch_exchange.diagnosis.texts import TEXTS
from tests.conftest import RESPONSES as EXAMPLES
from tests.diagnosis.known_cases import (
    CASES,
    CHANGED,
    NAMES,
    SHARED,
    SHARED_KINDS,
    answer_of,
    needs_shared,
)
from tests.leaks import runs
from tests.test_properties import VALUES as ANY_JSON
from tests.test_properties import broken_bodies, texts

KINDS: tuple[DiagnosisKind, ...] = get_args(DiagnosisKind)


@pytest.mark.parametrize("name", NAMES)
def test_each_case_has_its_answer(name: str) -> None:
    """A case is two files: `NAME.input`, and `NAME.json` with what should be said of it."""
    answer = answer_of(name)
    found = diagnose((CASES / f"{name}.input").read_bytes(), answer.pop("status_code"))
    shown = {"kind": None} if found is None else {key: getattr(found, key) for key in answer}

    assert answer == shown


def test_each_case_is_two_files() -> None:
    """No input is without its answer, and no answer without its input."""
    assert NAMES == sorted(file.stem for file in CASES.glob("*.json"))


def test_each_kind_has_a_case() -> None:
    """And each case has a kind that is known."""
    assert {*KINDS, None} == {answer_of(name)["kind"] for name in NAMES}


@needs_shared
def test_each_shared_case_is_known() -> None:
    """The folder holds these, and no others."""
    assert set(SHARED_KINDS) == {file.name for file in SHARED.iterdir()}


@needs_shared
@pytest.mark.parametrize("name", SHARED_KINDS)
def test_each_shared_case_has_its_kind(name: str) -> None:
    """Bodies that the cases here were not written from."""
    kind, pointer, status_code = SHARED_KINDS[name]
    found = diagnose((SHARED / name).read_bytes(), status_code)

    assert (kind, pointer) == ((found.kind, found.pointer) if found else (None, None))


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


def test_what_recognizers_look_at_is_not_shown() -> None:
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
    codes = {name: answer_of(name)["status_code"] for name in NAMES}
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
    answers = [answer for name in NAMES if (answer := answer_of(name))["kind"] is not None]
    sentences = {answer[part] for answer in answers for part in ("message", "advice")}

    assert [] == [text for text in sentences if not (text[0].isupper() and text[-1] == ".")]


def test_each_recognizer_is_listed_once() -> None:
    """A second entry would never decide."""
    for recognizers in (TEXTS, RESPONSES, VALUES):
        assert len(set(recognizers)) == len(recognizers)


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


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


_JWT = b64encode(b'{"alg":"RS256"}').decode().rstrip("=") + ".e30.x"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"access_token": "a", "token_type": "bearer"}', "oauth_token_response"),
        ('{"access_token": "a", "expires_in": 1}', "oauth_token_response"),
        ('{"access_token": "a", "new": 1}', "other_json"),
        ('{"expires_in": 3600}', "other_json"),
        ('{"session_duration_minutes": 60}', "request"),
        ('{"session_duration_minutes": 60, "member": {}}', "other_response"),
        ('{"iss": "a", "sub": "b", "exp": 1}', "jwt_claims"),
        ('{"iss": "a", "sub": "b"}', "other_json"),
        ('{"alg": "RS256", "kid": "k"}', "jwt_claims"),
        ('{"alg": "RS256", "kid": "k", "kty": "RSA"}', "other_json"),
        ('{"user_id": "u", "status_code": 200, "request_id": "r"}', "consumer_response"),
        ('{"user_id": "u"}', "other_json"),
        ('{"data": {"session": {}, "session_token": "t"}}', "other_json"),
        ('{"data": {"member": {}, "session_token": "t"}}', "wrapped"),
        ('{"intermediate_session_token": "i"}', "discovery_response"),
        ('{"intermediate_session_token": "i", "member": {}}', "other_response"),
        ('{"intermediate_session_token": "", "member": {}}', "other_response"),
        (
            '{"intermediate_session_token": "i", "member": {}, "organization": {}}',
            "mfa_pending",
        ),
        (
            '{"intermediate_session_token": "", "member": {}, "organization": {}}',
            "other_response",
        ),
        ('{"error_message": "m", "status_code": 400}', "stytch_error"),
        ('{"error_message": "m", "status_code": 399}', "gateway_error"),
        ('{"error": "invalid_grant", "status": 400}', "gateway_error"),
        ('{"title": "t", "type": "about:blank"}', "other_json"),
        ('{"title": "t", "type": "about:blank", "detail": "d"}', "problem_details"),
        ('{"type": "about:blank", "detail": "d", "status": 400}', "gateway_error"),
        ('{"type": "object"}', "other_json"),
        ('{"properties": {}}', "other_json"),
        ('{"type": "object", "properties": {}}', "json_schema"),
        (f"'{_JWT}'", "jwt"),
        (f"`{_JWT}`;", "jwt"),
        (f"X{_JWT}", "plain_text"),
        (f"'\"'{_JWT}", "jwt"),
        (_base64('{"status_code": 2}'), "base64"),
        (_base64('{"status_code":20}'), "base64"),
        (_base64('{"a": "~~~???>>>"}').replace("+", "-").replace("/", "_"), "base64"),
        (_base64('{"status_code":200}')[:-2] + "X", "base64"),
        (" ".join(_base64('{"status_code": 200, "request_id": "r"}')), "base64"),
        (_base64('\n {"status_code": 200}'), "base64"),
        (_base64("neither JSON nor a page"), "plain_text"),
        (_base64('{"name": "' + "é" * 60 + '"}'), "base64"),
        ('{"status_code": 200, "name": "\ud800', "truncated"),
        ("\ud800 no JSON", "plain_text"),
        (' {"a": 1,', "truncated"),
        (b"\xfe{}", "not_utf8"),
    ],
)
def test_a_kind_ends_where_another_begins(body: str | bytes, kind: DiagnosisKind) -> None:
    """One key more or less, or one character, is another kind."""
    found = diagnose(body)

    assert found is not None
    assert kind == found.kind


@pytest.mark.parametrize(
    "body",
    [
        '{"session_token": "t", "member": {}, "session": {}}',
        '{"session_token": "t", "member": {}, "user": {}}',
        '{"session_token": "t", "member": {}, "intermediate_session_token": "i"}',
        '{"session_token": "t", "member": {}, "member_authenticated": false}',
    ],
)
def test_a_member_with_a_token_is_the_response(body: str) -> None:
    """The findings name its problem, with any other fields beside it."""
    assert diagnose(body) is None


@pytest.mark.parametrize(
    ("body", "status_code", "said"),
    [
        ('{"access_token": "a"}', None, "the body of the request, not"),
        (
            json.dumps(dict.fromkeys(ExchangeAccessTokenRequest.model_fields)),
            None,
            "the body of the request, not",
        ),
        ("<html>", 399, "the address that it redirects to"),
        ("<html>", 300, "the address that it redirects to"),
        ("<html>", 400, "what a proxy or firewall on the way refuses"),
        ("", 300, "the address that it redirects to"),
        ("", 1, "Check the address"),
        ('{"data": {"session_token": "t", "member": {}}, "status_code": 200}', None, "client SDK"),
        ('{"data": {"session_token": "t", "member": {}}, "request_id": "r"}', None, "client SDK"),
        (
            '{"data": {"session_token": "t", "member": {}}, "request_id": "r", "status_code": 200}',
            None,
            "client SDK",
        ),
        ('{"data": {"session_token": "t", "member": {}}, "new": 1}', None, "inside other JSON"),
        ("\n{'a': 1}\n", None, "as Python prints it"),
        ("\n{}\n{}", None, "line 3"),
        ("\nHTTP/1.1 200 OK\n\n{}", None, "line 4"),
        ('\n{"a": 1', None, "line 2, column 8"),
        (b"\n\xff{}", None, "line 2"),
    ],
)
def test_a_diagnosis_says_what_it_saw(
    body: str | bytes, status_code: int | None, said: str
) -> None:
    """A status, a key or an envelope changes the words, not the kind."""
    found = diagnose(body, status_code)

    assert found is not None
    assert said in f"{found.message} {found.advice}"
