"""Authentication factors, and the sub-object that one of them is about."""

from typing import get_args

import pytest

from stytch_exchange import (
    AuthenticationFactor,
    AuthenticationFactorDeliveryMethod,
    OAuthAccessTokenExchangeFactor,
    load_example,
    parse_response,
)
from stytch_exchange.models.factors import DETAIL_FIELDS

WITHOUT_DETAIL = {"knowledge", "imported_auth0"}
"""The delivery methods that the API has no sub-object for."""


def _known_delivery_methods() -> set[str]:
    literal, _ = get_args(get_args(AuthenticationFactorDeliveryMethod)[0])
    return set(get_args(literal))


def test_the_exchange_shows_its_connected_app() -> None:
    """The factor of this very flow says which Connected App the token came from."""
    session = parse_response(load_example("connected-app")).member_session
    assert session is not None

    details = [factor.detail for factor in session.authentication_factors]

    assert [True] == [
        detail.client_id.startswith("connected-app-test-")
        for detail in details
        if isinstance(detail, OAuthAccessTokenExchangeFactor)
    ]


def test_every_known_delivery_method_names_a_sub_object_or_has_none() -> None:
    """The table of sub-objects covers the vocabulary, and names fields that are there."""
    assert _known_delivery_methods() == set(DETAIL_FIELDS) | WITHOUT_DETAIL
    assert set() == set(DETAIL_FIELDS.values()) - set(AuthenticationFactor.model_fields)


def test_every_sub_object_is_named_by_a_delivery_method() -> None:
    """No sub-object is out of reach of `detail`."""
    fields = {name for name in AuthenticationFactor.model_fields if name.endswith("_factor")}

    assert fields == set(DETAIL_FIELDS.values())


@pytest.mark.parametrize("delivery_method", ["knowledge", "carrier_pigeon"])
def test_a_factor_without_a_sub_object_has_no_detail(delivery_method: str) -> None:
    """A password has none, and neither has a way of delivery that came later."""
    factor = AuthenticationFactor.model_validate(
        {"type": "password", "delivery_method": delivery_method}
    )

    assert factor.detail is None


def test_a_missing_sub_object_reads_as_none() -> None:
    """Where the API leaves out what the delivery method names, `detail` is None."""
    factor = AuthenticationFactor.model_validate(
        {"type": "sso", "delivery_method": "sso_saml", "saml_sso_factor": None}
    )

    assert factor.detail is None
