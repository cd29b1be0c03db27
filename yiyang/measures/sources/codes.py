"""The code lists of the logical tables, and the groups of codes that definitions count by."""

from __future__ import annotations

from yiyang.measures.model.tables import Code, CodeList


def make_codes(name: str, rows: tuple[tuple[str, str, str], ...], *, is_open: bool = False) -> CodeList:
    """A code list from rows of (code, English label, Chinese label)."""
    codes = tuple(Code(code=code, label=label, label_zh=label_zh) for code, label, label_zh in rows)
    return CodeList(name=name, codes=codes, is_open=is_open)


SEXES = make_codes(
    "sexes",
    (
        ("0", "unknown", "未知"),
        ("1", "male", "男"),
        ("2", "female", "女"),
        ("9", "not stated", "未说明"),
    ),
)

LIVING_ARRANGEMENTS = make_codes(
    "living_arrangements",
    (
        ("home", "at home", "居家"),
        ("community", "in community care", "社区"),
        ("institution", "in an institution", "机构"),
    ),
)

ELDER_CATEGORIES = make_codes(
    "elder_categories",
    (
        ("disabled", "disabled", "失能"),
        ("severely_ill", "severely ill", "重病"),
    ),
    is_open=True,
)

ORGANISATION_KINDS = make_codes(
    "organisation_kinds",
    (
        ("hospital", "hospital", "医院"),
        ("tcm_hospital", "hospital of Chinese medicine", "中医医院"),
        ("rehabilitation_hospital", "rehabilitation hospital", "康复医院"),
        ("nursing_hospital", "nursing hospital", "护理院"),
        ("hospice", "hospice", "安宁疗护中心"),
        ("community_health_centre", "community health centre", "社区卫生服务中心"),
        ("town_clinic", "town clinic", "乡镇卫生院"),
        ("village_clinic", "village clinic", "村卫生室"),
        ("clinic", "clinic", "诊所"),
        ("care_home", "care home", "养老院"),
        ("town_care_home", "town care home", "敬老院"),
        ("day_care_centre", "day-care centre", "日间照料中心"),
        ("home_care_centre", "home-care centre", "居家养老服务中心"),
        ("happiness_home", "happiness home", "幸福院"),
    ),
)

OWNERSHIPS = make_codes("ownerships", (("public", "public", "公办"), ("private", "private", "民办")))

CAPABILITIES = make_codes(
    "capabilities",
    (
        ("own_medical_institution", "an own medical institution", "内设医疗机构"),
        ("green_channel", "a green channel for elders", "老年人就医绿色通道"),
        ("geriatric_department", "a geriatric department", "老年病科"),
        ("tcm_service", "Chinese medicine service", "中医药服务"),
        ("barrier_free", "barrier-free conversion", "无障碍改造"),
        ("telemedicine", "remote medicine", "远程医疗"),
        ("rehabilitation", "rehabilitation", "康复服务"),
        ("home_sickbeds", "home sickbeds", "家庭病床"),
        ("rehabilitation_area", "a rehabilitation area", "康复区"),
        ("rehabilitation_centre", "a rehabilitation centre", "康复中心"),
        ("pilot", "a pilot of combined care", "医养结合试点"),
    ),
)

BED_KINDS = make_codes(
    "bed_kinds",
    (
        ("general", "general", "普通床位"),
        ("nursing", "nursing", "护理型床位"),
        ("rehabilitation", "rehabilitation", "康复床位"),
        ("hospice", "hospice", "安宁疗护床位"),
        ("sickbed", "sickbed", "病床"),
        ("geriatric", "geriatric ward", "老年病床位"),
    ),
)

FINDING_GROUPS = make_codes(
    "finding_groups",
    (
        ("completeness", "completeness", "完整性"),
        ("consistency", "consistency", "一致性"),
        ("timeliness", "timeliness", "及时性"),
    ),
)

AREA_LEVELS = make_codes(
    "area_levels",
    (
        ("village", "village", "村（社区）"),
        ("town", "town", "镇（街道）"),
        ("county", "county", "县（区）"),
        ("city", "city", "市"),
        ("province", "province", "省"),
    ),
)

HOSPITAL_KINDS = ("hospital", "tcm_hospital", "rehabilitation_hospital", "nursing_hospital")
PRIMARY_KINDS = ("community_health_centre", "town_clinic")
MEDICAL_KINDS = (*HOSPITAL_KINDS, "hospice", *PRIMARY_KINDS, "village_clinic", "clinic")
CARE_HOME_KINDS = ("care_home", "town_care_home")
COMMUNITY_KINDS = ("day_care_centre", "home_care_centre", "happiness_home")

LARGE_HOME_BEDS = 100
"""Beds from which a home counts as large (100床以上, ZS-5)."""
