from tests.measures.drawing import Spec

SPEC = Spec(
    on="2018-12-31",
    tables={
        # 4 is closed on the day; 5 is a care home.
        "organisations": """
            organisation_id
            1
            2
            3
            4
            5
        """,
        "organisation_profiles": """
            organisation_id | kind             | area | valid_to
            1               | day_care_centre  | V1   | -
            2               | home_care_centre | V1   | -
            3               | happiness_home   | V3   | -
            4               | day_care_centre  | V3   | 2018-12-31
            5               | care_home        | V3   | -
        """,
        "cooperation_agreements": """
            organisation_id | partner_id
            1               | 901
            1               | 902
            4               | 901
            5               | 901
        """,
    },
    results={"V1": (1, 2), "T1": (1, 2), "V3": (0, 1), "T2": (0, 1), "K": (0, 1), "C": (1, 3)},
    missing=[2, 3],
)
