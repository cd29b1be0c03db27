"""Random definitions over random data: every engine gives what the reference gives."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.measures import strategies
from yiyang.measures.engines.base import NO_RESTRICTION, Restriction
from yiyang.measures.engines.embedded import EmbeddedEngine
from yiyang.measures.engines.expressions import Expressions
from yiyang.measures.engines.reference import Question, ReferenceEngine
from yiyang.measures.explain import LANGUAGES, Teller, explain
from yiyang.measures.model import nodes
from yiyang.measures.model.indicator import Indicator
from yiyang.measures.sources import TABLES
from yiyang.measures.sources.published import write_table

World = dict[str, list[dict[str, Any]]]
RESTRICTIONS = st.sampled_from(
    [NO_RESTRICTION, Restriction(subjects=frozenset({1, 3})), Restriction(areas=frozenset({"T1", "V3"}))]
)


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    world=strategies.worlds(),
    asked=strategies.questions(),
    on=strategies.DAYS,
    restriction=RESTRICTIONS,
)
def test_engines_agree(tmp_path, world: World, asked: list[Indicator], on: date, restriction: Restriction):
    for table in TABLES:
        write_table(tmp_path, table, world[table.name])
    reference, embedded = ReferenceEngine(world), EmbeddedEngine(tmp_path, threads=1)
    assert embedded.results(asked, on=on, restrict_to=restriction) == reference.results(
        asked, on=on, restrict_to=restriction
    )
    first = asked[0]
    assert embedded.contributions(first, on=on, area="C") == reference.contributions(first, on=on, area="C")
    if first.has_missing_list:
        expected = reference.missing(first, on=on, area="C", restrict_to=restriction)
        assert embedded.missing(first, on=on, area="C", restrict_to=restriction) == expected
    assert embedded.unplaced(first.subject, on=on) == reference.unplaced(first.subject, on=on)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(asked=strategies.questions())
def test_every_definition_can_be_said(asked: list[Indicator]):
    for indicator in asked:
        assert {language: bool(explain(indicator, language)) for language in LANGUAGES} == {
            "en": True,
            "zh": True,
        }


def concrete_nodes() -> set[type[nodes.Node]]:
    found = {nodes.Node}
    while True:
        more = found | {child for kind in found for child in kind.__subclasses__()}
        if more == found:
            return found - {nodes.Node, nodes.Condition}
        found = more


def test_every_node_type_is_listed_and_drawn():
    assert concrete_nodes() == set(nodes.NODE_TYPES) == set(strategies.NODE_STRATEGIES)


@pytest.mark.parametrize("visitor", [Question, Expressions, Teller])
@pytest.mark.parametrize("node_type", nodes.NODE_TYPES)
def test_every_node_type_is_visited(visitor, node_type):
    assert callable(getattr(visitor, nodes.visit_name(node_type)))
