"""Tables on their way: of elders and of check-ups that a doctor sent, of beds that a supervisor sent."""

from datetime import date, timedelta

from django.apps import apps

from yiyang.access.models import Account
from yiyang.access.viewer import Viewer, view_as
from yiyang.domains.institutions.rules.kinds import HOME_KINDS
from yiyang.domains.intake.actions import check_batch, receive_file
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.imports.kinds import all_kinds, find_kind
from yiyang.flows.imports.work import work_batches
from yiyang.gateways.spreadsheets import write_workbook
from yiyang.kernel.identity import make_identity_number
from yiyang.regions.models import Level, Region

NEVER_ASSIGNED = "442099"
GIVEN = "兰芳英珍梅玉秀华桂清"
FAMILY = "张王李赵陈林黄何梁郑"
PEOPLE, HOMES, EXAMINED = 24, 6, 12
HEAD = ("序号", "姓名", "身份证号", "性别", "出生日期", "联系电话", "所在村居", "住址")
CHECK_UPS = ("姓名", "身份证号", "体检日期", "血压(mmHg)", "空腹血糖", "BMI", "自理能力", "是否健康指导")
BEDS = ("机构名称", "起始日期", "普通床位数", "护理型床位数")


def send_demo_tables(*, seed: int, on: date) -> int:
    """Send and check the tables, deterministic by seed; returns how many there are. Nothing is imported."""
    sent = 0
    doctor = Account.objects.filter(username="doctor").first()
    supervisor = Account.objects.filter(username="supervisor").first()
    if doctor is not None and (town := doctor.posts.get().area) is not None:
        _send("elders", "新增老年人名册.xlsx", _people(town, seed=seed, on=on), viewer=_viewer(doctor, on))
        rows = _check_ups(town, seed=seed, on=on)
        _send("check_ups", "老年人健康体检.xlsx", rows, viewer=_viewer(doctor, on))
        sent += 2
    if supervisor is not None:
        _send("beds", "养老机构床位变动.xlsx", _beds(on=on), viewer=_viewer(supervisor, on))
        sent += 1
    work_batches()
    return sent


def _viewer(account: Account, on: date) -> Viewer:
    return view_as(account, on=on, today=date.max - timedelta(days=1))


def _send(code: str, name: str, rows: list[tuple[str, ...]], *, viewer: Viewer) -> None:
    kind = find_kind(code)
    content = write_workbook(rows, sheet=kind.sheet)
    batch = receive_file(viewer=viewer, kind=kind, kinds=all_kinds(), name=name, content=content)
    check_batch(viewer=viewer, batch=batch, kind=kind)


def _people(town: Region, *, seed: int, on: date) -> list[tuple[str, ...]]:
    draw = make_rng(seed, "imports")
    villages = list(Region.objects.filter(parent=town, level=Level.VILLAGE).order_by("code"))
    rows = [(f"{town.name}新增老年人名册", *[""] * (len(HEAD) - 1)), HEAD]
    for at in range(PEOPLE):
        born = date(on.year - 66 - at % 20, 1 + at % 12, 3 + at)
        name = (
            FAMILY[int(draw.integers(len(FAMILY)))]
            + GIVEN[int(draw.integers(len(GIVEN)))]
            + GIVEN[at % len(GIVEN)]
        )
        number = make_identity_number(NEVER_ASSIGNED, born, 600 + 2 * at)
        village = villages[at % len(villages)].name if villages else town.name
        written = (
            f"{born.year}.{born.month}.{born.day}",
            f"{born.year}年{born.month}月{born.day}日",
            f"{born:%Y%m%d}",
        )
        phone = f"139{int(draw.integers(10**8)):08d}"
        rows.append(
            (str(at + 1), name, number, "女", written[at % 3], phone, village, f"{village}{at + 1}号")
        )
    rows[4] = (*rows[4][:2], "4.42E+17", *rows[4][3:])
    rows[7] = (*rows[7][:4], "45-5-6", *rows[7][5:])
    rows[9] = (*rows[9][:5], "13900001234/13900005678", *rows[9][6:])
    rows[12] = (rows[12][0], "", *rows[12][2:])
    rows.append((str(PEOPLE + 1), *rows[3][1:]))
    rows.append(("合计", str(PEOPLE + 1), *[""] * (len(HEAD) - 2)))
    return rows


def _check_ups(town: Region, *, seed: int, on: date) -> list[tuple[str, ...]]:
    draw = make_rng(seed, "imports.check_ups")
    elders = apps.get_model("elders.Elder").objects.filter(village__parent=town, death_date__isnull=True)
    rows = [CHECK_UPS]
    for at, elder in enumerate(elders.order_by("pk")[:EXAMINED]):
        upper, lower = 110 + int(draw.integers(50)), 60 + int(draw.integers(30))
        glucose, bmi = 4 + float(draw.integers(40)) / 10, 18 + float(draw.integers(1000)) / 100
        found = (f"{upper}/{lower}", f"{glucose:.1f}mmol/L", f"{bmi:.2f}", "可自理", "√" if at % 2 else "是")
        rows.append((elder.name, elder.identity_number, on.isoformat(), *found))
    for at, place, written in ((2, 3, "80/120"), (4, 0, "别名"), (6, 4, "偏高")):
        if at < len(rows):
            rows[at] = (*rows[at][:place], written, *rows[at][place + 1 :])
    return rows


def _beds(*, on: date) -> list[tuple[str, ...]]:
    homes = apps.get_model("institutions.Organisation").objects.filter(kind__in=HOME_KINDS).order_by("pk")
    day = on.replace(day=1).isoformat()
    rows = [BEDS]
    rows += [(home.name, day, f"{40 + 10 * at}张", str(20 + 5 * at)) for at, home in enumerate(homes[:HOMES])]
    return [*rows, ("尚未登记的养老院", day, "30", "10")]
