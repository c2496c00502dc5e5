"""The marks of the fields that are personal data, or that you set."""

import re
from collections import defaultdict

import pytest

from hooks.model.marks import DECISIONS, judged
from hooks.model.walk import is_model, targets
from hooks.model.wire_pointers import fields


def test_every_field_of_the_response_is_decided() -> None:
    """A new field needs a decision, and a removed field loses its own."""
    expected = defaultdict[str, set[str]](set)
    for field in fields():
        if field.document == "response":
            expected[field.model.__name__].add(field.name)

    assert expected == {
        owner: {name for names in decision for name in names.split()}
        for owner, decision in DECISIONS.items()
    }


def test_a_field_without_marks_has_no_mark() -> None:
    """No field is marked, and also listed as having neither mark."""
    assert [] == [
        (owner, name)
        for owner, decision in DECISIONS.items()
        for name in decision.neither.split()
        if [*judged(owner, name)]
    ]


def test_an_object_has_no_mark_of_its_own() -> None:
    """The fields inside it have theirs."""
    assert [] == [
        field.path
        for field in fields()
        if field.document == "response"
        and is_model(targets(field.model)[field.name].type)
        and [*judged(field.model.__name__, field.name)]
    ]


@pytest.mark.parametrize(
    "words", [r"email_address$", r"phone_number$", r"^ip_address$", r"^(given|family)_name$"]
)
def test_an_address_of_a_person_is_personal_data(words: str) -> None:
    """In every class that has such a field."""
    found = [
        field for field in fields() if field.document == "response" and re.search(words, field.name)
    ]

    assert found
    assert [] == [
        field.path
        for field in found
        if "personal data" not in judged(field.model.__name__, field.name)
    ]
