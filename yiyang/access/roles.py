"""What each role may do: one table, read by pages, API and tests."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

COCKPIT, LEDGER, INDICATORS = "cockpit.read", "ledger.read", "indicators.read"
NAMES, REFRESH = "indicators.names", "indicators.refresh"
ELDERS, ELDERS_WRITE, ELDERS_IMPORT = "elders.read", "elders.write", "elders.import"
ELDERS_HEALTH = "elders.health"
CONTRACTS_WRITE = "contracts.write"
INSTITUTIONS, INSTITUTIONS_WRITE = "institutions.read", "institutions.write"
AGREEMENTS_WRITE = "agreements.write"
STAFF, STAFF_WRITE = "staff.read", "staff.write"
MERGE, MERGE_CONFIRM = "records.merge", "records.merge_confirm"
ACCOUNTS = "accounts.manage"
IMPORTS = "imports.run"
QUALITY = "quality.read"
REGIONS, REGIONS_WRITE = "regions.read", "regions.reform"

PERMISSIONS = (
    COCKPIT,
    LEDGER,
    INDICATORS,
    NAMES,
    REFRESH,
    ELDERS,
    ELDERS_WRITE,
    ELDERS_IMPORT,
    ELDERS_HEALTH,
    CONTRACTS_WRITE,
    INSTITUTIONS,
    INSTITUTIONS_WRITE,
    AGREEMENTS_WRITE,
    STAFF,
    STAFF_WRITE,
    MERGE,
    MERGE_CONFIRM,
    ACCOUNTS,
    IMPORTS,
    QUALITY,
    REGIONS,
    REGIONS_WRITE,
)


@dataclass(frozen=True, kw_only=True)
class Role:
    """A kind of work with what it may do within the area of a post."""

    code: str
    label: str
    permissions: frozenset[str]


def _role(code: str, label: str, *permissions: str) -> Role:
    return Role(code=code, label=label, permissions=frozenset(permissions))


ROLES = {
    role.code: role
    for role in (
        _role(
            "supervisor",
            _("Supervisor"),
            COCKPIT,
            LEDGER,
            INDICATORS,
            NAMES,
            REFRESH,
            ELDERS,
            ELDERS_IMPORT,
            ELDERS_HEALTH,
            INSTITUTIONS,
            INSTITUTIONS_WRITE,
            AGREEMENTS_WRITE,
            IMPORTS,
            STAFF,
            STAFF_WRITE,
            QUALITY,
            REGIONS,
            MERGE,
            MERGE_CONFIRM,
        ),
        _role(
            "liaison",
            _("Town liaison"),
            COCKPIT,
            LEDGER,
            INDICATORS,
            NAMES,
            ELDERS,
            INSTITUTIONS,
            STAFF,
            QUALITY,
            MERGE_CONFIRM,
        ),
        _role(
            "family_doctor",
            _("Family doctor"),
            COCKPIT,
            INDICATORS,
            NAMES,
            REFRESH,
            ELDERS,
            ELDERS_WRITE,
            ELDERS_IMPORT,
            ELDERS_HEALTH,
            CONTRACTS_WRITE,
            INSTITUTIONS,
            IMPORTS,
            STAFF,
            QUALITY,
            MERGE,
        ),
        _role("home_manager", _("Care-home manager"), INSTITUTIONS, STAFF, STAFF_WRITE),
        _role("hospital_desk", _("Hospital referral desk"), INSTITUTIONS, STAFF, STAFF_WRITE),
        _role("administrator", _("Platform administrator"), ACCOUNTS, REGIONS, REGIONS_WRITE),
    )
}
