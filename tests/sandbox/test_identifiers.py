"""Identifiers and tokens: their forms, and when they repeat."""

import re

from stytch_exchange.sandbox.identifiers import Identifiers

UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def test_an_identifier_has_the_api_s_form() -> None:
    """The kind, `test`, and a random UUID."""
    identifier = Identifiers(None).identifier("member-session")

    assert re.fullmatch(f"member-session-test-{UUID4}", identifier)


def test_a_token_is_safe_in_a_url() -> None:
    """33 random bytes, without a character to escape."""
    assert re.fullmatch(r"[A-Za-z0-9_-]{44}", Identifiers(None).token())


def test_a_seed_repeats_them() -> None:
    """The same calls in the same order give the same results; another seed does not."""

    def made(seed: int | None) -> tuple[str, str]:
        identifiers = Identifiers(seed)
        return identifiers.identifier("member"), identifiers.token()

    assert made(7) == made(7)
    assert made(0) == made(0)
    assert 4 == len({made(7), made(8), made(None), made(None)})
