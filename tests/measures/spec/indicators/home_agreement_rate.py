from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-12-31",
    tables={
        # 3 has its own clinic; 4 lost it; 5 is no care home.
        "organisations": """
            organisation_id
            1
            2
            3
            4
            5
        """,
        "organisation_profiles": """
            organisation_id | kind           | area
            1               | care_home      | V1
            2               | town_care_home | V1
            3               | care_home      | V1
            4               | care_home      | V3
            5               | hospital       | V3
        """,
        "capabilities": """
            organisation_id | capability              | valid_to
            1               | rehabilitation          | -
            3               | own_medical_institution | -
            4               | own_medical_institution | 2018-06-01
        """,
        "cooperation_agreements": """
            organisation_id | valid_from | valid_to
            1               | 2018-01-01 | 2019-01-01
            2               | 2017-01-01 | 2018-12-31
            3               | 2018-01-01 | 2019-01-01
            4               | 2018-01-01 | 2019-01-01
            5               | 2018-01-01 | 2019-01-01
        """,
    },
    results={"V1": (1, 2), "T1": (1, 2), "V3": (1, 1), "T2": (1, 1), "K": (1, 1), "C": (2, 3)},
    missing=[2],
)
