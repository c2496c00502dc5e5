"""What a field means, in words."""

import pytest
from pydantic import BaseModel

from hooks.model.meaning import MARKS, meanings
from hooks.model.wire_pointers import fields
from stytch_exchange import (
    ErrorResponse,
    ExchangeAccessTokenResponse,
    Member,
    MemberRoleSource,
    MemberSession,
)


def test_each_field_of_the_response_has_a_meaning() -> None:
    """A sentence about the field, and one about null."""
    described = meanings()
    response = [field for field in fields() if field.document == "response"]

    assert [] == [
        field.path
        for field in response
        if not described[field.model, field.name].text.endswith(".")
        or not described[field.model, field.name].null.endswith(".")
    ]


def test_a_field_that_may_be_null_says_when() -> None:
    """Its docstring has one sentence about null, and only such a field has one."""
    nullable = [meaning for meaning in meanings().values() if meaning.field.is_nullable]
    others = [meaning for meaning in meanings().values() if not meaning.field.is_nullable]

    assert [] == [
        meaning.field.path
        for meaning in nullable
        if "null" not in meaning.null.lower() or meaning.null.startswith("Never null")
    ]
    assert [] == [meaning.field.path for meaning in others if "null" in meaning.text.lower()]


def test_the_sentence_about_null_is_apart() -> None:
    """The card shows both, and neither twice."""
    meaning = meanings()[ExchangeAccessTokenResponse, "member_session"]

    assert meaning.text.startswith("The session that both tokens belong to. Expect it: ")
    assert meaning.null.startswith("The contract makes the field optional all the same")


@pytest.mark.parametrize(
    ("model", "name", "kind"),
    [
        (ExchangeAccessTokenResponse, "status_code", "integer"),
        (ExchangeAccessTokenResponse, "session_jwt", "secret string"),
        (ExchangeAccessTokenResponse, "member_device", "object"),
        (Member, "is_locked", "boolean"),
        (Member, "created_at", "timestamp"),
        (Member, "status", "string"),
        (Member, "roles", "array of object"),
        (Member, "external_id", "string"),
        (MemberRoleSource, "details", "object"),
        (MemberSession, "roles", "array of string"),
        (MemberSession, "expires_at", "timestamp"),
        (ErrorResponse, "status_code", "integer"),
    ],
)
def test_a_type_is_named_as_in_json(model: type[BaseModel], name: str, kind: str) -> None:
    """Without null, which has its own sentence."""
    assert kind == meanings()[model, name].kind


def test_every_mark_is_used() -> None:
    """In the order of the list."""
    found = [meaning.marks for meaning in meanings().values()]

    assert set(MARKS) == {mark for marks in found for mark in marks}
    assert [] == [marks for marks in found if sorted(marks, key=MARKS.index) != [*marks]]
