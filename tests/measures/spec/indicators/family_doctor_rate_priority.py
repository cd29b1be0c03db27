from tests.measures.drawing import Spec

SPEC = Spec(
    on="2023-06-30",
    tables={
        # 1 is 80; 2 is 79 and well; 3 disabled; 4 severely ill; 5 was disabled; 6 is both and counts once.
        "elders": """
            elder_id | birth_date
            1        | 1943-06-30
            2        | 1943-07-01
            3        | 1960-01-01
            4        | 1960-01-01
            5        | 1960-01-01
            6        | 1930-01-01
        """,
        "residences": """
            elder_id | area
            1        | V1
            2        | V1
            3        | V2
            4        | V3
            5        | V3
            6        | V3
        """,
        "elder_categories": """
            elder_id | category     | valid_to
            2        | special      | -
            3        | disabled     | -
            4        | severely_ill | 2023-07-01
            5        | disabled     | 2023-06-30
            6        | disabled     | -
            6        | severely_ill | -
        """,
        "family_doctor_contracts": """
            elder_id
            1
            2
            6
        """,
    },
    results={
        "V1": (1, 1),
        "V2": (0, 1),
        "T1": (1, 2),
        "V3": (1, 2),
        "T2": (1, 2),
        "K": (1, 2),
        "C": (2, 4),
    },
    missing=[3, 4],
)
