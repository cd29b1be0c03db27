"""A table from file to outcome in one process, as the command line does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from yiyang.access.viewer import Viewer
from yiyang.domains.intake.actions import apply_batch, check_batch, receive_file
from yiyang.domains.intake.queries import TO_MEND, find_batch, receipt_of, rows_of
from yiyang.domains.intake.rules.sheet_kind import SheetKind
from yiyang.flows.imports.kinds import all_kinds
from yiyang.flows.imports.wording import fault_of
from yiyang.flows.imports.work import work_batches
from yiyang.kernel.refused import Refused

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class TableRun:
    """A file with what is wanted of it."""

    name: str
    content: bytes
    kind: SheetKind
    sheet: str = ""
    all_or_nothing: bool = False
    take_hidden: bool = False
    take_suspects: bool = False
    dry_run: bool = False


def run_table(run: TableRun, *, viewer: Viewer, told: Progress | None = None) -> dict[str, Any]:
    """Receive, check and take a table; `told` hears (step, done, of).

    Returns `accepted`, `updated`, `unchanged`, `skipped`, `refused` (a list of row, column, code, message), `batch`,
    `state`, `stopped` (why nothing was taken, empty when it was) and the bytes of the `receipt`.
    Raises Refused for a table that cannot be read.
    """
    batch = receive_file(
        viewer=viewer, kind=run.kind, kinds=all_kinds(), name=run.name, content=run.content, sheet=run.sheet
    )
    lacking = [column.heading for column in run.kind.required if column.field not in batch.mapping]
    if lacking:
        raise Refused.because("columns_missing", field="file", sheet=batch.sheet, columns=", ".join(lacking))
    check_batch(viewer=viewer, batch=batch, kind=run.kind, take_hidden=run.take_hidden)
    batch = _work(batch, viewer=viewer, told=_tell(told, "check"))
    stopped = fault_of(batch, gettext)
    if batch.state == "checked" and not run.dry_run:
        try:
            choice = "all_or_nothing" if run.all_or_nothing else "valid_only"
            apply_batch(viewer=viewer, batch=batch, choice=choice, take_suspects=run.take_suspects)
            batch = _work(batch, viewer=viewer, told=_tell(told, "take"))
            stopped = fault_of(batch, gettext)
        except Refused as refused:
            # A table that holds nothing new is no failure; one that was wanted whole is.
            stopped = "" if refused.codes == ("nothing_to_take",) else " ".join(refused.texts(gettext))
    return {
        "accepted": batch.created if batch.state != "undone" else 0,
        "updated": batch.updated if batch.state != "undone" else 0,
        "unchanged": batch.same,
        "skipped": batch.skipped,
        "refused": _lines(batch),
        "batch": str(batch.public_id),
        "state": batch.state,
        "stopped": stopped,
        "receipt": receipt_of(batch),
    }


def _tell(told: Progress | None, step: str) -> Callable[[int, int], None]:
    return (lambda done, of: told(step, done, max(done, of))) if told else (lambda _done, _of: None)


def _work(batch: Any, *, viewer: Viewer, told: Callable[[int, int], None]) -> Any:
    work_batches(told=told, pk=batch.pk)
    return find_batch(viewer=viewer, permission=batch.permission, public_id=batch.public_id)


def _lines(batch: Any) -> list[dict[str, Any]]:
    return [
        {
            "row": row.number,
            "column": finding.reason.field or "",
            "code": finding.reason.code,
            "value": finding.value,
            "message": finding.text(gettext),
        }
        for row in rows_of(batch, outcomes=TO_MEND, limit=None)
        for finding in row.findings
    ]
