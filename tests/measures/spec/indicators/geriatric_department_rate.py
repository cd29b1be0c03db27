from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-12-31",
    tables={
        # 3 is of level 1, 4 private, 5 a nursing hospital, 6 rose to level 2 during the year.
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
            organisation_id | kind             | level | ownership | area | valid_from | valid_to
            1               | hospital         | 3     | public    | V1   | 2000-01-01 | -
            2               | tcm_hospital     | 2     | public    | V1   | 2000-01-01 | -
            3               | hospital         | 1     | public    | V1   | 2000-01-01 | -
            4               | hospital         | 3     | private   | V1   | 2000-01-01 | -
            5               | nursing_hospital | 2     | public    | V1   | 2000-01-01 | -
            6               | hospital         | 1     | public    | V3   | 2000-01-01 | 2018-06-01
            6               | hospital         | 2     | public    | V3   | 2018-06-01 | -
        """,
        "capabilities": """
            organisation_id | capability
            1               | geriatric_department
            3               | geriatric_department
            4               | geriatric_department
            5               | geriatric_department
        """,
    },
    results={"V1": (1, 2), "T1": (1, 2), "V3": (0, 1), "T2": (0, 1), "K": (0, 1), "C": (1, 3)},
    missing=[2, 6],
)
