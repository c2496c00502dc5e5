"""The walk, with a kind of field that no model has yet."""

from stytch_exchange.checking.walk import survey
from stytch_exchange.models._base import Model


class Choice(Model):
    """A model with a kind of field that no model of the contract has."""

    choice: int | list[str]


def test_an_error_at_a_place_that_the_walk_does_not_visit_is_reported() -> None:
    """Pydantic reports an error below the field for each choice of a union."""
    departures, _ = survey({"choice": None}, Choice, valid=False, limit=1000)

    assert [("choice", "int"), ("choice", "list[str]")] == [path for path, _ in departures]
    assert {"error"} == {finding.severity for _, finding in departures}


def test_a_valid_value_of_an_unknown_kind_is_accepted() -> None:
    """The walk does not check a kind of field that it does not know."""
    assert ([], []) == survey({"choice": ["a"]}, Choice, valid=True, limit=1000)
