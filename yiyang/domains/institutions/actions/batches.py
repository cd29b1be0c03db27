"""Organisations of a table: which are registered, and taking back what a table made or changed."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import Change, record_acts
from yiyang.audit.withdrawing import reasons_to_keep
from yiyang.domains.institutions.actions.facts import set_beds
from yiyang.domains.institutions.actions.register import change_contacts
from yiyang.domains.institutions.models import Organisation, OrganisationProfile
from yiyang.kernel.refused import Reason, Refused

Contacts = dict[str, str]


def known_organisations(
    *,
    viewer: Viewer,
    names: Collection[str] = (),
    codes: Collection[str] = (),
    permission: str = INSTITUTIONS_WRITE,
) -> list[Organisation]:
    """Organisations in scope of a permission with one of these names or unified social credit codes."""
    found = Organisation.objects.visible_to(viewer, permission=permission)
    wanted = Q(name__in=list(names)) | Q(credit_code__in=list(codes))
    return list(found.filter(wanted).select_related("area").order_by("pk"))


@transaction.atomic
def withdraw_organisations(*, viewer: Viewer, versions: Mapping[int, int]) -> dict[int, Reason]:
    """Remove organisations that a table registered; returns by id why one was kept."""
    rows, kept = reasons_to_keep(Organisation, versions=versions, own=(OrganisationProfile,))
    gone = [row for pk, row in rows.items() if pk not in kept]
    record_acts(
        viewer=viewer,
        kind="organisation.withdraw",
        changes=[Change(changed=row, detail={"version": row.version, "name": row.name}) for row in gone],
        since=_first_day(gone) or viewer.on,
    )
    Organisation.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return kept


def _first_day(rows: list[Organisation]) -> date | None:
    days = OrganisationProfile.objects.filter(organisation__in=rows).order_by("valid_from")
    return days.values_list("valid_from", flat=True).first()


@transaction.atomic
def restore_contacts(
    *, viewer: Viewer, before: Mapping[int, Contacts], versions: Mapping[int, int]
) -> dict[int, Reason]:
    """Set back contacts that a table changed; returns by id why not."""
    rows, kept = _unchanged(versions)
    for pk, row in rows.items():
        if pk not in kept:
            try:
                change_contacts(viewer=viewer, organisation=row, version=row.version, changes=before[pk])
            except Refused as refused:
                kept[pk] = refused.reasons[0]
    return kept


@transaction.atomic
def restore_beds(
    *, viewer: Viewer, before: Mapping[int, dict[str, Any]], versions: Mapping[int, int]
) -> dict[int, Reason]:
    """Set back numbers of beds: `before` by id has `valid_from` and `beds` by kind; returns by id why not."""
    rows, kept = _unchanged(versions)
    for pk, row in rows.items():
        if pk not in kept:
            try:
                set_beds(
                    viewer=viewer,
                    organisation=row,
                    version=row.version,
                    beds=before[pk]["beds"],
                    valid_from=date.fromisoformat(before[pk]["valid_from"]),
                )
            except Refused as refused:
                kept[pk] = refused.reasons[0]
    return kept


def _unchanged(versions: Mapping[int, int]) -> tuple[dict[int, Organisation], dict[int, Reason]]:
    rows = {row.pk: row for row in Organisation.objects.select_for_update().filter(pk__in=versions)}
    kept: dict[int, Reason] = {}
    for pk, version in versions.items():
        if pk not in rows:
            kept[pk] = Reason("kept_gone")
        elif rows[pk].version != version:
            kept[pk] = Reason("kept_changed_since")
    return rows, kept
