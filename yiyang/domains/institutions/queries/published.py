"""The time-valid facts that this domain owns, as selections a snapshot can run."""

LOGICAL_TABLES = {
    "organisations": "SELECT id AS organisation_id FROM institutions_organisation",
    "organisation_profiles": """
        SELECT p.organisation_id, p.kind, p.level, p.ownership, r.key AS area, p.valid_from, p.valid_to
        FROM institutions_organisationprofile p JOIN regions_region r ON r.id = p.area_id""",
    "capabilities": """
        SELECT organisation_id, code AS capability, valid_from, valid_to FROM institutions_capability""",
    "bed_capacities": """
        SELECT organisation_id, kind AS bed_kind, beds, valid_from, valid_to FROM institutions_bedcapacity""",
}
