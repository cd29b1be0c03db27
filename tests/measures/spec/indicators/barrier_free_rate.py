from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-12-31",
    tables={
        # 4 is no medical institution; 5 has another capability only.
        "organisations": """
            organisation_id
            1
            2
            3
            4
            5
        """,
        "organisation_profiles": """
            organisation_id | kind                  | area | ownership
            1               | hospital              | V1   | private
            2               | village_clinic        | V1   | public
            3               | community_health_centre | V2 | public
            4               | care_home             | V2   | public
            5               | hospice               | V3   | private
        """,
        "capabilities": """
            organisation_id | capability    | valid_from | valid_to
            1               | barrier_free | 2018-12-31 | -
            2               | barrier_free | 2019-01-01 | -
            3               | barrier_free | 2010-01-01 | -
            4               | barrier_free | 2010-01-01 | -
            5               | tcm_service   | 2010-01-01 | -
        """,
    },
    results={
        "V1": (1, 2),
        "V2": (1, 1),
        "T1": (2, 3),
        "V3": (0, 1),
        "T2": (0, 1),
        "K": (0, 1),
        "C": (2, 4),
    },
    missing=[2, 5],
)
