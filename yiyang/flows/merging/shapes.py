"""What programs send and are answered about pairs and merges."""

import uuid
from datetime import date
from typing import Literal

from ninja import Field, Schema

from yiyang.domains.elders.rules.merging import NOTE_LENGTH
from yiyang.flows.departures.api import EffectOutput, KeptOutput

CODE_LENGTH, TEXT_LENGTH = 24, 60
Side = Literal["kept", "merged"]


class RecordOutput(Schema):
    """One record of a pair; the identity number is masked."""

    id: uuid.UUID
    version: int
    name: str
    birth_date: date
    identity_number: str
    village: str
    place: str


class PairOutput(Schema):
    """Two records that may mean one person; `evidence` lists codes of the table of duplicates."""

    id: int
    version: int
    score: int
    exact: bool
    evidence: list[str]
    state: str
    first: RecordOutput
    second: RecordOutput
    decided_by: str
    note: str


class PairPage(Schema):
    """A page of pairs; `next` is what to send as `after`, empty on the last."""

    pairs: list[PairOutput]
    next: str


class DecisionInput(Schema):
    """A decision with its reason."""

    version: int
    note: str = Field(max_length=NOTE_LENGTH)


class VersionInput(Schema):
    """The version that was seen."""

    version: int


class ProposalInput(Schema):
    """Which record is kept, and for each field that differs whose value stays."""

    version: int
    kept: uuid.UUID
    choices: dict[str, Side] = {}
    reason: str = Field("", max_length=NOTE_LENGTH)


class ConfirmInput(Schema):
    """The second person's yes; the versions are those of the two records that were compared."""

    version: int
    kept_version: int
    merged_version: int


class MergeOutput(Schema):
    """A merge; `effects` is what it does or did, `kept_rows` what taking it apart left as edited since."""

    id: int
    version: int
    state: str
    kept: RecordOutput
    merged: RecordOutput
    choices: dict[str, Side]
    proposer: str
    proposed_on: date
    decider: str
    decided_on: date | None
    note: str
    effects: list[EffectOutput]
    kept_rows: list[KeptOutput]


class MergeLine(Schema):
    """One merge of a list."""

    id: int
    state: str
    kept: uuid.UUID
    merged: uuid.UUID
    proposer: str
    decider: str


class NearInput(Schema):
    """What is known of a person before registering."""

    name: str = Field(max_length=TEXT_LENGTH)
    birth_date: date | None = None
    identity_kind: str = Field("01", max_length=2)
    identity_number: str = Field("", max_length=TEXT_LENGTH)
    sex: str = Field("", max_length=1)
    phone: str = Field("", max_length=TEXT_LENGTH)
    village: str = Field("", max_length=CODE_LENGTH)
    address: str = Field("", max_length=120)


class NearLine(Schema):
    """A registered person who may be the same."""

    id: uuid.UUID
    name: str
    birth_date: date
    village: str
    score: int
    evidence: list[str]


class NearOutput(Schema):
    """Likely doubles in the caller's areas, and how many lie elsewhere."""

    records: list[NearLine]
    elsewhere: int
