"""Redaction: secrets are masked wherever they are, and nothing else changes."""

import base64
import gzip
import html
import json
import re
from collections.abc import Callable
from typing import Any, get_args
from urllib.parse import quote, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stytch_exchange import FindingCode, check_response, example_names, load_example, redact
from stytch_exchange.redaction import LARGEST, MASK
from tests.leaks import ERRORS, leaks, runs, secrets_of

TOKEN = "P0EJ7rAVJIS4BVuVhhUB4VS8IGGBAJJ9FGwvknQ2tAzO"  # noqa: S105 - invented
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZW1iZXIifQ.c2lnbmF0dXJlLW9mLWl0"
PROJECT_SECRET = "secret-test-11111111-2222-4333-8444-555555555555"  # noqa: S105 - invented


def _masked(text: str) -> str:
    """Return a text with the mask in place of each `#`."""
    return text.replace("#", MASK)


def test_everything_but_the_secrets_stays_as_it_was(body: dict[str, Any]) -> None:
    """White space, order, escapes and numbers are kept character by character."""
    text = json.dumps(body, indent=3).replace('"Halden', '"H\\u0061lden').replace("12", "1.20e1")
    expected = text
    for name in ("session_token", "session_jwt"):
        expected = expected.replace(body[name], MASK)

    assert text != expected
    assert expected == redact(text)


def test_bytes_stay_bytes(body: dict[str, Any]) -> None:
    """A text comes back as text, and bytes as bytes, with their byte-order mark."""
    text = f"\ufeff{json.dumps(body)}"

    assert redact(text).encode() == redact(text.encode())
    assert redact(text).encode() == redact(bytearray(text.encode()))


@pytest.mark.parametrize("name", [name for name in example_names() if name.startswith("error-")])
def test_a_text_without_a_secret_stays_byte_for_byte(name: str) -> None:
    """The error bodies of the API hold no secret."""
    body = load_example(name)

    assert body == redact(body)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ('{"session_token": "secret12"}', '{"session_token": "#"}'),
        ('{"intermediate_session_token": "a"}', '{"intermediate_session_token": "#"}'),
        ('{"a": [{"Client_Secret": "x"}]}', '{"a": [{"Client_Secret": "#"}]}'),
        ('{"password": "é"}', '{"password": "#"}'),
        ('{"a_token": ["b", {"c": "d"}]}', '{"a_token": ["#", {"c": "#"}]}'),
        ('{"session\\u005ftoken": "secr\\u0065t12"}', '{"session\\u005ftoken": "#"}'),
        ('{"a_token": "1", "a_token": "2"}', '{"a_token": "#", "a_token": "#"}'),
        ('{"a_token": "a\\"b", "c": "d\\\\"}', '{"a_token": "#", "c": "d\\\\"}'),
        ('{"a_token": "a\\\\", "c": "d"}', '{"a_token": "#", "c": "d"}'),
        ('{"a_token": ""}', '{"a_token": ""}'),
        ('{"a_token": null, "b_token": 7}', '{"a_token": null, "b_token": 7}'),
        ('{"bearer_token_last_four": "Xy9z"}', '{"bearer_token_last_four": "Xy9z"}'),
        ('{"session_token": "cut off he', '{"session_token": "#'),
        ('[1, "a", true]', '[1, "a", true]'),
        ('"a"', '"a"'),
        ("", ""),
    ],
)  # fmt: skip
def test_a_value_in_json_is_masked(text: str, redacted: str) -> None:
    """At any depth and however it is written; `#` is the mask."""
    assert _masked(redacted) == redact(text)


@pytest.mark.parametrize(
    "name",
    """session_token session_tokens sessionTokens refresh_token_value token_hash accessToken token
    X-Auth-Token session_jwt jwt client_secret clientSecret secret project_secrets password
    new-password password_hash recovery_codes backup_code verification_code otp totp_otp api_key
    apiKey x-api-key private_key Authorization Proxy-Authorization Cookie Set-Cookie cookies
    credential credentials code_verifier stytch_session stytch_session_jwt passcode pwd auth
    TOKEN2 authorization_code code codes""".split(),  # noqa: SIM905 - words read better
)
def test_a_name_of_a_secret(name: str) -> None:
    """In any style, as a prefix, a suffix or in between."""
    assert _masked(f'{{"{name}": "#"}}') == redact(f'{{"{name}": "ab12cd"}}')


@pytest.mark.parametrize(
    "name",
    """status_code error_code country_code zip_code token_type stytch_token_type error_type
    access_token_expiry_minutes intermediate_session_token_expires_at token_id member_password_id
    totp_registration_id public_token token_endpoint jwt_template password_strength tokenizer
    secretary passwordless name barcode expires_in authorization_check code_challenge_method
    bearer_token_last_four member_session_id""".split(),  # noqa: SIM905 - words read better
)
def test_a_name_of_no_secret(name: str) -> None:
    """Types, times, counts, addresses and identifiers stay, and so do codes of other things."""
    text = f'{{"{name}": "ab12cd"}}'

    assert text == redact(text)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ('{"code": 123456, "otp": 1}', '{"code": "#", "otp": "#"}'),
        ('{"password": -1.5e3, "api_key": 12}', '{"password": "#", "api_key": "#"}'),
        ('{"recovery_codes": [1, 2]}', '{"recovery_codes": ["#", "#"]}'),
        ('{"token": 1234, "secret": {"a": 1}}', '{"token": "#", "secret": {"a": 1}}'),
        ('{"token": 123, "max_tokens": 4096}', '{"token": 123, "max_tokens": 4096}'),
        ('{"password": true, "secret": null}', '{"password": true, "secret": null}'),
        ('{"body": "{\\"otp\\": 123456}"}', '{"body": "{\\"otp\\": \\"#\\"}"}'),
        ('{"code": 404}', '{"code": 404}'),
        ('{"code": -32600}', '{"code": -32600}'),
        ("otp=123456&x=1", "otp=#&x=1"),
    ],
)  # fmt: skip
def test_a_number(text: str, redacted: str) -> None:
    """A secret number becomes a string, with the quotes of its level, so that JSON stays JSON."""
    assert _masked(redacted) == redact(text)


@pytest.mark.parametrize(
    "value", [*get_args(FindingCode), "US", "USD", "invalid_token", "RATE_LIMITED", "ECONNRESET"]
)
def test_a_code_that_is_a_word_stays(value: str) -> None:
    """A key `code` is in errors and findings, too."""
    text = f'{{"code": "{value}"}}'

    assert text == redact(text)


def test_our_own_report_stays() -> None:
    """A report of a check can be shared as it is."""
    report = check_response(load_example("older-api"))

    assert report.to_json() == redact(report.to_json())
    assert str(report) == redact(str(report))


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Authorization: Bearer ab12\nHost: h", "Authorization: Bearer #\nHost: h"),
        ("> authorization: Basic YTpi\n> host: h", "> authorization: Basic #\n> host: h"),
        ("Authorization: ab12\r\nHost: h", "Authorization: #\r\nHost: h"),
        ('Authorization: Digest username="a", response="b"\nx', "Authorization: Digest #\nx"),
        ("Cookie: a=b; c=d\nHost: h", "Cookie: a=#; c=#\nHost: h"),
        ("Cookie: ab12\nHost: h", "Cookie: #\nHost: h"),
        ("Set-Cookie: a=b; Path=/; HttpOnly\n", "Set-Cookie: a=#; Path=/; HttpOnly\n"),
        ("X-Api-Key: ab 12\nHost: h", "X-Api-Key: #\nHost: h"),
        ("curl -H 'Authorization: Bearer ab12' x", "curl -H 'Authorization: Bearer #' x"),
        ('curl -H "Cookie: a=b; c=d" x', 'curl -H "Cookie: a=#; c=#" x'),
        ("curl -u project:ab12 -b 'a=b' x", "curl -u project:# -b 'a=#' x"),
        ("curl -u project x", "curl -u project x"),
        ("tool --access-token ab12 --name x", "tool --access-token # --name x"),
        ("tool --session-token='ab 12' x", "tool --session-token='#' x"),
        ("got authorization: Bearer ab12, host: h", "got authorization: Bearer #, host: h"),
        ('["Authorization", "ab12"]', '["Authorization", "#"]'),
        ("[(b'cookie', b'a=b'), (b'host', b'h')]", "[(b'cookie', b'#'), (b'host', b'h')]"),
        (
            '[{"name": "Cookie", "value": "a=b"}, {"name": "Host", "value": "h"}]',
            '[{"name": "Cookie", "value": "#"}, {"name": "Host", "value": "h"}]',
        ),
        ('{"value": "ab12", "x": 1, "name": "otp"}', '{"value": "#", "x": 1, "name": "otp"}'),
        ('{"name": "otp", "value": 123456}', '{"name": "otp", "value": "#"}'),
        ('{"name": "tokens", "values": ["a"]}', '{"name": "tokens", "values": ["#"]}'),
        ('{"name": "otp"}, {"value": "ab12"}', '{"name": "otp"}, {"value": "ab12"}'),
        ('{"name": 1, "value": "ab12"}', '{"name": 1, "value": "ab12"}'),
        ('{"name": "otp", "value": null}', '{"name": "otp", "value": null}'),
        ('form-data; name="otp"\r\n\r\nab12\r\n--x', 'form-data; name="otp"\r\n\r\n#\r\n--x'),
    ],
)  # fmt: skip
def test_a_header_is_masked(text: str, redacted: str) -> None:
    """In curl's output, a command, a HAR file, or a framework's own form; the scheme stays."""
    assert _masked(redacted) == redact(text)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("https://h/?token=ab12&x=1", "https://h/?token=#&x=1"),
        ("https://h/?code=ab12", "https://h/?code=#"),
        ("https://h/?cookie=ab12&x=1", "https://h/?cookie=#&x=1"),
        ("https://h/?password=a%26b%22c&x=1", "https://h/?password=#&x=1"),
        ("https://h/?next=%2F%3Ftoken%3Dab12%26x%3D1", "https://h/?next=%2F%3Ftoken%3D#%26x%3D1"),
        ("https://user:ab12@h/", "https://user:#@h/"),
        ("https://ab12ab12ab12ab12@h/", "https://#@h/"),
        ("ssh://git@h/", "ssh://git@h/"),
        ("https://h/?token=", "https://h/?token="),
        ('{"url": "https://h/?token=", "x": 1}', '{"url": "https://h/?token=", "x": 1}'),
        ("a=b&user%5Bpassword%5D=ab12&x=1", "a=b&user%5Bpassword%5D=#&x=1"),
    ],
)  # fmt: skip
def test_an_address_or_a_form_is_masked(text: str, redacted: str) -> None:
    """In its query, its fragment, its user, and in an address inside of it."""
    assert _masked(redacted) == redact(text)


def test_the_fragment_of_an_address_is_masked() -> None:
    """It is where OAuth's implicit flow puts tokens."""
    redacted = redact("https://h/#access_token=ab12&token_type=bearer")

    assert f"https://h/#access_token={MASK}&token_type=bearer" == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("login token=ab12 status=ok", "login token=# status=ok"),
        ("login (token=ab12, status=ok)", "login (token=#, status=ok)"),
        ("token: ab12 status: ok", 'token: "#"'),
        ("a token: ab12 status: ok", "a token: # status: ok"),
        ("the token: is invalid", "the token: is invalid"),
        ("\x1b[36mtoken\x1b[0m=\x1b[35mab12\x1b[0m x", "\x1b[36mtoken\x1b[0m=\x1b[35m#\x1b[0m x"),
        ("{'token': 'ab12', 'x': None}", "{'token': '#', 'x': None}"),
        ("{'token': None, 'b_token': b'x'}", "{'token': None, 'b_token': b'#'}"),
        ('{\'text\': \'{"token": "a\\\\"b", "x": 1}\'}', '{\'text\': \'{"token": "#", "x": 1}\'}'),
        ("Response(token=SecretStr('ab12'), x=1)", "Response(token=SecretStr('#'), x=1)"),
        ("tokens=['a', 'b'] x='a'", "tokens=['#', '#'] x='#'"),
        ("tokens=[a, b\nx=[c]", "tokens=[#, #\nx=[c]"),
        ("map[token:ab12 x:1]", "map[token:# x:1]"),
        ('token = """a"b""" x', 'token = """#""" x'),
        ('token = """a"b', 'token = """#'),
        ("password = two words\nx", "password = #\nx"),
        ("password: two words\nx", 'password: "#"\nx'),
        ("tokens:\n- ab\n- cd\nx: ef", 'tokens:\n- "#"\n- "#"\nx: ef'),
        (
            "  tokens:\n\n    a: 'b'\n    c: d\n  x: e",
            "  tokens:\n\n    a: '#'\n    c: \"#\"\n  x: e",
        ),
        ("private_key: |\n  ab\n  cd\nx: ef", "private_key: |\n  #\n  #\nx: ef"),
        ('{"a": "tokens:\\n- ab\\nx: cd"}', '{"a": "tokens:\\n- #\\nx: cd"}'),
        ("<token>ab12</token><x>y</x>", "<token>#</token><x>y</x>"),
        ("token='two\nlines", "token='#\nlines"),
        ("token=\n", "token=\n"),
        ("\n" + " " * 50 + "token: ab12 x", "\n" + " " * 50 + "token: # x"),
        ("-----BEGIN PRIVATE KEY-----\nab\n-----END", "-----BEGIN PRIVATE KEY-----#-----END"),
    ],
)  # fmt: skip
def test_a_line_of_another_format_is_masked(text: str, redacted: str) -> None:
    """Logs, Python's and Go's own forms, YAML, INI, XML and PEM."""
    assert _masked(redacted) == redact(text)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"see {TOKEN}.", "see #."),
        (f"/reset/{TOKEN}/now", "/reset/#/now"),
        (f'{{"x": "a\\n{TOKEN}\\nb"}}', '{"x": "a\\n#\\nb"}'),
        (f"{TOKEN[:43]}=", "#"),
        (f"see {JWT}, and {JWT}.", "see #, and #."),
        (f"{JWT.rpartition('.')[0]} cut", "# cut"),
        (f"token_{JWT} in.a.{JWT}", "token_# in.a.#"),
        ("eyJhbGciOiJSUzI1NiJ9.x.y", "eyJhbGciOiJSUzI1NiJ9.x.y"),
        (f"x {PROJECT_SECRET} y", "x # y"),
        ("Bearer ab12, bearer cd34", "Bearer #, bearer #"),
        ("DPoP ab12", "DPoP #"),
        ("Basic dXNlcjpwYXNz", "Basic #"),
    ],
)  # fmt: skip
def test_a_secret_is_known_by_its_shape(text: str, redacted: str) -> None:
    """Stytch's tokens and secrets, JWTs, and what follows a scheme, in any text."""
    assert _masked(redacted) == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "member-session-test-0274d5fa-e1b0-4adb-9be7-18667c8355c1",
        "token_type: Bearer tokens are used",
        'WWW-Authenticate: Bearer realm="x", error="invalid_token"',
        "token_type=Bearer expires_in=3600",
        "Basic authentication, basic usage",
        "a" * 44,
        "A" * 44,
        "sha256-" + TOKEN,
        "MIIC" + "ab+cd/" + TOKEN + "/ef+",
        "eyJ without.dots",
        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=",
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBg==",
    ],
)
def test_a_shape_that_is_no_secret_stays(text: str) -> None:
    """Identifiers, prose, challenges of a server, hashes and certificates."""
    assert text == redact(text)


@pytest.mark.parametrize(
    "inner",
    [
        json.dumps({"session_token": "ab12"}),
        base64.b64encode(json.dumps({"session_token": "ab12"}).encode()).decode(),
        f"seen {TOKEN} here, and nothing else",
    ],
)
def test_text_in_base64_is_masked_as_a_whole(inner: str) -> None:
    """If a secret is in it, as in a HAR file with an encoding."""
    encoded = base64.b64encode(inner.encode()).decode()

    assert f'{{"text": "{MASK}"}}' == redact(f'{{"text": "{encoded}"}}')


def test_what_is_compressed_in_base64_is_masked() -> None:
    """It cannot be read, so it could hold anything."""
    encoded = base64.b64encode(gzip.compress(b"session_token" * 9)).decode()

    assert MASK == redact(encoded)


def test_base64_is_not_looked_into_for_ever() -> None:
    """A text that was encoded over and over stays from some depth on, as the page says."""
    text = '{"session_token": "ab12"}'
    for _ in range(5):
        text = base64.b64encode(text.encode()).decode()

    assert text == redact(text)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ('{"a_token": "secret12", "b": "x secret12 y"}', '{"a_token": "#", "b": "x # y"}'),
        ('{"b": {"secret12": 1}, "a_token": "secret12"}', '{"b": {"#": 1}, "a_token": "#"}'),
        ('{"a_token": "b", "c": "abc", "d": "b"}', '{"a_token": "#", "c": "abc", "d": "#"}'),
        ('{"a_token": "secret12", "b_token": "secret12345"}', '{"a_token": "#", "b_token": "#"}'),
        ("token=abcdefghij token=efghijklmn x abcdefghijklmn y", "token=# token=# x # y"),
        ('{"otp": "123456"} sent 123456, 1234567', '{"otp": "#"} sent #, 1234567'),
        ('{"a_token": "a/b\\"c;d é"} a%2Fb%22c%3Bd%20%C3%A9', '{"a_token": "#"} #'),
        ('{"a_token": "a b/c d e"} a+b%2Fc+d+e', '{"a_token": "#"} #'),
        ("Cookie: a=secret12\nsee secret12", "Cookie: a=#\nsee #"),
        ('{"cookie": "a=secret12; Path=/secret34"} secret12', '{"cookie": "#"} #'),
        ('{"authorization": "Bearer secret12"} secret12', '{"authorization": "#"} #'),
        ('{"tokens": "{\\"a\\": \\"b\\"}", "c": {"a": "x"}}', '{"tokens": "#", "c": {"a": "x"}}'),
    ],
)  # fmt: skip
def test_a_copy_of_a_secret_is_masked(text: str, redacted: str) -> None:
    """Elsewhere in the text, in any encoding; a short one only as a whole string or word."""
    assert _masked(redacted) == redact(text)


@pytest.mark.parametrize("code", ["session_token", "answer.session_token.get_secret_value()"])
def test_a_name_in_source_code_has_no_copies(code: str) -> None:
    """A traceback's line would otherwise mask the keys of each body in the same log."""
    text = f'    token = {code}\n{{"session_token": "ab12"}} answer.session_token'

    expected = _masked('    token = #\n{"session_token": "#"} answer.session_token')
    assert expected == redact(text)


def test_the_signature_of_a_jwt_is_masked_by_itself() -> None:
    """A part of a JWT that is copied alone is a copy, too."""
    signature = JWT.rpartition(".")[2]

    assert f"{MASK} {MASK}" == redact(f"{JWT} {signature}")


def test_a_copy_in_base64_is_masked() -> None:
    """The base64 of a secret that was found elsewhere."""
    encoded = base64.b64encode(b"what was seen is ab12cd34, here").decode()

    assert f"token={MASK} {MASK}" == redact(f"token=ab12cd34 {encoded}")


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("['cookie','a'x'cookie','b']", "['cookie','#','b']"),
        ('{"token":"a"b"otp"=1}', '{"token":"#"="#"}'),
        ('{"token":"a"b"token":"c"}', '{"token":"#":"#"}'),
        ("{\"token\": \"a token='b' c\"}", '{"token": "#"}'),
        ("{\"value\": \"a value='b' c\"}", "{\"value\": \"a value='b' c\"}"),
        ('"{\\"tokens\\": [\\"a\\"", "x": "y"', '"{\\"tokens\\": [\\"#\\"", "x": "y"'),
        ('{"tokens": ["a", "b"', '{"tokens": ["#", "#"'),
        ("tokens:\n- a", 'tokens:\n- "#"'),
        ("x --token '--token a' b", "x --token '#' b"),
    ],
)  # fmt: skip
def test_what_is_broken_or_cut_is_masked(text: str, redacted: str) -> None:
    """As far as it can be read; rather too much than too little."""
    assert _masked(redacted) == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        f'form-data; name="otp"\r\n\r\n{MASK}\r\n--x',
        f"tool --token {MASK} x",
        f"-----BEGIN PRIVATE KEY-----{MASK}-----END PRIVATE KEY-----",
        f"<token>{MASK}</token>",
        f"tokens:\n- {MASK}\nx: y",
        f"['Authorization', '{MASK}']",
        f"https://u:{MASK}@h/",
        f"Cookie: {MASK}",
    ],
)
def test_what_is_masked_stays(text: str) -> None:
    """In each of the places where a secret can be."""
    assert text == redact(text)


def test_a_number_in_pythons_repr_of_json_is_masked() -> None:
    """With the quotes of its level, although the repr has doubled their backslashes."""
    text = repr({"text": json.dumps(json.dumps({"otp": 123456, "x": "y"}))})

    assert text.replace("123456", f'\\\\"{MASK}\\\\"') == redact(text)


def test_a_string_in_pythons_repr_of_json_is_masked() -> None:
    """Up to the quote that ends it, and with its backslashes left."""
    text = repr({"text": json.dumps(json.dumps({"token": "ab", "x": "y"}))})

    assert text.replace("ab", MASK) == redact(text)


def test_a_very_long_secret_is_masked_in_its_place() -> None:
    """It is not looked for elsewhere, as the page says."""
    secret = "ab12" * 5000

    assert f"token={MASK} x{secret}" == redact(f"token={secret} x{secret}")


def test_characters_of_private_use_are_kept() -> None:
    """They are what the redaction itself works with."""
    text = '{"x": "\ue022 \\ue022 \U0001f600 \\ud83d\\ude00", "a_token": "'

    assert f'{text}{MASK}"}}' == redact(f'{text}\ue022"}}')


@pytest.mark.parametrize(
    "text",
    [
        '{"x": "\\ud800 %ff %c3 %C3%28 %C0%80 &#300; &#34; \\x41 &#x41;"}',
        "C:\\new\\table\\u12",
        "100%25",
    ],
)
def test_an_escape_that_says_nothing_is_kept(text: str) -> None:
    """Half a surrogate, a byte that is not UTF-8, or a path of Windows."""
    assert text == redact(text)


Wrapping = Callable[[str], str]
WRAPPINGS: dict[str, Wrapping] = {
    "JSON": json.dumps,
    "field": lambda text: json.dumps({"statusCode": 200, "body": text}),
    "HAR": lambda text: json.dumps(
        {"log": {"entries": [{"response": {"content": {"text": text}}}]}}
    ),
    "percent": lambda text: f"https://h.example/?data={quote(text, safe='')}&x=1",
    "form": lambda text: urlencode({"a": "b", "payload": text, "z": "1"}),
    "log": lambda text: f"2026-03-05T09:45:31Z INFO auth body={text} status=200",
    "HTML": lambda text: f'<div data-x="{html.escape(text)}">',
    "repr": lambda text: repr({"text": text, "n": None}),
    "curl": lambda text: f"> POST /v1 HTTP/2\n> Host: test\n\n{text}\n* done",
    "base64": lambda text: json.dumps({"text": base64.b64encode(text.encode()).decode()}),
}
CARRIERS: list[Wrapping] = [
    lambda secret: json.dumps({"id": 1, "session_token": secret, "status": "active"}, indent=1),
    lambda secret: json.dumps({"recovery_codes": [secret], "n": {"accessToken": {"a": secret}}}),
    lambda secret: f"GET /?x=1&token={secret}&stytch_token_type=sso HTTP/1.1\r\nHost: h\r\n",
    lambda secret: f"> Authorization: Bearer {secret}\n> Host: h\n",
    lambda secret: f"Cookie: a=1; stytch_session={secret}; b=2\nHost: h",
    lambda secret: f"Set-Cookie: stytch_session={secret}; Path=/; HttpOnly\nHost: h",
    lambda secret: f"login ok session_token={secret} member=member-test-1",
    lambda secret: repr({"session_token": secret, "x": None}),
    lambda secret: f"session_token: {secret}\ntokens:\n  - {secret}\nname: x\n",
    lambda secret: json.dumps([{"name": "Cookie", "value": f"s={secret}; t=1"}]),
    lambda secret: json.dumps([{"value": f"Bearer {secret}", "name": "authorization"}]),
    lambda secret: f"curl -H 'Authorization: Bearer {secret}' https://u:{secret}@h/",
    lambda secret: json.dumps({"note": f"seen {secret}", "session_token": secret, secret: 1}),
]  # fmt: skip
SECRETS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", min_size=12)


@given(SECRETS, st.sampled_from(CARRIERS), st.lists(st.sampled_from(sorted(WRAPPINGS)), max_size=4))
def test_no_part_of_a_secret_is_left(secret: str, carrier: Wrapping, wrappings: list[str]) -> None:
    """Not even eight characters, however often it was wrapped; a second time changes nothing."""
    text = carrier(secret)
    assume(runs(secret).isdisjoint(runs(carrier("#"))))
    assume(not secret.startswith("-"))
    for name in wrappings:
        text = WRAPPINGS[name](text)
    redacted = redact(text)

    assert runs(secret).isdisjoint(runs(redacted))
    assert redacted == redact(redacted)
    if wrappings and wrappings[-1] in {"JSON", "field", "HAR", "base64"}:
        json.loads(redacted)


@given(st.text(min_size=1), st.integers(0, 5))
def test_json_stays_json(secret: str, depth: int) -> None:
    """Whatever the secret is, and however deep: the rest is what it was."""
    assume(secret.strip("*"))
    before, after = {"note": 'it\'s {"a"} \\ here'}, {"status": "active", "n": [1, {"x": None}]}
    text = json.dumps({"before": before, "password": secret, "after": after})
    for _ in range(depth):
        text = json.dumps({"body": text})
    decoded = json.loads(redact(text))
    for _ in range(depth):
        decoded = json.loads(decoded["body"])

    assert MASK == decoded["password"]
    if len(secret) >= 8:  # a short one can be the whole of another value
        assert {"before": before, "password": MASK, "after": after} == decoded


@given(st.text() | st.text("\"'\\{}[]:=,& \ntokenpasw-%25&quot;", max_size=80))
def test_any_text_is_redacted(text: str) -> None:
    """It raises nothing, and a second time changes nothing."""
    assume("\0" not in text)
    redacted = redact(text)

    assert redacted == redact(redacted)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (b"\xff" + JWT.encode(), "is not text in UTF-8"),
        (JWT.encode("utf-16-le"), "is not text in UTF-8"),
        (f"\ud800{JWT}", "is not text in UTF-8"),
        (gzip.compress(JWT.encode()), "is compressed: decompress it first"),
        (JWT * (LARGEST // len(JWT) + 1), "is larger than 16 MiB"),
        (JWT.encode() * (LARGEST // len(JWT) + 1), "is larger than 16 MiB"),
        ("%25" * 3 + "\\" * 5000 + JWT, "is escaped more than 10 times"),
    ],
    ids=["bytes", "UTF-16", "surrogate", "compressed", "text too large", "bytes too large", "deep"],
)
def test_what_cannot_be_read_is_refused(wrong: str | bytes, reason: str) -> None:
    """The error says why, and holds nothing of the text, not in its frames either."""
    message = f"{reason}: nothing of it is shown, because any part could be a secret"
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        redact(wrong)

    assert [] == leaks(caught.value, ERRORS, runs(JWT))
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)


def test_what_is_not_text_is_a_type_error() -> None:
    """Decoded JSON, say."""
    with pytest.raises(TypeError, match="text must be str or bytes, not dict"):
        redact({"session_token": TOKEN})  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]


def test_a_redacted_body_shows_no_part_of_a_secret(body: dict[str, Any]) -> None:
    """Wherever else the tokens are."""
    token, jwt = body["session_token"], body["session_jwt"]
    body["member"]["name"] = f"{token} and {jwt}"
    body["new"] = {jwt: [token]}

    assert secrets_of(body).isdisjoint(runs(redact(json.dumps(body))))
