"""What the operations on the record of an elder take and answer."""

import uuid
from datetime import date
from decimal import Decimal

from ninja import Field, Schema

from yiyang.flows.records.api import CODE_LENGTH, TEXT_LENGTH


class FieldOutput(Schema):
    """One of the person's own columns with who said so, when and from which source."""

    code: str
    label: str
    value: str
    source: str


class FactOutput(Schema):
    """A fact that holds on the day; `until` is the last day, `source` who said so."""

    title: str
    detail: str
    since: date
    until: date | None
    source: str


class CategoryOutput(Schema):
    """A category held on the day, with the sentences that say why."""

    code: str
    label: str
    since: date
    because: list[str]


class TermOutput(Schema):
    """One part of a whole record and whether it is there."""

    code: str
    weight: int
    is_there: bool


class TierOutput(Schema):
    """The tier of health; `code` is empty where it cannot be graded, `reasons` then say what is missing."""

    code: str
    label: str
    reasons: list[str]
    missing: list[str]
    visits_a_year: int
    due: date | None


class DueOutput(Schema):
    """A service due: `standing` is served, missing or not_recorded."""

    code: str
    service: str
    clause: str
    standing: str


class RecordOutput(Schema):
    """The record as of a day; sections of health are null for those whose posts do not allow them."""

    id: uuid.UUID
    version: int
    on: date
    person: list[FieldOutput]
    categories: list[CategoryOutput]
    household: list[FactOutput]
    contacts: list[FactOutput]
    insurances: list[FactOutput]
    stated: list[FactOutput]
    conditions: list[FactOutput] | None
    allergies: list[FactOutput] | None
    medicines: list[FactOutput] | None
    check_ups: list[FactOutput] | None
    tier: TierOutput | None
    dues: list[DueOutput]
    completeness: float
    terms: list[TermOutput]
    last_entry: date | None


class EventOutput(Schema):
    """One event of the timeline; `until` is the last day that it held."""

    day: date
    kind: str
    title: str
    detail: str
    until: date | None


class ProvenanceInput(Schema):
    """Who says so: a kind of source or the name of a list, and a person; the caller where empty."""

    source: str = Field("desk", max_length=TEXT_LENGTH)
    stated_by: str = Field("", max_length=TEXT_LENGTH)


class FactInput(ProvenanceInput):
    """A fact to state from a day on (until its last day)."""

    valid_from: date
    last_day: date | None = None


class ContactInput(FactInput):
    """Next of kin or guardian; `relation` is a code of GB/T 4761."""

    name: str = Field(max_length=TEXT_LENGTH)
    relation: str = Field(max_length=2)
    phone: str = Field("", max_length=TEXT_LENGTH)
    is_guardian: bool = False


class InsuranceInput(FactInput):
    """An insurance: employee, resident, long_term_care or commercial."""

    kind: str = Field(max_length=CODE_LENGTH)


class CategoryInput(FactInput):
    """What an office states of the elder."""

    code: str = Field(max_length=CODE_LENGTH)
    evidence: str = Field("", max_length=120)


class AllergyInput(FactInput):
    """An allergen of CV05.01.038, or 0 for "no known allergy"."""

    allergen: str = Field(max_length=3)
    detail: str = Field("", max_length=120)


class MedicineInput(FactInput):
    """A medicine with its dose."""

    name: str = Field(max_length=TEXT_LENGTH)
    dose: str = Field("", max_length=TEXT_LENGTH)


class ConditionInput(FactInput):
    """A disease: an ICD-10 code, with its words where the code is not a common one."""

    diagnosis: str = Field(max_length=120)


class MadeOutput(Schema):
    """The fact made."""

    id: int


class EndFactInput(Schema):
    """The last day of a fact, or that it never held. `version` may come as `If-Match` instead."""

    version: int | None = None
    last_day: date | None = None
    is_mistake: bool = False


class MemberInput(ProvenanceInput):
    """Somebody who joins the elder's household: an elder by identity number, or a person by name.

    Without name and number the household is opened, and `relation` is the elder's own.
    """

    name: str = Field("", max_length=TEXT_LENGTH)
    identity_number: str = Field("", max_length=TEXT_LENGTH)
    relation: str = Field("02", max_length=2)
    valid_from: date


class CheckUpInput(ProvenanceInput):
    """What a check-up found; what was not measured is left out."""

    occurred_on: date
    organisation: int | None = None
    systolic: int | None = None
    diastolic: int | None = None
    glucose: Decimal | None = None
    bmi: Decimal | None = None
    self_care: str = Field("", max_length=1)
    guidance: bool = False


class DiagnosisOutput(Schema):
    """A common diagnosis."""

    code: str
    zh: str
    en: str


class UnservedLine(Schema):
    """An elder who lacks services that are due."""

    id: uuid.UUID
    name: str
    sex: str
    age: int
    village: str
    town: str
    dues: list[DueOutput]


class UnservedPage(Schema):
    """A page of the list; `next` is what to send as `after`, empty on the last."""

    elders: list[UnservedLine]
    next: str
