"""Claims to change and sign, and the key set that verifies them."""

import json

import pytest

from stytch_exchange import load_example
from tests.jwt.signing import Claims, decoded, jwks_of, rsa_key


@pytest.fixture(name="jwks")
def _jwks() -> Claims:
    """A key set with the default signing key."""
    return jwks_of(rsa_key())


@pytest.fixture(name="claims")
def _claims() -> Claims:
    """The claims of the example `connected-app`, to change and sign."""
    return decoded(json.loads(load_example("connected-app"))["session_jwt"], 1)
