"""Authentication factors, and their sub-objects."""

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
"""The delivery methods without a sub-object."""


def _known_delivery_methods() -> set[str]:
    literal, _ = get_args(get_args(AuthenticationFactorDeliveryMethod)[0])
    return set(get_args(literal))


def test_the_exchange_shows_its_connected_app() -> None:
    """The factor of this exchange has the client id of the Connected App."""
    session = parse_response(load_example("connected-app")).member_session
    assert session is not None

    details = [factor.detail for factor in session.authentication_factors]

    assert [True] == [
        detail.client_id.startswith("connected-app-test-")
        for detail in details
        if isinstance(detail, OAuthAccessTokenExchangeFactor)
    ]


def test_every_known_delivery_method_is_covered() -> None:
    """The table of sub-objects covers the vocabulary, and its fields exist."""
    assert _known_delivery_methods() == set(DETAIL_FIELDS) | WITHOUT_DETAIL
    assert set() == set(DETAIL_FIELDS.values()) - set(AuthenticationFactor.model_fields)


def test_every_sub_object_belongs_to_a_delivery_method() -> None:
    """`detail` can return every sub-object."""
    fields = {name for name in AuthenticationFactor.model_fields if name.endswith("_factor")}

    assert fields == set(DETAIL_FIELDS.values())


@pytest.mark.parametrize("delivery_method", ["knowledge", "carrier_pigeon"])
def test_a_factor_without_a_sub_object_has_no_detail(delivery_method: str) -> None:
    """`detail` is None for a password and for an unknown delivery method."""
    factor = AuthenticationFactor.model_validate(
        {"type": "password", "delivery_method": delivery_method}
    )

    assert factor.detail is None


def test_the_detail_is_none_if_the_sub_object_is_missing() -> None:
    """The API can leave out the sub-object."""
    factor = AuthenticationFactor.model_validate(
        {"type": "sso", "delivery_method": "sso_saml", "saml_sso_factor": None}
    )

    assert factor.detail is None
