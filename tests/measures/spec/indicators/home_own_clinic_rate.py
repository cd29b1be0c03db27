from tests.measures.drawing import Spec

SPEC = Spec(
    on="2017-12-31",
    tables={
        # 1: public; 2: public, its clinic ended on the day; 3: private of 150 beds; 4: private of 149, left out;
        # 5: a town home, left out.
        "organisations": """
            organisation_id
            1
            2
            3
            4
            5
        """,
        "organisation_profiles": """
            organisation_id | kind           | ownership | area
            1               | care_home      | public    | V1
            2               | care_home      | public    | V1
            3               | care_home      | private   | V2
            4               | care_home      | private   | V2
            5               | town_care_home | public    | V2
        """,
        "bed_capacities": """
            organisation_id | bed_kind | beds
            3               | general  | 100
            3               | nursing  | 50
            4               | general  | 149
            5               | general  | 200
        """,
        "capabilities": """
            organisation_id | capability              | valid_from | valid_to
            1               | own_medical_institution | 2017-12-31 | -
            2               | own_medical_institution | 2010-01-01 | 2017-12-31
            3               | own_medical_institution | 2010-01-01 | -
            4               | own_medical_institution | 2010-01-01 | -
        """,
    },
    results={"V1": (1, 2), "V2": (1, 1), "T1": (2, 3), "C": (2, 3)},
    missing=[2],
)
