"""A table of 100,000 rows and 20 columns from file to register and back, beside parsing the file alone.

`python -m benchmarks.imports [--scale 1.0]` works on an embedded database of its own, in a process of its own, by the
verb of the command line: receive, check, take, an act a row, with who said it and the categories that follow. Then one
person in a hundred is changed and the batch is taken back, in a second process. The peak of memory is told.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import python_calamine
import xlsxwriter

from benchmarks.figures import Figure, Options, hand_over, read_options
from yiyang.kernel.identity import make_identity_number

ROWS, COLUMNS, SEED = 100_000, 20, 7
GOAL_SECONDS, GOAL_UNDO_SECONDS, GOAL_MEGABYTES = 300, 120, 400
LOCALITY, ON = "zhongshan", "2018-09-30"
HEAD = ("姓名", "证件号码", "性别", "出生日期", "联系电话", "村(社区)代码", "住址")
ROW_OF_A_DAY = 300
PARSE = """
import sys
import python_calamine
for _row in python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows():
    pass
"""
IMPORT = """
import json, resource, sys, time
from pathlib import Path
import django
django.setup()
from datetime import date
from yiyang.access.viewer import system_viewer
from yiyang.flows.imports.kinds import find_kind
from yiyang.flows.imports.session import TableRun, run_table
steps = {}
def told(step, done, of):
    steps[step] = time.perf_counter() - started
started = time.perf_counter()
path = Path(sys.argv[1])
run = TableRun(name=path.name, content=path.read_bytes(), kind=find_kind("elders"), take_suspects=True)
outcome = run_table(run, viewer=system_viewer("benchmark", on=date.fromisoformat(sys.argv[2])), told=told)
print(json.dumps({
    "seconds": time.perf_counter() - started,
    "checked": steps["check"],
    "batch": outcome["batch"],
    "processor": time.process_time(),
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "accepted": outcome["accepted"],
    "refused": len(outcome["refused"]),
}))
"""
UNDO = """
import json, resource, sys, time
import django
django.setup()
from datetime import date
from yiyang.access.viewer import system_viewer
from yiyang.domains.elders.actions import change_elder
from yiyang.domains.elders.models import Elder
from yiyang.domains.intake.actions import undo_batch
from yiyang.domains.intake.models import Batch
from yiyang.flows.imports.work import work_batches
viewer = system_viewer("benchmark", on=date.fromisoformat(sys.argv[2]))
batch = Batch.objects.get(public_id=sys.argv[1])
wanted = list(Elder.objects.order_by("pk").values_list("pk", flat=True))[::100]
changed = [Elder.objects.get(pk=pk) for pk in wanted]
for elder in changed:
    change_elder(viewer=viewer, elder=elder, version=1, changes={"address": "changed"})
started, begun = time.perf_counter(), time.process_time()
undo_batch(viewer=viewer, batch=batch, count=batch.created)
work_batches(pk=batch.pk)
seconds, processor = time.perf_counter() - started, time.process_time() - begun
batch.refresh_from_db()
left = Elder.objects.count()
if (batch.kept, batch.withdrawn, left) != (len(changed), batch.created - len(changed), len(changed)):
    sys.exit(f"kept {batch.kept}, withdrawn {batch.withdrawn}, left {left}")
print(json.dumps({
    "seconds": seconds,
    "processor": processor,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "kept": batch.kept,
    "withdrawn": batch.withdrawn,
}))
"""
PREPARE = """
import json, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from yiyang.regions.actions import load_regions
from yiyang.regions.models import Region
load_regions(locality=sys.argv[1])
print(json.dumps(list(Region.objects.filter(level="village").order_by("code").values_list("code", flat=True))))
"""


def main(arguments: list[str] | None = None) -> None:
    options = read_options(__doc__, arguments)
    hand_over(compare(options), options)


def compare(options: Options) -> list[Figure]:
    rows = options.count(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "YIYANG_DATABASE_URL"},
            "YIYANG_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "yiyang.config.settings",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        villages = play(PREPARE, LOCALITY, environment=environment)
        path = Path(folder) / "elders.xlsx"
        write_table(path, rows=rows, villages=villages)
        print(
            f"{rows:,} rows x {COLUMNS} columns, {path.stat().st_size / 1e6:.1f} MB, seed {SEED}", flush=True
        )
        started = time.perf_counter()
        play(PARSE + "\nprint('null')", str(path), environment=environment)
        parsing = time.perf_counter() - started
        ours = play(IMPORT, str(path), ON, environment=environment)
        undone = play(UNDO, ours["batch"], ON, environment=environment)
    print(f"calamine {python_calamine.__name__}: parsed in {parsing:.1f} s; {json.dumps(ours)}", flush=True)
    print(f"taken back: {json.dumps(undone)}", flush=True)
    return [
        Figure(
            name=f"imports: {rows:,} rows to register / parsing alone",
            ours=f"{ours['seconds']:.1f} s",
            peer=f"{parsing:.1f} s",
            ratio=ours["seconds"] / parsing,
            goal=None,
        ),
        Figure(
            name="imports: seconds / goal",
            ours=f"{ours['seconds']:.1f} s",
            peer=f"{GOAL_SECONDS * options.scale:.0f} s",
            ratio=ours["seconds"] / (GOAL_SECONDS * options.scale),
            goal=1,
            at_least=False,
        ),
        Figure(
            name="imports: peak of memory / goal",
            ours=f"{ours['megabytes']:.0f} MB",
            peer=f"{GOAL_MEGABYTES} MB",
            ratio=ours["megabytes"] / GOAL_MEGABYTES,
            goal=1,
            at_least=False,
        ),
        Figure(
            name="imports: taken back but for 1% changed since / goal",
            ours=f"{undone['seconds']:.1f} s",
            peer=f"{GOAL_UNDO_SECONDS * options.scale:.0f} s",
            ratio=undone["seconds"] / (GOAL_UNDO_SECONDS * options.scale),
            goal=1,
            at_least=False,
        ),
    ]


def play(program: str, *arguments: str, environment: dict[str, str]):
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def write_table(path: Path, *, rows: int, villages: list[str]) -> None:
    """Write people who do not exist: their county was never assigned."""
    draw = random.Random(SEED)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("老年人")
        more = COLUMNS - len(HEAD)
        sheet.write_row(0, 0, (*HEAD, *(f"备用{at}" for at in range(more))))
        for at in range(rows):
            born = date(1930 + at % 28, 1 + at // 28 % 12, 1 + at // 336 % 28)
            number = make_identity_number(f"{442099 - at // (9408 * 500):06d}", born, at // 9408 * 2)
            name = draw.choice("张王李赵陈") + chr(0x4E00 + draw.randrange(5000)) + chr(0x4E00 + at % 5000)
            cells = (
                name,
                number,
                "女",
                born.isoformat(),
                f"139{at:08d}",
                villages[at % len(villages)],
                f"莲花路 {at} 号",
            )
            sheet.write_row(at + 1, 0, (*cells, *(f"值{draw.randrange(1000)}" for _each in range(more))))


if __name__ == "__main__":
    main()
