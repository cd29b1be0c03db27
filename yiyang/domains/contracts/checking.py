"""Facts about contracts and agreements as the checks of data quality read them, many at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max

from yiyang.domains.contracts.models import Agreement, Contract


def contract_facts(*, elder_ids: Iterable[int], on: date) -> dict[int, dict[str, Any]]:
    """For each elder with a contract: the one in force on a day and the end of the last one.

    Keys: contract_to, last_contract_to, contract_area_path, organisation (the clinic of the team in force).
    """
    ids = list(elder_ids)
    found: dict[int, dict[str, Any]] = {}
    rows = Contract.objects.filter(elder__gte=min(ids), elder__lte=max(ids), valid_from__lte=on)
    for elder, until, path, organisation in rows.order_by("valid_to").values_list(
        "elder", "valid_to", "team__area__path", "team__organisation"
    ):
        facts = found.setdefault(
            elder, {"contract_to": None, "contract_area_path": None, "organisation": None}
        )
        facts["last_contract_to"] = until
        if until > on:
            facts |= {"contract_to": until, "contract_area_path": path, "organisation": organisation}
    return found


def agreement_ends(*, on: date) -> dict[int, date]:
    """For each organisation bound by an agreement on a day: the latest end of one."""
    rows = Agreement.objects.filter(valid_from__lte=on, valid_to__gt=on)
    ends: dict[int, date] = {}
    for party in ("receiver", "provider"):
        for organisation, end in rows.values_list(party).annotate(last=Max("valid_to")):
            ends[organisation] = max(end, ends.get(organisation, end))
    return ends
