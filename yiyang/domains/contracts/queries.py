"""Reads of contracts, teams and agreements, narrowed by the caller's scope.

`LOGICAL_TABLES` names the time-valid facts this domain owns, as selections a snapshot can run.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from yiyang.access.roles import ELDERS, INSTITUTIONS
from yiyang.access.viewer import Viewer, within
from yiyang.domains.contracts.models import (
    Agreement,
    AgreementContent,
    AgreementForm,
    AgreementState,
    Contract,
    ContractState,
    EndReason,
    Team,
)
from yiyang.domains.contracts.rules.partnering import WARNING_DAYS
from yiyang.domains.contracts.rules.signing import PACKAGES
from yiyang.domains.elders.queries import STANDING
from yiyang.regions.queries import keys_of


def _in_force(on: date) -> Q:
    return Q(valid_from__lte=on, valid_to__gt=on)


def contracts_of(*, viewer: Viewer, elder_id: int) -> list[Contract]:
    """Every contract of an elder, the latest first."""
    found = Contract.objects.visible_to(viewer, permission=ELDERS).filter(elder_id=elder_id)
    return list(found.select_related("team__organisation").order_by("-valid_from", "-pk"))


def find_contract(*, viewer: Viewer, pk: int, permission: str = ELDERS) -> Contract | None:
    """The contract if its elder is in scope of a permission, else None."""
    found = Contract.objects.visible_to(viewer, permission=permission)
    return found.select_related("team__organisation", "elder__village").filter(pk=pk).first()


def signed_elders(*, elder_ids: Iterable[int], on: date) -> dict[int, str]:
    """Elder id → team name for those of the ids whose contract is in force on a day."""
    found = Contract.objects.filter(_in_force(on), elder_id__in=list(elder_ids))
    return dict(found.values_list("elder_id", "team__name"))


def served_elders(*, organisation_id: int, on: date) -> QuerySet[Contract, int]:
    """Ids of the elders whose contract in force on a day is with a team of an organisation; for use in a condition."""
    found = Contract.objects.filter(_in_force(on), team__organisation=organisation_id)
    return found.values_list("elder_id", flat=True)


def has_contract(on: date) -> Exists:
    """The condition of an elder that a contract is in force on a day."""
    return Exists(Contract.objects.filter(_in_force(on), elder_id=OuterRef("pk")))


def team_choices(*, viewer: Viewer, permission: str) -> QuerySet[Team]:
    """Teams that exist on the viewer's day, in the viewer's areas."""
    found = Team.objects.filter(within(viewer, permission, field="area"), _exists(viewer.on))
    return found.select_related("area", "organisation").order_by("name", "pk")


def teams_of(*, organisation_id: int) -> list[Team]:
    """Every team of an organisation, past ones included, by name."""
    found = Team.objects.filter(organisation_id=organisation_id)
    return list(found.select_related("area").order_by("name", "pk"))


def serving_teams(*, path: str, on: date) -> QuerySet[Team]:
    """Teams that exist on a day and whose area the place of this path lies in."""
    found = Team.objects.filter(_exists(on), area__key__in=keys_of(path))
    return found.select_related("area", "organisation").order_by("name", "pk")


def _exists(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def package_choices(*, on: date) -> list[tuple[str, str]]:
    """Code and label of each package offered on a day; the label is a msgid."""
    return [(row.code, str(row["label"])) for row in PACKAGES.rows_on(on)]


def package_label(code: str) -> str:
    """The label of a package, in force or not, as a msgid; the code itself when the table lost it."""
    return next((str(row["label"]) for row in PACKAGES.rows if row.code == code), code)


def package_labels() -> list[tuple[str, str]]:
    """Code and label of every package that was ever offered; the label is a msgid."""
    return list({row.code: str(row["label"]) for row in PACKAGES.rows}.items())


def contracts_by_elders(*, elder_ids: Iterable[int]) -> dict[int, list[Contract]]:
    """Elder id → every contract; the caller has checked the scope of the ids."""
    found: dict[int, list[Contract]] = {}
    for contract in Contract.objects.filter(elder_id__in=list(elder_ids)).order_by("pk"):
        found.setdefault(contract.elder_id, []).append(contract)
    return found


def end_reason_choices() -> list[tuple[str, str]]:
    """Codes and labels of why a contract ends early, to choose from in a form."""
    return [(code, label) for code, label in EndReason.choices if code != EndReason.MERGED]


def expiring_contracts(*, viewer: Viewer, days: int, limit: int) -> list[Contract]:
    """Contracts in force that end within some days of the viewer's day, the next to end first."""
    found = Contract.objects.visible_to(viewer, permission=ELDERS).filter(
        state=ContractState.ACTIVE,
        valid_to__gt=viewer.on,
        valid_to__lte=viewer.on + timedelta(days=days),
    )
    return list(found.select_related("elder__village", "team").order_by("valid_to", "pk")[:limit])


def agreements_of(*, viewer: Viewer, organisation_id: int) -> list[Agreement]:
    """Every agreement in which an organisation is a party, the latest first."""
    found = Agreement.objects.visible_to(viewer, permission=INSTITUTIONS).filter(
        Q(receiver_id=organisation_id) | Q(provider_id=organisation_id)
    )
    return list(found.select_related("receiver", "provider").order_by("-valid_from", "-pk"))


def find_agreement(*, viewer: Viewer, pk: int) -> Agreement | None:
    """The agreement if one of its parties is in scope, else None."""
    found = Agreement.objects.visible_to(viewer, permission=INSTITUTIONS)
    return found.select_related("receiver__area", "provider").filter(pk=pk).first()


def list_agreements(
    *,
    viewer: Viewer,
    standing: str = "",
    area_path: str = "",
    after: tuple[date, int] | None = None,
    limit: int,
) -> list[Agreement]:
    """Agreements in scope, the next to end first; `after` is (end, id) of the last one of the page before.

    `standing` is one of upcoming, in_force (those ending soon included), ending_soon and ended.
    """
    found = Agreement.objects.visible_to(viewer, permission=INSTITUTIONS)
    if standing:
        found = found.filter(_standing(standing, on=viewer.on))
    if area_path:
        found = found.filter(receiver__area__path__startswith=area_path)
    if after is not None:
        found = found.filter(Q(valid_to__gt=after[0]) | Q(valid_to=after[0], pk__gt=after[1]))
    found = found.select_related("receiver__area", "provider")
    return list(found.order_by("valid_to", "pk")[:limit])


def _standing(code: str, *, on: date) -> Q:
    is_real = Q(valid_to__gt=F("valid_from"))
    conditions = {
        "upcoming": is_real & Q(valid_from__gt=on),
        "in_force": _in_force(on),
        "ending_soon": _in_force(on) & Q(valid_to__lte=on + timedelta(days=WARNING_DAYS)),
        "ended": Q(valid_to__lte=on) | ~is_real,
    }
    return conditions[code]


def receivers_in_force(*, ids: Iterable[int], on: date) -> dict[int, date]:
    """Receiver id → the latest end among its agreements in force on a day, for those of the ids."""
    found = Agreement.objects.filter(_in_force(on), receiver_id__in=list(ids))
    return dict(found.order_by("receiver_id").values_list("receiver_id").annotate(Max("valid_to")))


def open_agreements(*, organisation_id: int, on: date) -> list[Agreement]:
    """Agreements of a party that have days from `on` onwards and that nobody has ended yet."""
    found = Agreement.objects.filter(
        Q(receiver_id=organisation_id) | Q(provider_id=organisation_id),
        state=AgreementState.ACTIVE,
        valid_to__gt=on,
    )
    return list(found.select_related("receiver__area", "provider").order_by("pk"))


def form_choices() -> list[tuple[str, Any]]:
    """(code, label) of the forms of cooperation."""
    return list(AgreementForm.choices)


def content_choices() -> list[tuple[str, Any]]:
    """(code, label) of what an agreement may promise."""
    return list(AgreementContent.choices)


def agreement_state_choices() -> list[tuple[str, Any]]:
    """(code, label) of the states of an agreement."""
    return list(AgreementState.choices)


def expiring_agreements(*, viewer: Viewer, days: int, limit: int) -> list[Agreement]:
    """Agreements in force that end within some days of the viewer's day, the next to end first."""
    found = Agreement.objects.visible_to(viewer, permission=INSTITUTIONS).filter(
        state=AgreementState.ACTIVE,
        valid_to__gt=viewer.on,
        valid_to__lte=viewer.on + timedelta(days=days),
    )
    return list(found.select_related("receiver", "provider").order_by("valid_to", "pk")[:limit])


FAMILY_DOCTOR_CONTRACTS = """
    SELECT elder_id, t.organisation_id, team_id, c.valid_from, c.valid_to
    FROM contracts_contract c JOIN contracts_team t ON t.id = c.team_id"""
LOGICAL_TABLES = {
    "family_doctor_contracts": f"{FAMILY_DOCTOR_CONTRACTS} WHERE {STANDING}",
    "cooperation_agreements": """
        SELECT receiver_id AS organisation_id, provider_id AS partner_id, valid_from, valid_to
        FROM contracts_agreement""",
}
