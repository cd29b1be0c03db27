from tests.measures.drawing import Spec

SPEC = Spec(
    on="2017-12-31",
    tables={
        "organisations": """
            organisation_id
            1
            2
            3
        """,
        "organisation_profiles": """
            organisation_id | kind           | area
            1               | town_care_home | V1
            2               | town_care_home | V2
            3               | care_home      | V2
        """,
        "cooperation_agreements": """
            organisation_id | valid_from | valid_to
            2               | 2017-12-31 | 2018-12-31
            3               | 2017-12-31 | 2018-12-31
        """,
    },
    results={"V1": (0, 1), "V2": (1, 1), "T1": (1, 2), "C": (1, 2)},
    missing=[1],
)
