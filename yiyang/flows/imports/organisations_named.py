"""Organisations that rows name, by name or unified social credit code."""

from collections.abc import Sequence
from typing import Any

from yiyang.access.viewer import Viewer
from yiyang.domains.institutions.actions import known_organisations
from yiyang.flows.imports import phrases  # noqa: F401
from yiyang.kernel.credit_code import check_credit_code
from yiyang.kernel.refused import Refused


class NamedOrganisations:
    """The organisations that a chunk of rows names, found with one query."""

    def __init__(
        self, names: Sequence[str | None], codes: Sequence[str | None], *, viewer: Viewer, permission: str
    ) -> None:
        plain = [normalise_credit_code(code) for code in codes if code]
        # A name's column is often filled with the code, so both are looked up as both.
        self._rows = known_organisations(
            viewer=viewer,
            names={name for name in names if name},
            codes={*plain, *(name.upper() for name in names if name)},
            permission=permission,
        )

    def find(self, name: str | None, code: str | None = None, *, field: str) -> Any:
        """The one organisation that is meant. Raises Refused."""
        wanted = normalise_credit_code(code) if code else None
        found = [
            row
            for row in self._rows
            if (row.credit_code or "") in {wanted, (name or "").upper()} and row.credit_code
        ]
        if not found and not wanted:
            found = [row for row in self._rows if row.name == name]
        if not found:
            raise Refused.because("organisation_not_found", field=field, text=name or code or "")
        if len(found) > 1:
            raise Refused.because("organisation_ambiguous", field=field, text=name or "", count=len(found))
        if wanted and name and found[0].name != name and found[0].credit_code != name.upper():
            raise Refused.because("organisation_name_differs", field=field, text=name, known=found[0].name)
        return found[0]


def normalise_credit_code(text: str) -> str:
    """A unified social credit code as it is stored."""
    return check_credit_code(text).normalised
