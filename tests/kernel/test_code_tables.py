import re

import pytest

from yiyang.kernel.code_tables import Coded, code_table, code_tables, read_code_table
from yiyang.kernel.refused import Refused

SIZES = {
    "abo_blood_group": 5,
    "allergen": 26,
    "disability": 9,
    "discharge_mode": 6,
    "drug_allergy": 5,
    "education": 40,
    "employment": 13,
    "ethnic_group": 58,
    "family_relation": 76,
    "family_relation_group": 9,
    "followup_mode": 3,
    "followup_result": 4,
    "foot_pulse": 4,
    "health_self_rating": 5,
    "identity_document": 8,
    "marital_status": 8,
    "past_disease": 13,
    "payer": 9,
    "rh_blood_group": 3,
    "selfcare_self_rating": 4,
    "sex": 4,
    "tcm_constitution": 10,
}


def test_all_tables_are_there_and_whole():
    assert {key: len(table.codes) for key, table in code_tables().items()} == SIZES


def test_unconfirmed_tables_say_so():
    assert {key for key, table in code_tables().items() if not table.confirmed} == {
        "disability",
        "drug_allergy",
        "followup_mode",
        "followup_result",
        "foot_pulse",
        "past_disease",
        "tcm_constitution",
    }
    assert code_table("ethnic_group").unconfirmed_codes == {"97", "98"}


def test_ids_and_standards_name_each_table_once():
    keys = [table.id for table in code_tables().values()] + [t.standard for t in code_tables().values()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("key", SIZES)
def test_texts_are_in_their_languages(key):
    for code, texts in code_table(key).codes.items():
        assert re.search(r"[\u4e00-\u9fff]", texts["zh"]), code
        assert texts["en"].isascii(), code


@pytest.mark.parametrize(
    ("key", "code", "zh", "en"),
    [
        ("sex", "2", "女", "Female"),
        ("GB/T 2261.1", "9", "未说明", "Not stated"),
        ("CV04.50.020", "NEG", "阴性", "Negative"),
        ("ethnic_group", "08", "壮族", "Zhuang"),
        ("ethnic_group", "18", "傣族", "Dai"),
        ("ethnic_group", "56", "基诺族", "Jino"),
        ("CV07.10.003", "07", "全自费", "Fully private"),
        ("family_relation", "38", "儿媳", "Daughter-in-law"),
    ],
)
def test_display(key, code, zh, en):
    assert code_table(key).display(code) == zh
    assert code_table(key).display(code, "zh-hans") == zh
    assert code_table(key).display(code, "en") == en


def test_coded_value_carries_standard_and_version():
    assert code_table("sex").coded("1", "en") == Coded("GB/T 2261.1", "2003", "1", "Male")
    assert code_table("sex").choices("en") == (
        ("0", "Unknown"),
        ("1", "Male"),
        ("2", "Female"),
        ("9", "Not stated"),
    )


def test_unknown_codes_tables_and_languages():
    with pytest.raises(Refused) as refusal:
        code_table("sex").display("3")
    assert (
        str(refusal.value) == "The code '3' is not in the table 'GB/T 2261.1' (Sex); choose one of its codes."
    )
    with pytest.raises(KeyError, match="no code table 'gender'"):
        code_table("gender")
    with pytest.raises(ValueError, match="fr"):
        code_table("sex").display("1", "fr")


@pytest.mark.parametrize("digit", ["1", "2", "3", " 1 ", "１"])
def test_rh_digit_without_its_system_is_refused(digit):
    with pytest.raises(Refused) as refusal:
        code_table("rh_blood_group").from_label(digit)
    assert refusal.value.codes == ("code_needs_label",)
    with pytest.raises(Refused) as refusal:
        code_table("rh_blood_group").import_code(digit, source="some_vendor")
    assert refusal.value.codes == ("code_needs_label",)


def test_rh_is_taken_in_by_label_or_by_named_system():
    rh = code_table("rh_blood_group")
    assert [rh.from_label(label) for label in ("阳性", "RH阴性", "Rh（＋）", "不详", "negative")] == [
        "POS",
        "NEG",
        "POS",
        "UNKNOWN",
        "NEG",
    ]
    assert [rh.import_code("1", source=source) for source in rh.imports] == ["NEG", "POS", "POS"]
    assert [rh.export_code(code, target="CV04.50.020") for code in ("NEG", "POS", "UNKNOWN")] == [
        "1",
        "2",
        "3",
    ]
    with pytest.raises(Refused) as refusal:
        rh.import_code("4", source="CV04.50.020")
    assert refusal.value.codes == ("label_unmapped",)


def test_disability_goes_by_label_and_out_by_target():
    disability = code_table("disability")
    assert disability.from_label("视力残疾") == "VISION"
    assert disability.from_label("视力") == "VISION"
    assert disability.export_code("VISION", target="CV05.10.001") == "6"
    assert disability.export_code("VISION", target="bphs_form") == "2"
    assert disability.import_code("2", source="bphs_form") == "VISION"
    with pytest.raises(Refused) as refusal:
        disability.import_code("6", source="CV05.10.001")
    assert refusal.value.codes == ("code_needs_label",)
    with pytest.raises(Refused) as refusal:
        disability.export_code("MULTIPLE", target="bphs_form")
    assert refusal.value.codes == ("label_unmapped",)
    with pytest.raises(ValueError, match="no export"):
        disability.export_code("VISION", target="elsewhere")


def test_marital_paper_code_and_payer_label():
    marital = code_table("marital_status")
    assert marital.import_code("2", source="bphs_form") == "20"
    assert [
        marital.export_code(code, target="bphs_form") for code in ("10", "22", "23", "30", "40", "90")
    ] == [
        "1",
        "2",
        "2",
        "3",
        "4",
        "5",
    ]
    assert code_table("payer").from_label("城乡居民医保") == "02"
    assert code_table("ethnic_group").from_label("壮") == "08"
    assert code_table("ethnic_group").import_code("66", source="console") == "98"


@pytest.mark.parametrize("key", SIZES)
def test_every_display_is_its_own_label(key):
    table = code_table(key)
    for code, texts in table.codes.items():
        assert {table.from_label(text) for text in texts.values()} == {code}


def test_no_label_is_guessed():
    with pytest.raises(Refused) as refusal:
        code_table("disability").from_label("眼睛不好")
    assert refusal.value.codes == ("label_unmapped",)


GOOD = """
id = "size"
standard = "S 1"
version = "1"
source = "seen"
confirmed = true
title = { zh = "大小", en = "Size" }
codes = { "1" = ["大", "Big"], "2" = ["小", "Small"] }
"""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('source = "seen"', 'source = " "'), "empty text"),
        (('source = "seen"', ""), "source"),
        (('version = "1"', 'version = "1"\ncolour = 1'), "colour"),
        (('"Small"', '"Big"'), "two codes"),
        (('"小"', '""'), "empty text"),
        (("codes =", 'labels = { "中" = "3" }\ncodes ='), "unknown codes"),
        (("codes =", 'exports = { there = { "3" = "1" } }\ncodes ='), "unknown codes"),
        (("codes =", 'imports = { there = { "1" = "3" } }\ncodes ='), "unknown codes"),
    ],
)
def test_faulty_tables_are_turned_down(change, message):
    assert read_code_table(GOOD).display("1") == "大"
    with pytest.raises(ValueError, match=message):
        read_code_table(GOOD.replace(*change))
