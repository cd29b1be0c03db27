from tests.measures.drawing import Spec

SPEC = Spec(
    on="2020-12-31",
    tables={
        # 1: 99 beds with an area; 2: 100 beds with an area only; 3: 100 beds with a centre; 4: small with a centre;
        # 5: no beds registered, with an area; 6: 99 beds, the area begins on the next day; 7: no home.
        "organisations": """
            organisation_id
            1
            2
            3
            4
            5
            6
            7
        """,
        "organisation_profiles": """
            organisation_id | kind           | area
            1               | care_home      | V1
            2               | care_home      | V1
            3               | town_care_home | V2
            4               | care_home      | V2
            5               | care_home      | V2
            6               | care_home      | V2
            7               | hospital       | V1
        """,
        "bed_capacities": """
            organisation_id | bed_kind | beds
            1               | general  | 60
            1               | nursing  | 39
            2               | general  | 100
            3               | general  | 100
            4               | general  | 20
            6               | general  | 99
        """,
        "capabilities": """
            organisation_id | capability            | valid_from
            1               | rehabilitation_area   | 2020-12-31
            2               | rehabilitation_area   | 2010-01-01
            3               | rehabilitation_centre | 2010-01-01
            4               | rehabilitation_centre | 2010-01-01
            5               | rehabilitation_area   | 2010-01-01
            6               | rehabilitation_area   | 2021-01-01
            7               | rehabilitation_centre | 2010-01-01
        """,
    },
    results={"V1": (1, 2), "V2": (2, 4), "T1": (3, 6), "C": (3, 6)},
    missing=[2, 5, 6],
)
