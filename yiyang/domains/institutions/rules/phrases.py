"""Sentences of refusals about organisations."""

from yiyang.kernel.phrases import register_phrases

register_phrases(
    {
        "organisation_exists": (
            "An organisation named '%(name)s' is already registered in this area; open it instead, or "
            "enter a different name."
        ),
        "credit_code_taken": (
            "The unified social credit code belongs to '%(name)s'; compare it with the licence."
        ),
        "outside_your_area": "This place lies outside the area of your post; choose one inside it.",
        "beds_negative": "The number of beds must be 0 or more; correct the number.",
        "not_before_opening": (
            "The day %(on)s lies before the organisation's first day %(opened)s; choose a later day."
        ),
        "day_in_future": "The day %(day)s lies after today, %(on)s; enter a day that has come.",
    }
)
