from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-12-31",
    tables={
        # 2 has a fault from the day on; 3's was mended on it; 4 is 59 until the next day; 5 died with one.
        "elders": """
            elder_id | birth_date | death_date
            1        | 1950-01-01 | -
            2        | 1950-01-01 | -
            3        | 1950-01-01 | -
            4        | 1959-01-01 | -
            5        | 1950-01-01 | 2018-12-31
        """,
        "residences": """
            elder_id | area
            1        | V1
            2        | V1
            3        | V2
            4        | V2
            5        | V2
        """,
        "elder_findings": """
            elder_id | check_group  | valid_from | valid_to
            2        | completeness | 2018-12-31 | -
            3        | timeliness   | 2018-01-01 | 2018-12-31
            5        | consistency  | 2018-01-01 | -
        """,
    },
    results={"V1": (1, 2), "V2": (1, 1), "T1": (2, 3), "C": (2, 3)},
    missing=[2],
)
