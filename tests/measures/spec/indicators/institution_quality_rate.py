from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-12-31",
    tables={
        # 1 has two faults and counts once; 3's begins on the next day; 4 is a bureau, which is not counted.
        "organisations": """
            organisation_id
            1
            2
            3
            4
        """,
        "organisation_profiles": """
            organisation_id | kind            | area
            1               | care_home       | V1
            2               | hospital        | V1
            3               | day_care_centre | V2
        """,
        "organisation_findings": """
            organisation_id | check_group  | valid_from
            1               | completeness | 2018-01-01
            1               | timeliness   | 2018-06-01
            3               | consistency  | 2019-01-01
        """,
    },
    results={"V1": (1, 2), "V2": (1, 1), "T1": (2, 3), "C": (2, 3)},
    missing=[1],
)
