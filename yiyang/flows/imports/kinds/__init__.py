"""Every kind of table that the import centre takes: one file a kind, one line here."""

from functools import cache

from yiyang.domains.intake.rules.sheet_kind import SheetKind
from yiyang.flows.imports.kinds import agreements, beds, check_ups, contracts, elders, organisations, staff

MAKERS = (
    elders.make_kind,
    organisations.make_kind,
    contracts.make_kind,
    agreements.make_kind,
    beds.make_kind,
    staff.make_kind,
    check_ups.make_kind,
)


@cache
def all_kinds() -> tuple[SheetKind, ...]:
    """The kinds in the order in which they are offered."""
    return tuple(make() for make in MAKERS)


def find_kind(code: str) -> SheetKind:
    """The kind of a code. Raises KeyError for an unknown one."""
    return {kind.code: kind for kind in all_kinds()}[code]
