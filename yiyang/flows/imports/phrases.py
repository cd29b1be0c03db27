"""Sentences of refusals about rows that name something in the register."""

from yiyang.kernel.phrases import register_phrases

register_phrases(
    {
        "place_unknown": (
            "'%(text)s' is no place in the area of your post; take the code of 12 digits from the region list."
        ),
        "place_ambiguous": (
            "%(count)s places are called '%(text)s': %(known)s; enter the code of the one that is meant."
        ),
        "organisation_not_found": (
            "No organisation '%(text)s' is registered in the area of your post; register it first, or write the "
            "name as it is registered."
        ),
        "organisation_ambiguous": (
            "%(count)s organisations are called '%(text)s'; enter the unified social credit code as well."
        ),
        "organisation_name_differs": (
            "The unified social credit code belongs to '%(known)s', not '%(text)s'; correct one of the two."
        ),
        "organisation_profile_differs": (
            "'%(name)s' is registered as another kind or in another place; change that on its own page."
        ),
        "elder_not_found": (
            "Nobody with this identity number is registered in the area of your post; register the person first."
        ),
        "elder_name_differs": (
            "The identity number belongs to a person of another name; compare both with the document."
        ),
        "pressure_twice": "The diastolic pressure stands in two cells as %(first)s and %(second)s; leave one of them.",
        "organisation_not_medical": "'%(name)s' is no medical institution; enter where the check-up took place.",
        "check_up_without_result": "The row tells no result of the check-up; fill in what was found.",
        "staff_name_differs": (
            "The identity number belongs to a member of staff of another name; compare both with the document."
        ),
        "staff_not_entered": (
            "Nobody with this identity number is registered with a main site yet; put the row of the main site above."
        ),
        "team_not_found": "No team '%(text)s' serves there on %(on)s; write its name as it is registered.",
        "team_ambiguous": "%(count)s teams serve there; enter the name of the one that signs.",
    }
)
