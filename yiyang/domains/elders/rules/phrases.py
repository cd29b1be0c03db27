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
        "lives_elsewhere": (
            "The person is registered in %(village)s; correct the village code, or record the move on the "
            "person's own page."
        ),
        "namesake_of_same_age": (
            "A person of the same name, born on the same day, is registered in %(village)s under another "
            "number; compare the documents before you take both."
        ),
        "village_missing": "No village is chosen; choose the village or community where the person lives.",
        "outside_your_villages": (
            "This village lies outside the area of your post; choose one inside it, or ask the office there."
        ),
        "phone_format": "The phone is not a telephone number; enter 7 to 14 digits.",
        "text_too_long": "The text is longer than %(most)s characters; shorten it.",
        "birth_missing": "The document number tells no birth date; enter the birth date.",
        "impossible_date": "'%(text)s' is not a date that exists; write it as 1950-03-07.",
        "unknown_code": "'%(text)s' is not one of: %(known)s; choose one of these.",
        "not_a_village": "'%(name)s' is no village or community; choose one of the villages below it.",
        "move_in_future": "The day %(valid_from)s lies after today, %(on)s; enter the move when it has happened.",
        "record_in_future": "The day %(valid_from)s lies after today, %(on)s; open the record when it is there.",
        "record_before_birth": "The day %(valid_from)s lies before the birth; correct it.",
        "unknown_village": "The village code '%(text)s' is in no list; take the code from the region list.",
    }
)
