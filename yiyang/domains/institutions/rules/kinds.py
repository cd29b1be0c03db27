"""Groups of organisation kinds that rules and forms name."""

HOSPITAL_KINDS = ("hospital", "tcm_hospital", "rehabilitation_hospital", "nursing_hospital")
MEDICAL_KINDS = (
    *HOSPITAL_KINDS,
    "hospice",
    "community_health_centre",
    "town_clinic",
    "village_clinic",
    "clinic",
)
HOME_KINDS = ("care_home", "town_care_home")
COMMUNITY_KINDS = ("day_care_centre", "home_care_centre", "happiness_home")
OTHER_KINDS = ("insurer", "bureau", "town_government", "school")
"""Bodies that no indicator counts; they lead tasks, insure or teach."""

GROUPS = {
    "medical": MEDICAL_KINDS,
    "homes": HOME_KINDS,
    "community": COMMUNITY_KINDS,
    "others": OTHER_KINDS,
}
