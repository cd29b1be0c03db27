"""A definition that cannot mean anything is refused when it is made."""

from dataclasses import replace
from datetime import date

import pytest

from yiyang.measures.catalogue import get_indicator
from yiyang.measures.language import alive, beds, birth_date, categories, kind
from yiyang.measures.model.errors import DefinitionError
from yiyang.measures.model.indicator import Rate
from yiyang.measures.model.nodes import (
    AgeInYears,
    Arithmetic,
    Comparison,
    CurrentField,
    Exists,
    Field,
    IsAmong,
    IsMissing,
    Literal,
    Negation,
    Total,
    ValidRows,
)
from yiyang.measures.model.tables import ColumnSpec, Subject, Table, ValueType
from yiyang.measures.sources import ELDER, elder_tables, organisation_tables

BORN = birth_date.node
TEXT, NUMBER = Literal("a"), Literal(1)
INDICATOR = get_indicator("family_doctor_rate_65")

REFUSED = {
    "a truth as constant": (lambda: Literal(True), "whole number, text or date as constant, got True"),
    "an unknown column": (lambda: Field(elder_tables.ELDERS, "age"), "got 'age'"),
    "a comparison of types": (lambda: Comparison("=", BORN, NUMBER), "got DATE = INTEGER"),
    "an order of texts": (lambda: Comparison("<", TEXT, TEXT), "numbers or dates around '<'"),
    "an unknown comparison": (lambda: Comparison("~", NUMBER, NUMBER), "got '~'"),
    "an unknown operation": (lambda: Arithmetic("/", NUMBER, NUMBER), "got '/'"),
    "arithmetic of texts": (lambda: Arithmetic("+", TEXT, NUMBER), "arithmetic: expected INTEGER"),
    "an unknown code": (lambda: kind.equals("hospitl"), "a code of 'organisation_kinds' .* got 'hospitl'"),
    "an unknown choice": (lambda: kind.is_among("hospital", "hotel"), "got 'hotel'"),
    "no choices": (lambda: IsAmong(TEXT, ()), "one or more different codes"),
    "choices out of order": (lambda: IsAmong(TEXT, ("b", "a")), "in order"),
    "a condition missing": (lambda: IsMissing(alive.node), "got a condition"),
    "not a condition": (lambda: Negation(NUMBER), "'not': expected BOOLEAN, got INTEGER from 1"),
    "an age of a number": (lambda: AgeInYears(NUMBER), "an age: expected DATE"),
    "one row of many": (lambda: CurrentField(elder_tables.CONTRACTS, "team_id"), "one row per subject a day"),
    "timeless rows": (lambda: ValidRows(elder_tables.ELDERS), "a time-valid table, got 'elders'"),
    "a filter on another table": (lambda: categories.where(alive).exist(), "columns of 'elder_categories'"),
    "a fact inside a filter": (lambda: beds.where(beds.exist()).exist(), "columns of 'bed_capacities'"),
    "a total of texts": (lambda: beds.total("bed_kind"), "a total: expected INTEGER, got VARCHAR"),
    "a total that could count twice": (
        lambda: Total(ValidRows(elder_tables.CONTRACTS), "team_id"),
        "one_per under a total",
    ),
    "a population that is a number": (lambda: Rate(population=NUMBER, reached=alive.node), "a population"),
    "an elder's column of an organisation": (
        lambda: replace(get_indicator("green_channel_rate"), measure=INDICATOR.measure),
        "columns of 'organisations'",
    ),
    "an organisation's fact of an elder": (
        lambda: replace(INDICATOR, measure=get_indicator("green_channel_rate").measure),
        "one row per 'elder_id', got 'organisation_profiles'",
    ),
    "a table without the subject": (
        lambda: replace(
            INDICATOR,
            measure=Rate(population=alive.node, reached=Exists(ValidRows(organisation_tables.AGREEMENTS))),
        ),
        "a table with 'elder_id', got 'cooperation_agreements'",
    ),
    "no source": (lambda: replace(INDICATOR, source=()), "clauses such as 'ZS-21'"),
    "a clause of no document": (lambda: replace(INDICATOR, source=("XX-1",)), "got \\('XX-1',\\)"),
    "no Chinese label": (lambda: replace(INDICATOR, label_zh=" "), "a text as label_zh"),
    "a code with capitals": (lambda: replace(INDICATOR, code="Rate"), "got 'Rate'"),
    "a direction": (lambda: replace(INDICATOR, direction="left"), "got 'left'"),
}


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(make, message):
    with pytest.raises(DefinitionError, match=message):
        make()


NAME = ColumnSpec(name="name", type=ValueType.TEXT, doc=".", label="n", label_zh="n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": (NAME, NAME)}, "different names"),
        ({"columns": (NAME,), "time_valid": True}, "valid_from and valid_to"),
        ({"columns": (NAME,), "one_per": ("name",)}, "a time-valid table"),
    ],
)
def test_table_refused(options, message):
    with pytest.raises(DefinitionError, match=message):
        Table(name="t", doc=".", row_label="t", row_label_zh="t", **options)


def test_subject_needs_one_place():
    with pytest.raises(DefinitionError, match="one row per 'elder_id'"):
        replace(ELDER, place_table=elder_tables.CONTRACTS)
    assert isinstance(ELDER, Subject)


def test_an_open_list_admits_other_codes():
    assert categories.column("category").equals("special").node.right == Literal("special")


def test_written_words_are_the_nodes():
    assert (birth_date < date(2000, 1, 1)).node == Comparison("<", BORN, Literal(date(2000, 1, 1)))
    assert (~alive).node == Negation(alive.node)
