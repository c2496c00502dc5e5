"""The inputs that a diagnosis must get right, and what should be said of each."""

import json
from pathlib import Path
from typing import Any

import pytest

from stytch_exchange.diagnosis import DiagnosisKind

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).parents[3] / "shared" / "cases"
NAMES = sorted(file.stem for file in CASES.glob("*.input"))

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

CHANGED: set[DiagnosisKind] = {"masked", "byte_order_mark"}
"""The kinds of bodies that parse all the same."""

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="needs the folder of cases beside the checkout"
)


def answer_of(name: str) -> dict[str, Any]:
    """Return the expected answer of a case."""
    answer: dict[str, Any] = json.loads((CASES / f"{name}.json").read_bytes())
    return answer
