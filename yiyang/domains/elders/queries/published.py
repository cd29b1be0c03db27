"""The time-valid facts this domain owns, as selections a snapshot can run.

Categories are published as the rules derive them, never as somebody stated them. Facts that stayed with a record
merged into another are history: no number counts them.
"""

STANDING = "elder_id NOT IN (SELECT id FROM elders_elder WHERE merged_into_id IS NOT NULL)"
_FACTS = {
    "residences": """
        SELECT elder_id, r.key AS area, e.valid_from, e.valid_to
        FROM elders_residence e JOIN regions_region r ON r.id = e.area_id""",
    "living_arrangements": "SELECT elder_id, kind, valid_from, valid_to FROM elders_livingarrangement",
    "elder_categories": "SELECT elder_id, code AS category, valid_from, valid_to FROM elders_membership",
    "health_records": "SELECT elder_id, valid_from, valid_to FROM elders_healthrecord",
    "check_ups": """
        SELECT elder_id, CASE WHEN self_care <> '' THEN 1 ELSE 0 END AS self_care_assessed,
               CASE WHEN guidance THEN 1 ELSE 0 END AS guided,
               occurred_on AS valid_from, counts_until AS valid_to
        FROM elders_checkup""",
}
LOGICAL_TABLES = {
    "elders": "SELECT id AS elder_id, sex, birth_date, death_date FROM elders_elder WHERE merged_into_id IS NULL",
    **{name: f"{selection} WHERE {STANDING}" for name, selection in _FACTS.items()},
}
