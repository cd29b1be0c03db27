from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-09-30",
    tables={
        # 3 is 64; 4 is dead; 5 has a contract that ended; 6 moved away; 7 stands in another town.
        "elders": """
            elder_id | birth_date | death_date
            1        | 1953-09-30 | -
            2        | 1940-01-01 | -
            3        | 1953-10-01 | -
            4        | 1940-01-01 | 2018-09-30
            5        | 1940-01-01 | -
            6        | 1940-01-01 | -
            7        | 1940-01-01 | -
        """,
        "residences": """
            elder_id | area | valid_from | valid_to
            1        | V1   | 2010-01-01 | -
            2        | V1   | 2010-01-01 | -
            3        | V1   | 2010-01-01 | -
            4        | V1   | 2010-01-01 | -
            5        | V2   | 2010-01-01 | -
            6        | V2   | 2010-01-01 | 2018-01-01
            7        | V3   | 2010-01-01 | -
        """,
        "family_doctor_contracts": """
            elder_id | valid_from | valid_to
            1        | 2018-01-01 | 2019-01-01
            3        | 2018-01-01 | 2019-01-01
            4        | 2018-01-01 | 2019-01-01
            5        | 2017-01-01 | 2018-01-01
            6        | 2018-01-01 | 2019-01-01
            7        | 2018-09-30 | -
        """,
    },
    results={"V1": (1, 2), "V2": (0, 1), "T1": (1, 3), "V3": (1, 1), "T2": (1, 1), "K": (1, 1), "C": (2, 4)},
    missing=[2, 5],
)
