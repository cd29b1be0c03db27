from tests.measures.drawing import Spec

SPEC = Spec(
    on="2020-12-31",
    tables={
        # 3 is of level 3, 4 private.
        "organisations": """
            organisation_id
            1
            2
            3
            4
        """,
        "organisation_profiles": """
            organisation_id | kind         | level | ownership | area
            1               | hospital     | 2     | public    | V1
            2               | tcm_hospital | 2     | public    | V1
            3               | hospital     | 3     | public    | V1
            4               | hospital     | 2     | private   | V1
        """,
        "capabilities": """
            organisation_id | capability
            2               | telemedicine
            3               | telemedicine
            4               | telemedicine
        """,
    },
    results={"V1": (1, 2), "T1": (1, 2), "C": (1, 2)},
    missing=[1],
)
