"""The walk beside the models: what it finds belongs to the models that are there."""

from stytch_exchange.checking.walk import survey
from stytch_exchange.models._base import Model


class Choice(Model):
    """A model of tomorrow, with a kind of field that no model has today."""

    choice: int | list[str]


def test_an_error_where_the_walk_does_not_come_by_is_not_lost() -> None:
    """Pydantic places the errors of a union below the field, once for each choice."""
    departures, _ = survey({"choice": None}, Choice, valid=False, limit=1000)

    assert [("choice", "int"), ("choice", "list[str]")] == [path for path, _ in departures]
    assert {"error"} == {finding.severity for _, finding in departures}


def test_a_healthy_value_of_a_model_of_tomorrow_is_taken() -> None:
    """There is nothing to look into in a kind of field that is not known."""
    assert ([], []) == survey({"choice": ["a"]}, Choice, valid=True, limit=1000)
