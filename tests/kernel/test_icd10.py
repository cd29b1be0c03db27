import pytest

from yiyang.kernel.icd10 import diagnosis_groups, groups_of, icd10_head
from yiyang.kernel.refused import Refused


@pytest.mark.parametrize(
    ("code", "head"),
    [
        ("I10.x00", "I10"),
        ("i10", "I10"),
        (" E11.900 ", "E11"),
        ("I10x00", "I10"),
        ("G30.9+", "G30"),
        ("Z51.5", "Z51"),
        ("I10.x00x002", "I10"),
        ("A17.001†", "A17"),
    ],
)
def test_heads(code, head):
    assert icd10_head(code) == head


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("I10.x00", ("hypertension",)),
        ("I15.9", ("hypertension",)),
        ("I16", ()),
        ("E10.9", ("diabetes",)),
        ("E11.900", ("diabetes", "diabetes_type2")),
        ("I64.x00", ("stroke",)),
        ("I65.2", ()),
        ("I69.3", ("stroke",)),
        ("F03.x00", ("dementia",)),
        ("F04", ("mental_other",)),
        ("F99", ("mental_other",)),
        ("C97", ("cancer",)),
        ("R29", ()),
        ("R29.6", ("repeated_falls",)),
        ("R29.601", ("repeated_falls",)),
        ("Z51.500", ("palliative_care",)),
        ("Z51.1", ()),
        ("S72.001", ("hip_fracture",)),
    ],
)
def test_groups_of_a_code(code, groups):
    assert groups_of(code) == groups


@pytest.mark.parametrize("code", ["", "高血压", "I1", "10I", "I10.", "I10 x", "I10.x000000000", "Ｉ10"])
def test_texts_that_are_no_code_are_refused(code):
    with pytest.raises(Refused) as refusal:
        icd10_head(code)
    assert refusal.value.codes == ("icd10_format",)


def test_groups_have_names_in_both_languages():
    groups = diagnosis_groups()
    assert len(groups) == 17
    assert all(group.zh and group.en.isascii() for group in groups.values())
    assert groups["palliative_care"].ranges == (("Z515", "Z515"),)
