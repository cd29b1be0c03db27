"""Whether two records mean one person: evidence, its weight, and the sum that explains itself (ELD-1)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from yiyang.domains.elders.rules.registration import CITIZEN_CARD
from yiyang.kernel.identity import LEGACY_LENGTH, upgrade_legacy_number
from yiyang.kernel.rule_table import RuleTable

EVIDENCE = RuleTable.load(Path(__file__).parent / "tables" / "duplicates.toml", required=("label", "weight"))
WEIGHTS = {row.code: int(str(row["weight"])) for row in EVIDENCE.rows}
LABELS = {row.code: str(row["label"]) for row in EVIDENCE.rows}
EXACT = frozenset(row.code for row in EVIDENCE.rows if row.values.get("exact"))
LISTED_FROM = WEIGHTS["listed_from"]
MOST = 100
_WORTH_OPENING = 45
_NEAR_ADDRESS = 90
_SHORTEST_ADDRESS = 5
_SHORTEST_FUZZY_NAME = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of one record. `phone` is the blind index.

    `pk` is 0 for an entry that is not registered yet.
    """

    pk: int
    name: str
    sound: str
    birth: date
    sex: str
    kind: str
    village: int | None
    address: str
    phone: bytes | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two records are alike: 0 to 100, with the codes of the evidence in the order of the table."""

    score: int
    evidence: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether one piece of evidence is no guess."""
        return any(code in EXACT for code in self.evidence)

    @property
    def is_listed(self) -> bool:
        """Whether people should look at the pair."""
        return self.score >= LISTED_FROM


def compare(first: Candidate, second: Candidate, *, numbers: tuple[str, str] | None = None) -> Likeness:
    """The evidence for two records and its sum; `numbers` are the identity numbers where they were opened."""
    found: list[str] = []
    if numbers is not None:
        found += _compare_numbers(first, second, *numbers)
    name, birth = _compare_names(first, second), _compare_births(first.birth, second.birth)
    found += [code for code in (name, birth) if code]
    has_phone = first.phone is not None and first.phone == second.phone
    has_village = first.village is not None and first.village == second.village
    if has_phone:
        found.append("same_phone")
    if has_village:
        found.append("same_village")
    if _is_near_address(first.address, second.address):
        found.append("near_address")
    if {first.sex, second.sex} == {"1", "2"}:
        found.append("other_sex")
    if name == "same_name" and birth == "same_birth":
        if has_village:
            found.append("name_birth_village")
        if (first.kind == CITIZEN_CARD) != (second.kind == CITIZEN_CARD):
            found.append("other_document")
    if name == "same_name" and has_phone:
        found.append("name_phone")
    score = sum(WEIGHTS[code] for code in found)
    return Likeness(score=max(0, min(MOST, score)), evidence=tuple(found))


def is_worth_opening(likeness: Likeness) -> bool:
    """Whether the identity numbers should be opened and compared: they can confirm the pair or clear it."""
    return likeness.score >= _WORTH_OPENING


def _compare_names(first: Candidate, second: Candidate) -> str:
    if first.name == second.name:
        return "same_name"
    if first.sound == second.sound:
        return "same_sound"
    longest = max(len(first.name), len(second.name))
    if longest >= _SHORTEST_FUZZY_NAME and OSA.distance(first.name, second.name, score_cutoff=1) == 1:
        return "near_name"
    return ""


def _compare_births(first: date, second: date) -> str:
    if first == second:
        return "same_birth"
    if first.year == second.year and (first.month, first.day) == (second.day, second.month):
        return "swapped_birth"
    digits = zip(first.isoformat(), second.isoformat(), strict=True)
    return "near_birth" if sum(one != other for one, other in digits) == 1 else ""


def _is_near_address(first: str, second: str) -> bool:
    if min(len(first), len(second)) < _SHORTEST_ADDRESS:
        return False
    if first == second:
        return True
    # Two house numbers of one street are two houses, however alike the texts are.
    if _digits(first) != _digits(second):
        return False
    return fuzz.ratio(first, second) >= _NEAR_ADDRESS


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _compare_numbers(first: Candidate, second: Candidate, one: str, other: str) -> list[str]:
    if first.kind != CITIZEN_CARD or second.kind != CITIZEN_CARD:
        return []
    plain = [upgrade_legacy_number(each) if len(each) == LEGACY_LENGTH else each for each in (one, other)]
    return ["same_number" if plain[0] == plain[1] else "other_number"]
