"""Sentences of refusals about elders."""

from yiyang.kernel.phrases import register_phrases

register_phrases(
    {
        "name_missing": "The name is empty; enter it as on the document.",
        "birth_in_future": "The birth date %(birth)s lies after today, %(on)s; compare it with the document.",
        "birth_too_early": "The birth date %(birth)s would make an age over 130; compare it with the document.",
        "too_young": (
            "The person is %(age)s on %(on)s; the register takes people from the age of %(minimum)s on."
        ),
        "sex_differs": "The sex entered differs from the identity number; compare both with the document.",
        "birth_differs": (
            "The birth date entered differs from %(birth)s in the identity number; compare both with "
            "the document."
        ),
        "elder_exists": (
            "A person with this identity number is already registered; search for the number instead of "
            "registering again."
        ),
        "village_missing": "No village is chosen; choose the village or community where the person lives.",
        "outside_your_villages": (
            "This village lies outside the area of your post; choose one inside it, or ask the office there."
        ),
        "phone_format": "The phone '%(phone)s' is not a telephone number; enter 7 to 12 digits.",
        "impossible_date": "'%(text)s' is not a date that exists; write it as 1950-03-07.",
        "unknown_code": "'%(text)s' is not one of: %(known)s; choose one of these.",
        "unknown_village": "The village code '%(text)s' is in no list; take the code from the region list.",
        "move_before_residence": (
            "The person lives at the present place since %(present)s; choose a later day for the move."
        ),
    }
)
