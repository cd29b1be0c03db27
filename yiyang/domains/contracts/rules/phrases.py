"""Sentences of refusals about contracts and agreements."""

from yiyang.kernel.phrases import register_phrases

register_phrases(
    {
        "under_age": "The elder is %(age)s; this package is for people from %(minimum)s on: choose another one.",
        "over_age": (
            "The elder is %(age)s; this package is for people up to %(maximum)s: choose another one."
        ),
        "package_not_offered": (
            "The package '%(package)s' is not offered on %(on)s; choose another package or another day."
        ),
        "team_unknown": "No such team works on this day; choose one from the list.",
        "elder_outside_area": (
            "The elder lives outside the area of your post; ask the team there to make the entry."
        ),
        "begins_too_late": (
            "The first day %(first)s lies more than %(days)s days after the day of signing; choose an "
            "earlier one."
        ),
        "elder_has_died": "The elder died on %(died)s; no contract can begin after that day.",
        "outside_team_area": (
            "The elder lives in %(lives)s, outside the team's area %(area)s; choose the team of that area."
        ),
        "signed_elsewhere": (
            "The elder has a contract with %(team)s until %(until)s; end that contract first, or sign "
            "again after that day."
        ),
        "team_full": "The team has %(load)s contracts of at most %(most)s; choose another team.",
        "end_before_begin": (
            "The last day %(last)s lies before the first day %(first)s; correct one of them."
        ),
        "term_too_long": "The term is longer than %(years)s years; choose an earlier last day.",
        "signed_in_future": "The day of signing %(signed)s lies after today, %(on)s; correct it.",
        "begins_before_signing": (
            "The first day %(first)s lies before the day of signing %(signed)s; correct one of them."
        ),
        "end_outside_term": (
            "The last day %(last)s is outside the contract's days %(first)s to %(until)s; choose one within."
        ),
        "reason_missing": "No reason is chosen; choose why the contract ends.",
        "not_a_receiver": "'%(name)s' is neither a care home nor a community centre; choose one.",
        "not_a_provider": "'%(name)s' is no medical institution; choose one.",
        "same_party": "Both parties are the same organisation; choose two.",
        "contents_missing": "No content of the cooperation is chosen; choose at least one.",
        "agreement_exists": (
            "An agreement between the two is in force until %(until)s; terminate it first, or begin this "
            "one after it."
        ),
    }
)
