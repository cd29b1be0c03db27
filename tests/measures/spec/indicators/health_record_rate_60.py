from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-09-30",
    tables={
        "elders": """
            elder_id | birth_date
            1        | 1958-09-30
            2        | 1958-10-01
            3        | 1930-01-01
            4        | 1930-01-01
        """,
        "residences": """
            elder_id | area
            1        | V1
            2        | V1
            3        | V1
            4        | V3
        """,
        "health_records": """
            elder_id | valid_from | valid_to
            1        | 2012-05-01 | -
            2        | 2012-05-01 | -
            3        | 2012-05-01 | 2018-09-01
            4        | 2018-10-01 | -
        """,
    },
    results={"V1": (1, 2), "T1": (1, 2), "V3": (0, 1), "T2": (0, 1), "K": (0, 1), "C": (1, 3)},
    missing=[3, 4],
)
