from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-12-31",
    tables={
        # 1 had everything; 2 no guidance; 3 is 64; 4 assessment and guidance on two days; 5 no assessment.
        "elders": """
            elder_id | birth_date
            1        | 1953-12-31
            2        | 1953-12-31
            3        | 1954-01-01
            4        | 1940-01-01
            5        | 1940-01-01
        """,
        "residences": """
            elder_id | area
            1        | V1
            2        | V1
            3        | V1
            4        | V2
            5        | V3
        """,
        "check_ups": """
            elder_id | self_care_assessed | guided | valid_from | valid_to
            1        | 1                  | 1      | 2018-01-01 | 2019-01-01
            2        | 1                  | 0      | 2018-05-01 | 2019-01-01
            2        | 1                  | 1      | 2017-05-01 | 2018-01-01
            3        | 1                  | 1      | 2018-05-01 | 2019-01-01
            4        | 1                  | 0      | 2018-03-01 | 2019-01-01
            4        | 0                  | 1      | 2018-06-01 | 2019-01-01
            5        | 0                  | 1      | 2018-06-01 | 2019-01-01
        """,
    },
    results={"V1": (1, 2), "V2": (1, 1), "T1": (2, 3), "V3": (0, 1), "T2": (0, 1), "K": (0, 1), "C": (2, 4)},
    missing=[2, 5],
)
