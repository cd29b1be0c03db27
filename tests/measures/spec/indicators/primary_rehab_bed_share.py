from tests.measures.drawing import Spec

SPEC = Spec(
    on="2020-12-31",
    tables={
        # 3 is no primary institution; the rehabilitation beds of 2 begin on the next day.
        "organisations": """
            organisation_id
            1
            2
            3
        """,
        "organisation_profiles": """
            organisation_id | kind                    | area
            1               | town_clinic             | V1
            2               | community_health_centre | V2
            3               | hospital                | V2
        """,
        "bed_capacities": """
            organisation_id | bed_kind       | beds | valid_from
            1               | general        | 30   | 2010-01-01
            1               | rehabilitation | 6    | 2010-01-01
            1               | nursing        | 4    | 2010-01-01
            2               | general        | 20   | 2010-01-01
            2               | rehabilitation | 5    | 2021-01-01
            3               | rehabilitation | 50   | 2010-01-01
        """,
    },
    results={"V1": (10, 40), "V2": (0, 20), "T1": (10, 60), "C": (10, 60)},
)
