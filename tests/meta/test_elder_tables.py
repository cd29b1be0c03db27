"""Every table that points to elders is merged, ended or handed over by somebody, or left alone with a reason."""

from django.apps import apps
from django.db import models

from yiyang.flows.departures.handlers import HANDLED, LEFT_ALONE


def tables_of_elders(of=apps) -> set[str]:
    elder = apps.get_model("elders.Elder")
    return {
        model._meta.label_lower
        for model in of.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is elder
    }


def test_every_table_that_points_to_elders_is_handled():
    assert tables_of_elders() - HANDLED - LEFT_ALONE.keys() == set()


def test_nothing_is_handled_that_does_not_exist_and_reasons_are_given():
    assert (HANDLED | LEFT_ALONE.keys()) - tables_of_elders() == set()
    assert HANDLED & LEFT_ALONE.keys() == set()
    assert [table for table, reason in LEFT_ALONE.items() if len(reason) < 20] == []


def test_a_forgotten_table_is_seen():
    """The twin: without the line of a domain its table is missing."""
    assert tables_of_elders() - (HANDLED - {"contracts.contract"}) - LEFT_ALONE.keys() == {
        "contracts.contract"
    }
