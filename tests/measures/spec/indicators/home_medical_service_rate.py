from tests.measures.drawing import Spec

SPEC = Spec(
    on="2020-12-31",
    tables={
        # 1 by its clinic, 2 by agreement, 3 by both, 4 by neither.
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
            2               | town_care_home | V1
            3               | care_home      | V2
            4               | care_home      | V2
        """,
        "capabilities": """
            organisation_id | capability
            1               | own_medical_institution
            3               | own_medical_institution
            4               | rehabilitation
        """,
        "cooperation_agreements": """
            organisation_id
            2
            3
        """,
    },
    results={"V1": (2, 2), "V2": (1, 2), "T1": (3, 4), "C": (3, 4)},
    missing=[4],
)
