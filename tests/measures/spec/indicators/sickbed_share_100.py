from tests.measures.drawing import Spec

SPEC = Spec(
    on="2020-12-31",
    tables={
        # 1 has 100 beds and exactly 5% sickbeds; 2 has 99 beds; 3 has 200 beds and 4.5%; 4 is a hospital.
        "organisations": """
            organisation_id
            1
            2
            3
            4
        """,
        "organisation_profiles": """
            organisation_id | kind      | area
            1               | care_home | V1
            2               | care_home | V1
            3               | care_home | V3
            4               | hospital  | V3
        """,
        "bed_capacities": """
            organisation_id | bed_kind | beds
            1               | general  | 95
            1               | sickbed  | 5
            2               | general  | 99
            3               | general  | 150
            3               | nursing  | 41
            3               | sickbed  | 9
            4               | sickbed  | 300
        """,
    },
    results={"V1": (5, 100), "T1": (5, 100), "V3": (9, 200), "T2": (9, 200), "K": (9, 200), "C": (14, 300)},
    missing=[3],
)
