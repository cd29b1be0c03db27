"""The codes that indicators count by are the codes that the registers keep."""

from yiyang.domains.institutions import queries as institutions
from yiyang.domains.institutions.rules import kinds
from yiyang.measures.model.tables import CodeList
from yiyang.measures.sources import codes


def codes_of(code_list: CodeList) -> list[str]:
    return [entry.code for entry in code_list.codes]


def keys(choices: list[tuple[str, str]]) -> list[str]:
    return [code for code, _label in choices]


def test_kinds_agree():
    counted = [code for code in keys(institutions.kind_choices()) if code not in kinds.OTHER_KINDS]
    assert counted == codes_of(codes.ORGANISATION_KINDS)


def test_ownerships_agree():
    assert keys(institutions.ownership_choices()) == codes_of(codes.OWNERSHIPS)


def test_capabilities_agree():
    assert keys(institutions.capability_choices()) == codes_of(codes.CAPABILITIES)


def test_kinds_of_beds_agree():
    assert keys(institutions.bed_choices()) == codes_of(codes.BED_KINDS)


def test_levels_are_those_of_the_logical_table():
    assert keys(institutions.level_choices()) == [0, 1, 2, 3]


def test_groups_agree():
    assert kinds.HOSPITAL_KINDS == codes.HOSPITAL_KINDS
    assert kinds.MEDICAL_KINDS == codes.MEDICAL_KINDS
    assert kinds.HOME_KINDS == codes.CARE_HOME_KINDS
    assert kinds.COMMUNITY_KINDS == codes.COMMUNITY_KINDS


def test_every_kind_is_in_one_group():
    grouped = [code for group in kinds.GROUPS.values() for code in group]
    assert sorted(grouped) == sorted(keys(institutions.kind_choices()))
