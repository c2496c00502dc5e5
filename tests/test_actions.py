"""What refusals ask for: as a word for a program, and as a sentence for a person."""

import json
from typing import get_args

import pytest

from stytch_exchange import ExchangeRefusedError, RefusalAction, parse_response
from stytch_exchange.actions import _BY_TYPE, remedy_for
from stytch_exchange.sandbox.refusals import KNOWN


@pytest.mark.parametrize(
    ("error_type", "status_code", "action"),
    [
        ("unauthorized_credentials", 401, "fix"),
        ("connected_app_consent_revoked", 401, "new_consent"),
        ("organization_suspended", 403, "fix"),
        ("connected_app_not_allowed_for_org", 403, "stop"),
        ("too_many_requests", 429, "retry"),
        ("internal_server_error", 500, "retry"),
        ("idp_access_token_expired", 400, "new_token"),
        ("idp_access_token_not_found", 404, "new_token"),
        ("idp_access_token_could_not_be_exchanged", 404, "new_token"),
        ("oauth_access_token_exchange_token_too_old", 400, "new_token"),
        ("oauth_access_token_exchange_missing_full_access", 400, "fix"),
        ("third_party_clients_cannot_use_full_access", 400, "fix"),
        ("connected_app_not_found", 404, "fix"),
        ("session_not_found", 404, "new_token"),
        ("invalid_grant", 400, "new_token"),
        ("invalid_client", 401, "fix"),
        ("bad_request", 400, "fix"),
        ("custom_claims_too_large", 400, "fix"),
        ("invalid_session_duration_minutes", 400, "fix"),
        # A known type decides, whatever the status.
        ("idp_access_token_expired", 401, "new_token"),
        ("unauthorized_credentials", None, "fix"),
        # An unknown type is decided by the status.
        ("new_type", 400, "fix"),
        ("new_type", 401, "fix"),
        ("new_type", 403, "stop"),
        ("new_type", 404, "fix"),
        ("new_type", 429, "retry"),
        ("new_type", 499, "fix"),
        ("new_type", 500, "retry"),
        ("new_type", 503, "retry"),
        ("new_type", None, "fix"),
        ("", 502, "retry"),
    ],
)
def test_a_refusal_says_what_it_asks_for(
    error_type: str, status_code: int | None, action: RefusalAction
) -> None:
    """The type decides, and the status only if the type is unknown."""
    body = {"error_type": error_type, "error_message": "text"} if error_type else {}
    with pytest.raises(ExchangeRefusedError) as caught:
        parse_response(json.dumps(body), status_code=status_code)

    assert action == caught.value.action
    assert (
        caught.value.diagnosis is None
        or remedy_for(error_type, status_code).advice in str(caught.value)
        or not error_type
    )


def test_every_action_has_a_type() -> None:
    """No word is listed that no refusal asks for."""
    assert set(get_args(RefusalAction)) == {remedy.action for _, remedy in _BY_TYPE}


def test_no_type_is_hidden_behind_another() -> None:
    """The first that matches decides, so a longer one comes before its beginning."""
    starts = [start for start, _ in _BY_TYPE]

    assert [] == [
        (later, earlier)
        for index, later in enumerate(starts)
        for earlier in starts[:index]
        if later.startswith(earlier)
    ]


@pytest.mark.parametrize("error_type", KNOWN)
def test_each_refusal_of_the_sandbox_is_known(error_type: str) -> None:
    """Its type decides, without its status."""
    known = remedy_for(error_type, KNOWN[error_type].status_code)

    assert known == remedy_for(error_type, None)


@pytest.mark.parametrize("remedy", [remedy for _, remedy in _BY_TYPE] + [remedy_for("", 403)])
def test_advice_is_a_sentence(remedy: tuple[RefusalAction, str]) -> None:
    """It begins with a verb in a capital, and ends with a full stop."""
    _, advice = remedy

    assert advice[0].isupper()
    assert advice.endswith(".")
