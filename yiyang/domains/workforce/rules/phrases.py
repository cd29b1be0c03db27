"""Sentences of refusals about staff."""

from yiyang.kernel.phrases import register_phrases

register_phrases(
    {
        "staff_exists": (
            "A person with this identity number is registered already; find the record and add a practice "
            "site there."
        ),
        "staff_name_missing": "The name is empty; enter it as printed on the identity card.",
        "staff_name_too_long": "The name has more than %(most)s characters; shorten it.",
        "staff_phone_format": "The telephone number is not 7 to 14 digits; correct it or leave it empty.",
        "staff_birth_missing": "No birth date follows from the document; enter it.",
        "staff_sex_missing": "No sex follows from the document; choose it.",
        "staff_not_in_list": "The code '%(code)s' is not in the list; choose one of %(known)s.",
        "staff_too_young": "The person is under %(least)s on %(on)s; compare the birth date with the card.",
        "outside_your_organisations": (
            "This organisation is outside the area or institution of your post; choose one inside it."
        ),
        "site_not_open": "'%(name)s' is not open on %(first)s; choose a day on which it is.",
        "main_site_stands": (
            "'%(name)s' is the main site from %(first)s on; end it first, or enter this as a further site."
        ),
        "site_stands": "The person is registered at '%(name)s' from %(first)s on already; end that first.",
        "no_main_site": (
            "A further site must lie within the days of a main site, and there is none from %(first)s to "
            "%(last)s; enter the main site first."
        ),
        "hours_missing": "Hours a week must be at least 1; correct the number.",
        "hours_too_many": (
            "With this the hours at all sites come to %(hours)s a week; at most %(most)s are allowed."
        ),
        "grassroots_too_many": (
            "The hours given to the grassroots are more than the hours at this site; correct them."
        ),
        "practice_order": "The last day %(last)s lies before the first day %(first)s; correct one of the two.",
        "practice_ended": "The practice ended with %(last)s already; nothing is left to end.",
        "further_sites_stand": (
            "Further sites run beyond this day and hang on the main site: %(names)s; end them first."
        ),
        "qualification_text_missing": "The entry is empty; copy it from the certificate.",
        "qualification_too_long": "The entry has %(length)s characters, at most %(most)s fit; shorten it.",
        "qualification_exists": (
            "A certificate of this kind and number is registered already; compare it with the certificate."
        ),
        "qualification_order": (
            "The last day %(last)s lies before the day of issue %(first)s; compare both with the certificate."
        ),
        "qualification_in_future": "The day of issue %(day)s lies after today; compare it with the certificate.",
    }
)
