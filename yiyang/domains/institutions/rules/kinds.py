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


def kinds_in(names: object) -> tuple[str, ...]:
    """The kinds meant by a list of groups and single kinds, as tables of rules write it.

    Raises LookupError for a name that is neither.
    """
    if not isinstance(names, list):
        raise LookupError(f"a list of kinds or groups is expected, not {names!r}")
    known = {kind for kinds in GROUPS.values() for kind in kinds}
    unknown = [name for name in names if name not in GROUPS and name not in known]
    if unknown:
        raise LookupError(f"no kinds or groups: {unknown}")
    return tuple(kind for name in names for kind in GROUPS.get(name, (name,)))
