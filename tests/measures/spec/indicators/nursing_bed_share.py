from tests.measures.drawing import Spec

SPEC = Spec(
    on="2020-12-31",
    tables={
        # 2 turned general beds into nursing beds in June; 3 is a hospital; 4 has no beds.
        "organisations": """
            organisation_id
            1
            2
            3
            4
        """,
        "organisation_profiles": """
            organisation_id | kind           | area
            1               | care_home      | V1
            2               | town_care_home | V3
            3               | hospital       | V1
            4               | care_home      | V2
        """,
        "bed_capacities": """
            organisation_id | bed_kind | beds | valid_from | valid_to
            1               | general  | 60   | 2015-01-01 | -
            1               | nursing  | 40   | 2015-01-01 | -
            2               | general  | 50   | 2015-01-01 | 2020-06-01
            2               | general  | 20   | 2020-06-01 | -
            2               | nursing  | 30   | 2020-06-01 | -
            3               | nursing  | 500  | 2015-01-01 | -
        """,
    },
    results={"V1": (40, 100), "T1": (40, 100), "V3": (30, 50), "T2": (30, 50), "K": (30, 50), "C": (70, 150)},
)
