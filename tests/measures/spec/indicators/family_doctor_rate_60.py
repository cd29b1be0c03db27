from tests.measures.drawing import Spec

SPEC = Spec(
    on="2020-12-31",
    tables={
        "elders": """
            elder_id | birth_date
            1        | 1960-12-31
            2        | 1961-01-01
            3        | 1950-01-01
        """,
        "residences": """
            elder_id | area
            1        | V1
            2        | V1
            3        | T1
        """,
        "family_doctor_contracts": """
            elder_id | valid_from
            1        | 2020-01-01
            2        | 2020-01-01
        """,
    },
    # Elder 3 is known to live in the town, in a village unknown.
    results={"V1": (1, 1), "T1": (1, 2), "C": (1, 2)},
    missing=[3],
)
