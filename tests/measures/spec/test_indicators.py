"""Every indicator against its drawn specification, on every engine."""

from importlib import import_module

import pytest

from tests.measures.drawing import Spec, read_world
from yiyang.measures.catalogue import get_indicator, list_indicators
from yiyang.measures.engines.reference import ReferenceEngine
from yiyang.measures.model.errors import MissingListError

CODES = [indicator.code for indicator in list_indicators()]


def load_spec(code: str) -> Spec:
    return import_module(f"tests.measures.spec.indicators.{code}").SPEC


@pytest.mark.parametrize("code", CODES)
def test_results_of_every_area(code, open_engine):
    spec = load_spec(code)
    engine = open_engine(read_world(**spec.tables))
    found = {
        result.area: (result.numerator, result.denominator)
        for result in engine.results([get_indicator(code)], on=spec.day)
    }
    assert found == {
        area: spec.results.get(area, (0, 0)) for area in ("C", "K", "T1", "T2", "V1", "V2", "V3")
    }


@pytest.mark.parametrize("code", CODES)
def test_missing_list_of_the_city(code, open_engine):
    spec = load_spec(code)
    engine = open_engine(read_world(**spec.tables))
    indicator = get_indicator(code)
    if spec.missing is None:
        with pytest.raises(MissingListError):
            engine.missing(indicator, on=spec.day, area="C")
        return
    assert engine.missing(indicator, on=spec.day, area="C") == spec.missing
    assert engine.missing_count(indicator, on=spec.day, area="C") == len(spec.missing)


@pytest.mark.parametrize("code", CODES)
def test_an_area_is_the_sum_of_its_subjects(code, open_engine):
    spec = load_spec(code)
    rows = open_engine(read_world(**spec.tables)).contributions(get_indicator(code), on=spec.day, area="C")
    assert (sum(row.numerator for row in rows), sum(row.denominator for row in rows)) == spec.results["C"]


@pytest.mark.parametrize("code", CODES)
def test_all_indicators_in_one_pass(code, open_embedded):
    spec = load_spec(code)
    world = read_world(**spec.tables)
    together = open_embedded(world).results(list_indicators(), on=spec.day)
    assert together == ReferenceEngine(world).results(list_indicators(), on=spec.day)
