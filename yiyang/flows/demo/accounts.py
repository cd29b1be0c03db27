"""The accounts of a demo region, one a role, with one password that exists in demonstrations only."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps

from yiyang.access.actions import add_account
from yiyang.access.models import Account
from yiyang.domains.institutions.rules.kinds import HOME_KINDS
from yiyang.flows.demo.institutions import GENERAL_KINDS, PRIMARY_KINDS
from yiyang.flows.demo.localities import TABLES, read_table
from yiyang.regions.models import Region
from yiyang.regions.seeds import LOCALITIES

DEMO_PASSWORD = "yiyang-demo-2018"  # noqa: S105 - printed at start, opens invented data only


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """One account to sign in with."""

    username: str
    display_name: str
    role: str
    area: Region | None
    organisation_id: int | None


def demo_accounts(root: Region) -> list[DemoAccount]:
    """The accounts that a demo region of this root has, in the order of the roles.

    A liaison and a doctor of one town, a home and a hospital at or near it. Raises LookupError when the region
    has no organisations yet.
    """
    names = read_table("accounts")["names"]
    table = _locality_table(root)
    organisation = apps.get_model("institutions.Organisation")
    inside = organisation.objects.filter(area__path__startswith=root.path).order_by("pk")
    home = inside.filter(kind__in=HOME_KINDS, **_named(table, "home")).first()
    hospital = inside.filter(kind__in=GENERAL_KINDS, **_named(table, "hospital")).first()
    if home is None or hospital is None:
        raise LookupError(f"{root.name} has no organisations; make a demo region first")
    town = Region.objects.get(code=table["town"]) if table else home.area
    clinic = inside.filter(kind__in=PRIMARY_KINDS, area=town).first()
    places = {
        "supervisor": ("supervisor", root, None),
        "liaison": ("liaison", town, None),
        "doctor": ("family_doctor", town, clinic.pk if clinic else None),
        "home": ("home_manager", None, home.pk),
        "hospital": ("hospital_desk", None, hospital.pk),
        "admin": ("administrator", root, None),
    }
    return [
        DemoAccount(
            username=username,
            display_name=names[username],
            role=role,
            area=area,
            organisation_id=organisation_id,
        )
        for username, (role, area, organisation_id) in places.items()
    ]


def add_demo_accounts(root: Region, *, valid_from: date) -> list[DemoAccount]:
    """Open the accounts that are not there yet, in force from a day on; returns all of them."""
    accounts = demo_accounts(root)
    there = set(Account.objects.values_list("username", flat=True))
    for account in accounts:
        if account.username in there:
            continue
        add_account(
            username=account.username,
            display_name=account.display_name,
            password=DEMO_PASSWORD,
            role=account.role,
            area=account.area,
            organisation_id=account.organisation_id,
            valid_from=valid_from,
        )
    return accounts


def _locality_table(root: Region) -> dict:
    key = next((name for name, code in LOCALITIES.items() if code == root.code), "")
    return read_table(key)["demo"] if (TABLES / f"{key}.toml").exists() else {}


def _named(table: dict, word: str) -> dict[str, str]:
    return {"name": table[word]} if table else {}
