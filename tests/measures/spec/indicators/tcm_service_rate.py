from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-12-31",
    tables={
        # 4 is a hospital of level 1, 5 private, 6 a village clinic: none of them is asked.
        "organisations": """
            organisation_id
            1
            2
            3
            4
            5
            6
        """,
        "organisation_profiles": """
            organisation_id | kind                    | level | ownership | area
            1               | community_health_centre | 0     | public    | V1
            2               | town_clinic             | 0     | private   | V2
            3               | rehabilitation_hospital | 2     | public    | V3
            4               | hospital                | 1     | public    | V1
            5               | hospital                | 3     | private   | V1
            6               | village_clinic          | 0     | public    | V1
        """,
        "capabilities": """
            organisation_id | capability
            2               | tcm_service
            3               | tcm_service
            6               | tcm_service
        """,
    },
    results={
        "V1": (0, 1),
        "V2": (1, 1),
        "T1": (1, 2),
        "V3": (1, 1),
        "T2": (1, 1),
        "K": (1, 1),
        "C": (2, 3),
    },
    missing=[1],
)
