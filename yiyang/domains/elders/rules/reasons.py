"""Why somebody belongs to a category, as sentences in the reader's language."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from yiyang.domains.elders.rules.categories import RULES
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason, Word

register_phrases(
    {
        "because_stated": "%(source)s states '%(what)s' from %(since)s on%(until)s.",
        "because_icd10": "The disease %(what)s (%(code)s) is recorded from %(since)s on%(until)s.",
        "because_age": "Aged %(what)s since %(since)s%(until)s.",
        "because_living": "Cared for as '%(what)s' from %(since)s on%(until)s.",
        "because_alone": "Nobody else is in the household from %(since)s on%(until)s.",
        "because_couple": "Nobody but the couple is in the household from %(since)s on%(until)s.",
        "because_not_living": "Not living in an institution.",
        "because_not": "'%(what)s' does not hold.",
        "because_rule": "This follows from %(clause)s, in force since %(since)s.",
    }
)
SOURCES = {
    "desk": "At the desk",
    "card": "From the identity card",
    "import": "From an imported table",
    "civil_affairs": "From civil affairs",
    "clinic": "From a medical institution",
    "visit": "From a visit at home",
    "family": "From the family",
}
"""Words (msgids) of the kinds of sources; a source of another text is its own words."""
_LIVING = {"home": "At home", "community": "In the community", "institution": "In an institution"}


def category_label(code: str) -> str:
    """The label of a category as a msgid; the code itself when no row has it."""
    rows = [row for row in RULES.table.rows if row.code == code]
    return str(rows[-1]["label"]) if rows else code


def explain(because: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The sentences of a membership's reasons: each fact with its days, then the clause."""
    rule = Reason("because_rule", params={"clause": because["clause"], "since": because["in_force"]})
    return (*(_fact(fact) for fact in because["facts"]), rule)


def _fact(fact: Mapping[str, Any]) -> Reason:
    kind, what = fact["kind"], fact["what"]
    if kind == "no_living":
        return Reason("because_not_living")
    if kind.startswith("no_"):
        return Reason("because_not", params={"what": Word(category_label(what))})
    days = {"since": fact["from"], "until": _until(fact["to"])}
    if kind == "stated":
        source = Word(SOURCES.get(fact["words"], fact["words"] or "The register"))
        return Reason("because_stated", params={"what": Word(category_label(what)), "source": source, **days})
    if kind == "icd10":
        return Reason("because_icd10", params={"what": fact["words"], "code": what, **days})
    if kind == "household":
        return Reason(f"because_{what}", params=days)
    if kind == "living":
        return Reason("because_living", params={"what": Word(_LIVING.get(what, what)), **days})
    return Reason("because_age", params={"what": what, **days})


def _until(end: str | None) -> str:
    if not end:
        return ""
    return f" – {(date.fromisoformat(end) - timedelta(days=1)).isoformat()}"
