"""Staff: a row registers a person with the main site, or adds a further site or a certificate to one registered."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from yiyang.access.roles import STAFF_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import gather_news
from yiyang.domains.elders.rules.registration import normalise_name
from yiyang.domains.intake.rules.sheet_kind import (
    CREATED,
    UNCHANGED,
    UPDATED,
    Entry,
    Kept,
    SheetKind,
    Standing,
    Taken,
)
from yiyang.domains.workforce.actions import (
    Addition,
    PracticeEntry,
    StaffEntry,
    add_practice,
    add_qualification,
    register_staff_batch,
    withdraw_addition,
    withdraw_staff,
)
from yiyang.domains.workforce.queries import staff_by_numbers
from yiyang.domains.workforce.rules.registration import CertificateEntry, PersonEntry
from yiyang.flows.imports.kinds.staff_columns import make_columns
from yiyang.flows.imports.organisations_named import NamedOrganisations
from yiyang.flows.imports.verbs import in_order_of_columns, refuse, rehearse, require_cells, require_update
from yiyang.kernel.identity import check_identity_number, normalise_identity_number
from yiyang.kernel.refused import Reason, Refused

NEEDED = ("name", "identity_number", "organisation", "hours_week", "valid_from")
CERTIFICATE = ("kind", "number", "authority", "issued_on")


@cache
def make_kind() -> SheetKind:
    """The kind of tables of staff."""
    return SheetKind(
        code="staff",
        label=gettext_noop("Staff"),
        sheet="人员",
        permission=STAFF_WRITE,
        columns=make_columns(),
        key=_key,
        check=rehearse(take),
        take=take,
        withdraw=withdraw,
        note=gettext_noop(
            "One row a person and site. Somebody registered already gets a further site or certificate; name, "
            "telephone and title are changed on the person's page."
        ),
    )


def _key(values: dict[str, Any]) -> str | None:
    if not values["identity_number"]:
        return None
    parts = (
        normalise_identity_number(values["identity_number"]),
        *(values[field] for field in ("organisation", "credit_code", "valid_from", "kind", "number")),
    )
    return "\x1f".join(map(str, parts))


def take(entries: Sequence[Entry], *, viewer: Viewer, updates: Collection[int]) -> list[Taken]:
    """Register the people whose main site comes first, then add what further rows say of them and of others."""
    sites = NamedOrganisations(
        [entry.values["organisation"] for entry in entries],
        [entry.values["credit_code"] for entry in entries],
        viewer=viewer,
        permission=STAFF_WRITE,
    )
    numbers = {entry.number: _number(entry) for entry in entries}
    known = staff_by_numbers(viewer=viewer, numbers=filter(None, numbers.values()), permission=STAFF_WRITE)
    taken: dict[int, Taken] = {}
    fresh: dict[str, tuple[Entry, StaffEntry]] = {}
    later: list[tuple[Entry, StaffEntry]] = []
    for entry in entries:
        try:
            stated = _read(entry, sites=sites, on=viewer.on)
        except Refused as refused:
            taken[entry.number] = refuse(entry, in_order_of_columns(refused.reasons, make_kind()))
            continue
        number = numbers[entry.number]
        if number not in known and number not in fresh and entry.values["is_main"] is not False:
            fresh[number] = (entry, stated)
        else:
            later.append((entry, stated))
    with gather_news():
        _register(list(fresh.values()), viewer=viewer, taken=taken)
        if later:
            wanted = {numbers[entry.number] for entry, _stated in later}
            known = staff_by_numbers(viewer=viewer, numbers=wanted, permission=STAFF_WRITE)
        for entry, stated in later:
            taken[entry.number] = _try_to_add(entry, stated, known=known, viewer=viewer, updates=updates)
    return [taken[entry.number] for entry in entries]


def _number(entry: Entry) -> str:
    text = entry.values["identity_number"]
    return normalise_identity_number(text) if text else ""


def _read(entry: Entry, *, sites: NamedOrganisations, on: Any) -> StaffEntry:
    values = entry.values
    reasons = [*entry.reasons, *require_cells(entry, *NEEDED)]
    has_certificate = any(values[field] for field in (*CERTIFICATE, "last_day"))
    if has_certificate:
        reasons += require_cells(entry, *CERTIFICATE)
    if values["identity_number"]:
        reasons += _against_number(values, on=on)
    organisation = None
    try:
        if values["organisation"]:
            organisation = sites.find(values["organisation"], values["credit_code"], field="organisation")
    except Refused as refused:
        reasons += refused.reasons
    if reasons or organisation is None:
        raise Refused(*reasons)
    return StaffEntry(
        person=PersonEntry(
            name=normalise_name(values["name"]),
            identity_number=values["identity_number"],
            birth_date=values["birth_date"],
            sex=values["sex"],
            phone=values["phone"] or "",
            title=values["title"] or "",
        ),
        organisation=organisation,
        hours_week=values["hours_week"],
        valid_from=values["valid_from"],
        certificate=CertificateEntry(
            kind=values["kind"],
            number=values["number"],
            authority=values["authority"],
            issued_on=values["issued_on"],
            last_day=values["last_day"],
        )
        if has_certificate
        else None,
    )


def _against_number(values: dict[str, Any], *, on: Any) -> list[Reason]:
    """What the identity number says otherwise than the cells of sex and birth."""
    verdict = check_identity_number(values["identity_number"], on=on, kind="01")
    reasons = []
    if values["sex"] in ("1", "2") and verdict.sex and values["sex"] != verdict.sex:
        reasons.append(Reason("sex_differs", field="sex"))
    if values["birth_date"] and verdict.birth_date and values["birth_date"] != verdict.birth_date:
        params = {"birth": verdict.birth_date.isoformat()}
        reasons.append(Reason("birth_differs", field="birth_date", params=params))
    return reasons


def _register(pairs: Sequence[tuple[Entry, StaffEntry]], *, viewer: Viewer, taken: dict[int, Taken]) -> None:
    outcomes = register_staff_batch(viewer=viewer, entries=[stated for _entry, stated in pairs])
    for (entry, _stated), outcome in zip(pairs, outcomes, strict=True):
        taken[entry.number] = (
            refuse(entry, in_order_of_columns(outcome.reasons, make_kind()))
            if outcome.pk is None
            else Taken(number=entry.number, outcome=CREATED, object_id=outcome.pk, version=1)
        )


def _try_to_add(
    entry: Entry, stated: StaffEntry, *, known: dict[str, Any], viewer: Viewer, updates: Collection[int]
) -> Taken:
    number = _number(entry)
    try:
        if number not in known:
            raise Refused.because("staff_not_entered", field="identity_number")
        staff = known[number]
        if staff is None:
            raise Refused.because("staff_exists", field="identity_number")
        if stated.person.name != normalise_name(staff.name):
            raise Refused.because("staff_name_differs", field="name")
        require_update(entry, updates, what=staff.name)
        with transaction.atomic():
            return _add(entry, stated, staff, viewer=viewer)
    except Refused as refused:
        return refuse(entry, in_order_of_columns(refused.reasons, make_kind()))


def _add(entry: Entry, stated: StaffEntry, staff: Any, *, viewer: Viewer) -> Taken:
    """Add the site and the certificate that the person has not; `staff.version` counts along."""
    before: dict[str, int] = {}
    if not any(_is_same_site(site, entry, stated) for site in staff.practices.all()):
        terms = PracticeEntry(
            organisation=stated.organisation,
            is_main=entry.values["is_main"] is not False,
            hours_week=stated.hours_week,
            valid_from=stated.valid_from,
        )
        made = add_practice(viewer=viewer, staff=staff, version=staff.version, entry=terms)
        before["practice_id"] = made.pk
        staff.version += 1
    certificate = stated.certificate
    held = {(each.kind, each.number, each.valid_from) for each in staff.qualifications.all()}
    if certificate is not None and (certificate.kind, certificate.number, certificate.issued_on) not in held:
        added = add_qualification(viewer=viewer, staff=staff, version=staff.version, entry=certificate)
        before["qualification_id"] = added.pk
        staff.version += 1
    return Taken(
        number=entry.number,
        outcome=UPDATED if before else UNCHANGED,
        object_id=staff.pk,
        version=staff.version,
        before=before or None,
    )


def _is_same_site(site: Any, entry: Entry, stated: StaffEntry) -> bool:
    return (site.organisation_id, site.is_main, site.valid_from) == (
        stated.organisation.pk,
        entry.values["is_main"] is not False,
        stated.valid_from,
    )


def withdraw(effects: Sequence[Any], *, viewer: Viewer) -> list[Kept | Standing]:
    """Take additions back, then people off the register again."""
    kept: list[Kept] = []
    versions: dict[int, int] = {}
    for each in effects:
        if each.outcome != UPDATED:
            continue
        added = Addition(version=versions.get(each.object_id, each.version), **(each.before or {}))
        found = withdraw_addition(viewer=viewer, staff_id=each.object_id, added=added)
        if isinstance(found, Reason):
            kept.append(Kept(number=each.number, reason=found))
        else:
            versions[each.object_id] = found
    made = {each.object_id: each for each in effects if each.outcome == CREATED}
    wanted = {pk: versions.get(pk, each.version) for pk, each in made.items()}
    reasons = withdraw_staff(viewer=viewer, versions=wanted)
    kept += [Kept(number=made[pk].number, reason=reason) for pk, reason in reasons.items()]
    return [*kept, *(Standing(object_id=pk, version=version) for pk, version in versions.items())]
