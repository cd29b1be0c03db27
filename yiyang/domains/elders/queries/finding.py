"""Single facts in scope, and what holds for many elders on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from yiyang.access.viewer import Viewer, within
from yiyang.audit.timelines import valid_on
from yiyang.domains.elders.models import (
    Allergy,
    CheckUp,
    Condition,
    Contact,
    Elder,
    ElderCategory,
    HealthRecord,
    HouseholdMember,
    Insurance,
    Medicine,
    Membership,
)
from yiyang.kernel.masking import mask_identity_number, mask_phone

FACTS: dict[str, Any] = {
    "contact": Contact,
    "insurance": Insurance,
    "category": ElderCategory,
    "allergy": Allergy,
    "medicine": Medicine,
    "condition": Condition,
}


def find_fact(*, viewer: Viewer, kind: str, pk: int, permission: str) -> Any:
    """The stated fact of a kind if its elder is in scope of a permission, else None."""
    found = FACTS[kind].objects.visible_to(viewer, permission=permission)
    return found.select_related("elder__village").filter(pk=pk).first()


def find_check_up(*, viewer: Viewer, pk: int, permission: str) -> CheckUp | None:
    """The check-up if its elder is in scope of a permission, else None."""
    found = CheckUp.objects.visible_to(viewer, permission=permission)
    return found.select_related("elder__village", "organisation").filter(pk=pk).first()


def find_member(*, viewer: Viewer, elder_id: int, pk: int, permission: str) -> HouseholdMember | None:
    """A member of a household in which an elder in scope is or was, else None."""
    houses = HouseholdMember.objects.filter(
        within(viewer, permission, field="elder__village"), elder_id=elder_id
    )
    found = HouseholdMember.objects.filter(household_id__in=houses.values("household_id"))
    return found.select_related("elder").filter(pk=pk).first()


def categories_on(*, elder_ids: Iterable[int], on: date) -> dict[int, tuple[str, ...]]:
    """Elder id → the categories held on a day, for those of the ids that hold any."""
    found: dict[int, list[str]] = defaultdict(list)
    held = Membership.objects.filter(valid_on(on), elder_id__in=list(elder_ids)).order_by("code")
    for pk, code in held.values_list("elder_id", "code"):
        found[pk].append(code)
    return {pk: tuple(codes) for pk, codes in found.items()}


def served_on(*, elder_ids: Iterable[int], on: date, check_up_days: int) -> dict[int, set[str]]:
    """Elder id → those of health_record and check_up that are there on a day."""
    ids = list(elder_ids)
    found: dict[int, set[str]] = defaultdict(set)
    for pk in HealthRecord.objects.filter(valid_on(on), elder_id__in=ids).values_list("elder_id", flat=True):
        found[pk].add("health_record")
    since = on - timedelta(days=check_up_days)
    checked = CheckUp.objects.filter(elder_id__in=ids, occurred_on__gt=since, occurred_on__lte=on)
    for pk in checked.values_list("elder_id", flat=True):
        found[pk].add("check_up")
    return found


def masked_numbers(elder_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Elder id → identity number and phone, both masked."""
    found = Elder.objects.filter(pk__in=list(elder_ids)).only("pk", "public_id", "identity_number", "phone")
    return {
        elder.pk: (mask_identity_number(elder.identity_number), mask_phone(elder.phone or ""))
        for elder in found
    }
