"""Groups of organisation kinds that rules and forms name."""

MEDICAL_KINDS = (
    "hospital",
    "tcm_hospital",
    "rehabilitation_hospital",
    "nursing_hospital",
    "hospice",
    "community_health_centre",
    "town_clinic",
    "village_clinic",
    "clinic",
)
HOME_KINDS = ("care_home", "town_care_home")
COMMUNITY_KINDS = ("day_care_centre", "home_care_centre", "happiness_home")
