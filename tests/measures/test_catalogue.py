"""Every indicator is complete: source, both languages, words, specification."""

import re
from pathlib import Path

import pytest

from tests.measures.spec.test_indicators import load_spec
from yiyang.measures.catalogue import UnknownIndicatorError, get_indicator, list_indicators
from yiyang.measures.explain import explain
from yiyang.measures.sources import SUBJECTS, TABLES

INDICATORS = list_indicators()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPECS = Path(__file__).parent / "spec" / "indicators"


def test_indicators_of_the_five_documents_are_there():
    assert {indicator.code for indicator in INDICATORS} >= {
        "barrier_free_rate",
        "community_agreement_rate",
        "family_doctor_rate_60",
        "family_doctor_rate_65",
        "family_doctor_rate_priority",
        "geriatric_department_rate",
        "green_channel_rate",
        "health_record_rate_60",
        "home_agreement_rate",
        "home_medical_service_rate",
        "nursing_bed_share",
        "sickbed_share_100",
        "tcm_service_rate",
        "telemedicine_rate",
        "town_home_agreement_rate",
    }


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.code)
def test_indicator_is_complete(indicator):
    assert indicator.source
    for words in (indicator.label, indicator.numerator_words, indicator.denominator_words):
        assert not CHINESE.search(words)
    for words in (indicator.label_zh, indicator.numerator_words_zh, indicator.denominator_words_zh):
        assert CHINESE.search(words)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.code)
def test_indicator_has_a_spec_in_which_something_counts(indicator):
    spec = load_spec(indicator.code)
    numerator, denominator = spec.results["C"]
    assert 0 < numerator < denominator
    assert (spec.missing is not None) == indicator.has_missing_list


def test_no_spec_is_left_over():
    assert sorted(path.stem for path in SPECS.glob("*.py")) == [i.code for i in INDICATORS]


def test_labels_differ():
    assert len({i.label for i in INDICATORS}) == len({i.label_zh for i in INDICATORS}) == len(INDICATORS)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.code)
def test_indicator_is_explained_in_both_languages(indicator):
    english, chinese = explain(indicator, "en"), explain(indicator, "zh")
    assert len(english) == len(chinese)
    assert not CHINESE.search(" ".join(english[:-1]))
    assert all(CHINESE.search(sentence) for sentence in chinese)
    assert english[-1] == f"Source: {', '.join(indicator.source)}."


def test_an_explanation_is_said_from_the_definition():
    explained = explain(get_indicator("home_agreement_rate"), "en")
    assert explained[2:5] == (
        (
            "Who counts: every organisation for whom kind is one of care home, town care home and "
            "not: has a capability in force (capability is an own medical institution)."
        ),
        "Reached: has a cooperation agreement in force.",
        "Listed as missing: who counts and has not reached it.",
    )


def test_another_language_raises():
    with pytest.raises(KeyError):
        explain(INDICATORS[0], "fr")


def test_unknown_code_names_what_is_near():
    with pytest.raises(
        UnknownIndicatorError, match="family_doctor_rate_6'; near: family_doctor_rate_65"
    ) as caught:
        get_indicator("family_doctor_rate_6")
    assert caught.value.matches[:2] == ("family_doctor_rate_65", "family_doctor_rate_60")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_its_sentence(table):
    for column in table.columns:
        assert column.doc.endswith(".")
        assert CHINESE.search(column.label_zh)
        assert column.codes is None or all(CHINESE.search(code.label_zh) for code in column.codes.codes)


def test_subjects():
    assert [subject.name for subject in SUBJECTS] == ["elder", "organisation"]
