"""The facts that checks may name: what each means and of which type it is. None says that nothing is known."""

from collections.abc import Mapping
from datetime import date

Fact = str | int | bool | date | None
Facts = Mapping[str, Fact]

FACTS: dict[str, dict[str, tuple[type, str]]] = {
    "elder": {
        "phone": (bool, "a telephone number is kept (the number itself is not read)"),
        "address": (str, "the address"),
        "birth_date": (date, "the birth date"),
        "sex": (str, "the sex, GB/T 2261.1"),
        "card_birth": (date, "the birth date that the identity number holds"),
        "card_sex": (str, "the sex that the identity number holds"),
        "death_date": (date, "the day of death"),
        "on_register": (bool, "alive and not moved away"),
        "contacts": (int, "contacts on the day"),
        "insurances": (int, "kinds of insurance on the day"),
        "checked_this_year": (bool, "a check-up in the 365 days up to the day"),
        "age": (int, "age in years on the day"),
        "village": (int, "the present village of lists and scopes"),
        "residence": (int, "the village of the residence on the day"),
        "residence_to": (date, "the end of the last residence; the last day of the calendar when open"),
        "living_kind": (str, "home, community or institution on the day"),
        "living_organisation": (int, "the institution lived in on the day"),
        "record_from": (date, "the day on which the open health record was opened"),
        "grades": (int, "how many grades of disability hold on the day"),
        "last_entry": (date, "the day of the last thing entered in the health record up to the day"),
        "contract_to": (date, "the end of the contract in force on the day"),
        "last_contract_to": (date, "the end of the last contract, in force or not"),
        "contract_area_path": (str, "the place of the team of the contract in force"),
        "served_where_living": (bool, "that team's area holds the residence"),
    },
    "organisation": {
        "open": (bool, "a profile holds on the day"),
        "kind": (str, "the kind of institution"),
        "credit_code": (str, "the unified social credit code"),
        "contact_phone": (str, "the office telephone"),
        "lon": (int, "the longitude, rounded"),
        "area": (int, "the present place of lists and scopes"),
        "profile_area": (int, "the place of the profile on the day"),
        "beds": (int, "usable beds on the day"),
        "capabilities_without_evidence": (int, "capabilities of the day that name no evidence"),
        "agreement_to": (date, "the latest end of an agreement in force on the day"),
        "last_stated": (date, "the latest first day of a profile, bed or capability up to the day"),
    },
}
