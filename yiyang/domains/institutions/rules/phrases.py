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
        "organisation_name_missing": "The name is empty; enter it as printed on the licence.",
        "organisation_entry_too_long": "The entry has %(length)s characters, at most %(most)s fit; shorten it.",
        "outside_your_area": "This place lies outside the area of your post; choose one inside it.",
        "organisation_not_in_list": "The code '%(code)s' is not in the list; choose one of %(known)s.",
        "level_without_hospital": "Only hospitals have a level; choose 'Ungraded' or another kind.",
        "beds_missing": "No number of beds is given; enter at least one.",
        "beds_negative": "The number of beds must be 0 or more; correct the number.",
        "beds_too_many": "The number of beds is greater than %(most)s; correct the number.",
        "evidence_missing": "Nothing is named that shows it; enter the document, its number or the inspection.",
        "not_before_opening": (
            "The day %(on)s lies before the organisation's first day %(opened)s; choose a later day."
        ),
        "not_after_closing": (
            "The organisation is closed from %(closed)s on; choose an earlier day, or open it again by a new "
            "profile."
        ),
        "closed_on_first_day": (
            "The organisation opened on %(opened)s; the first closed day must come after it, choose a later "
            "day."
        ),
        "closed_already": "The organisation is closed from %(closed)s on already; nothing is left to close.",
        "day_in_future": "The day %(day)s lies after today, %(on)s; enter a day that has come.",
        "contents_not_of_capability": (
            "This capability does not consist of '%(code)s'; choose parts that belong to it, or none."
        ),
        "paper_text_missing": "The entry is empty; copy it from the paper.",
        "paper_order": "The last day %(last)s lies before the first day %(first)s; compare both with the paper.",
        "paper_exists": (
            "A paper with this number stands already from %(first)s on; open it, or correct the number."
        ),
        "paper_ended": "The paper ended with %(last)s already; nothing is left to end.",
        "paper_end_outside": (
            "The last day %(last)s does not lie between %(first)s and %(until)s; choose one of the paper's "
            "days."
        ),
        "link_same_side": "An organisation cannot be linked with itself; choose another one.",
        "link_exists": "The two are linked in this way since %(first)s already; end that link first.",
        "link_single_member": (
            "'%(member)s' is linked in this way with '%(lead)s' already; end that link first."
        ),
        "link_side_closed": "'%(name)s' is not open on %(first)s; choose a day on which it is.",
        "link_lead_kind": "'%(name)s' cannot lead a link of this kind; choose a medical institution.",
        "link_member_kind": "'%(name)s' cannot be linked in this way; choose another organisation or kind.",
        "link_ended": "The link ended with %(last)s already; nothing is left to end.",
        "link_end_before": "The last day %(last)s lies before the first day %(first)s; choose a later day.",
        "place_half": "Only one of longitude and latitude is given; enter both, or neither.",
        "place_outside": "Longitude and latitude lie outside China; enter degrees east and north, such as 113.38.",
        "radius_wrong": "The radius must lie between %(least)s and %(most)s metres; correct the number.",
    }
)
