"""Tables of staff and of check-ups: rows clean and dirty, the same again, taking back; and what an undo leaves."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import TODAY, make_elder, platform_viewer, viewer_of
from tests.flows.imports.tables import HEAD, book_of, check, number, person, said, take
from yiyang.audit import withdrawing
from yiyang.audit.models import Act
from yiyang.domains.elders.actions import (
    CheckUpEntry,
    add_check_up,
    add_fact,
    change_check_up,
    derive_memberships,
)
from yiyang.domains.elders.models import CheckUp, DuplicatePair, Elder, FieldSource, Membership, Residence
from yiyang.domains.institutions.actions import OrganisationEntry, register_organisation
from yiyang.domains.intake.actions import undo_batch, undoing
from yiyang.domains.intake.queries import rows_of
from yiyang.domains.quality.models import Finding
from yiyang.domains.workforce.actions import set_title
from yiyang.domains.workforce.models import Practice, Qualification, Staff
from yiyang.flows.imports.work import work_batches

pytestmark = pytest.mark.django_db

STAFF = (
    "姓名", "身份证号码", "性别", "出生年月日", "手机", "职称", "单位名称", "执业类型", "每周工时", "起始日期",
    "资格类别", "执业证书编号", "发证机关", "发证日期", "有效期",
)  # fmt: skip
BORN = date(1980, 3, 4)
GOOD_SITE = ("东塘卫生院", "", "40小时", "2018-07-01")
GOOD_PAPER = ("执业医师", "110440000012345", "中山市卫生健康局", "2012.5.1", "长期")
CHECK_UPS = (
    "身份证号",
    "姓名",
    "体检日期",
    "体检机构",
    "血压(mmHg)",
    "舒张压",
    "空腹血糖",
    "BMI",
    "自理能力",
    "是否指导",
)


def undo(batch):
    viewer = platform_viewer(on=TODAY)
    undo_batch(viewer=viewer, batch=batch, count=batch.created + batch.updated)
    work_batches(pk=batch.pk)
    batch.refresh_from_db()
    return batch


def worker(serial, **changed):
    cells = (
        "陈晓明", number(serial, BORN), "", "", "139-0000-5678", "主治医师", *GOOD_SITE, *GOOD_PAPER,
    )  # fmt: skip
    return tuple(changed.get(heading, cell) for heading, cell in zip(STAFF, cells, strict=True))


def place(area, name, kind):
    entry = OrganisationEntry(name=name, kind=kind, area=area, ownership="public", opened_on=date(2010, 1, 1))
    return register_organisation(viewer=platform_viewer(), entry=entry)


@pytest.fixture
def clinics(world):
    return [
        place(world.towns[0], "东塘卫生院", "town_clinic"),
        place(world.towns[1], "荷叶护理院", "nursing_hospital"),
    ]


def test_staff_with_sites_and_certificates(world, clinics):
    further = {"单位名称": "荷叶护理院", "执业类型": "多点执业", "每周工时": "4 h", "起始日期": "2018.8.1"}
    bare = dict.fromkeys(STAFF[10:], "")
    content = book_of(
        STAFF,
        worker(11, 姓名=" 陈 晓 明", 性别="男"),
        worker(11, **further, **bare),
        worker(11, 资格类别="评估员", 执业证书编号="P-7", 有效期="2022-04-30"),
        worker(14, 姓名="李桂珍", 性别="女", 职称="无", **bare),
    )
    batch = take(content, kind="staff")
    assert (said(batch), batch.created, batch.updated) == ([], 2, 2)
    staff = Staff.objects.get(name="陈晓明")
    assert (staff.phone, staff.version, staff.titles.get().title) == ("13900005678", 3, "attending_doctor")
    assert list(staff.practices.order_by("pk").values_list("organisation__name", "is_main", "hours_week")) == [
        ("东塘卫生院", True, 40), ("荷叶护理院", False, 4),
    ]  # fmt: skip
    assert list(staff.qualifications.order_by("pk").values_list("kind", "valid_from", "valid_to")) == [
        ("licensed_doctor", date(2012, 5, 1), None), ("assessor", date(2012, 5, 1), date(2022, 5, 1)),
    ]  # fmt: skip
    assert not Staff.objects.get(name="李桂珍").titles.exists()
    assert Act.objects.filter(kind="staff.register").count() == 2
    assert check(content, kind="staff").same == 4
    assert (undo(batch).withdrawn, Staff.objects.count(), Practice.objects.count()) == (4, 0, 0)
    assert Act.objects.filter(kind="staff.withdraw").count() == 2


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"性别": "女"}, "sex", "sex_differs"),
        ({"出生年月日": "1980-3-5"}, "birth_date", "birth_differs"),
        ({"身份证号码": "4.42E+17"}, "identity_number", "cell_number_rounded"),
        ({"单位名称": "无此院"}, "organisation", "organisation_not_found"),
        ({"每周工时": "全职"}, "hours_week", "cell_not_a_number"),
        ({"每周工时": ""}, "hours_week", "cell_missing"),
        ({"每周工时": "99"}, "hours_week", "hours_too_many"),
        ({"职称": "教授"}, "title", "cell_not_in_list"),
        ({"资格类别": "厨师"}, "kind", "cell_not_in_list"),
        ({"执业证书编号": ""}, "number", "cell_missing"),
        ({"发证日期": "2012年"}, "issued_on", "cell_day_without_month"),
        ({"有效期": "2011-01-01"}, "last_day", "qualification_order"),
        ({"手机": "13900001234/13900005678"}, "phone", "cell_several_numbers"),
        ({"执业类型": "多点执业"}, "identity_number", "staff_not_entered"),
        ({"起始日期": "2019-01-01"}, "valid_from", "day_in_future"),
    ],
)
def test_dirt_in_tables_of_staff(clinics, cells, field, code):
    batch = check(book_of(STAFF, worker(11, **cells)), kind="staff")
    assert said(batch) == [(2, field, code)]


def test_staff_of_another_name_or_out_of_sight_are_not_touched(world, clinics, people):
    take(book_of(STAFF, worker(11)), kind="staff")
    other = worker(11, 姓名="别人", 单位名称="荷叶护理院", 执业类型="多点")
    assert said(check(book_of(STAFF, other), kind="staff")) == [(2, "is_main", "cell_not_in_list")]
    other = worker(11, 姓名="别人", 单位名称="荷叶护理院", 执业类型="多点执业")
    assert said(check(book_of(STAFF, other), kind="staff")) == [(2, "name", "staff_name_differs")]


def test_taking_staff_back_keeps_who_was_changed_since(clinics):
    batch = take(book_of(STAFF, worker(11), worker(13, 姓名="李桂生", 执业证书编号="X-2")), kind="staff")
    staff = Staff.objects.get(name="李桂生")
    set_title(
        viewer=platform_viewer(on=TODAY),
        staff=staff,
        version=1,
        title="chief_doctor",
        valid_from=date(2018, 8, 1),
    )
    undone = undo(batch)
    assert (undone.withdrawn, undone.kept, list(Staff.objects.all())) == (1, 1, [staff])
    [row] = rows_of(batch, outcomes=("kept",))
    assert row.findings[0].reason.code == "kept_changed_since"


def test_additions_are_taken_back_across_chunks(clinics, monkeypatch):
    monkeypatch.setattr(undoing, "CHUNK_ROWS", 1)
    papers = [worker(11, 执业证书编号=f"P-{at}") for at in range(3)]
    batch = take(book_of(STAFF, *papers), kind="staff")
    assert (batch.created, batch.updated, Qualification.objects.count()) == (1, 2, 3)
    assert (undo(batch).withdrawn, Staff.objects.count(), Qualification.objects.count()) == (3, 0, 0)


def test_additions_to_somebody_registered_before(clinics):
    take(book_of(STAFF, worker(11)), kind="staff")
    further = worker(11, 单位名称="荷叶护理院", 执业类型="多点执业", 每周工时="4", 执业证书编号="P-9")
    batch = take(book_of(STAFF, further), kind="staff")
    assert (batch.updated, Practice.objects.count(), Qualification.objects.count()) == (1, 2, 2)
    assert (undo(batch).withdrawn, Practice.objects.count(), Qualification.objects.count()) == (1, 1, 1)
    assert Act.objects.filter(kind="staff.addition.withdraw").count() == 1


def examined(serial, **changed):
    cells = (number(serial), "", "2018-07-01", "", "120/80", "", "5.6", "23.46", "可自理", "是")
    return tuple(changed.get(heading, cell) for heading, cell in zip(CHECK_UPS, cells, strict=True))


@pytest.fixture
def patients(world, clinics):
    return [
        make_elder(world.village, number=number(serial), name=name)
        for serial, name in ((12, "张淑芬"), (14, "李桂珍"), (16, "王玉兰"))
    ]


def test_check_ups(patients, people, clinics):
    viewer = viewer_of(people.doctor)
    content = book_of(
        CHECK_UPS,
        examined(12, 姓名="张 淑 芬", 体检机构="东塘卫生院"),
        examined(14, **{"血压(mmHg)": "135 mmHg", "舒张压": 85.0, "空腹血糖": "6.15mmol/L", "是否指导": "√"}),
        examined(
            16,
            **{"血压(mmHg)": "未测", "空腹血糖": "/", "BMI": "２２．５", "自理能力": "3", "是否指导": False},
        ),
    )
    batch = take(content, kind="check_ups", viewer=viewer)
    assert (said(batch), batch.created) == ([], 3)
    columns = ("organisation", "systolic", "diastolic", "glucose", "bmi", "self_care", "guidance", "source")
    assert list(CheckUp.objects.order_by("pk").values_list(*columns)) == [
        (clinics[0].pk, 120, 80, Decimal("5.6"), Decimal("23.5"), "1", True, "import"),
        (None, 135, 85, Decimal("6.2"), Decimal("23.5"), "1", True, "import"),
        (None, None, None, None, Decimal("22.5"), "3", False, "import"),
    ]
    assert check(content, kind="check_ups", viewer=viewer).same == 3
    latest = CheckUp.objects.order_by("pk").last()
    change_check_up(
        viewer=viewer,
        check_up=latest,
        version=1,
        entry=CheckUpEntry(occurred_on=latest.occurred_on, bmi=Decimal("22.6"), self_care="3"),
    )
    undo_batch(viewer=viewer, batch=batch, count=3)
    work_batches()
    batch.refresh_from_db()
    assert (batch.withdrawn, batch.kept, list(CheckUp.objects.all())) == (2, 1, [latest])
    assert Act.objects.filter(kind="check_up.withdraw").count() == 2


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"身份证号": number(40)}, "identity_number", "elder_not_found"),
        ({"姓名": "别人"}, "name", "elder_name_differs"),
        ({"体检日期": "2018年"}, "occurred_on", "cell_day_without_month"),
        ({"体检日期": "2019-01-01"}, "occurred_on", "in_future"),
        ({"体检机构": "无此院"}, "organisation", "organisation_not_found"),
        ({"体检机构": "荷叶敬老院"}, "organisation", "organisation_not_medical"),
        ({"血压(mmHg)": "偏高"}, "systolic", "cell_not_a_pressure"),
        ({"血压(mmHg)": "16/10kPa"}, "systolic", "cell_not_a_pressure"),
        ({"血压(mmHg)": "80/120"}, "systolic", "pressures_order"),
        ({"血压(mmHg)": "120"}, "diastolic", "pressure_alone"),
        ({"舒张压": "85"}, "diastolic", "pressure_twice"),
        ({"舒张压": "120/85"}, "diastolic", "cell_not_a_pressure"),
        ({"血压(mmHg)": "400/80"}, "systolic", "value_out_of_range"),
        ({"空腹血糖": "100mg/dL"}, "glucose", "cell_not_a_measure"),
        ({"空腹血糖": "0"}, "glucose", "value_out_of_range"),
        ({"BMI": "偏瘦"}, "bmi", "cell_not_a_measure"),
        ({"自理能力": "良好"}, "self_care", "cell_not_in_list"),
        ({"是否指导": "也许"}, "guidance", "cell_neither_yes_nor_no"),
        (dict.fromkeys(CHECK_UPS[4:], ""), "", "check_up_without_result"),
    ],
)
def test_dirt_in_tables_of_check_ups(world, patients, people, cells, field, code):
    place(world.towns[0], "荷叶敬老院", "town_care_home")
    batch = check(
        book_of(CHECK_UPS, examined(12, **cells)), kind="check_ups", viewer=viewer_of(people.doctor)
    )
    assert said(batch) == [(2, field, code)]


def test_a_second_check_up_of_a_day_is_refused(patients, people):
    viewer = viewer_of(people.doctor)
    take(book_of(CHECK_UPS, examined(12)), kind="check_ups", viewer=viewer)
    batch = check(book_of(CHECK_UPS, examined(12, BMI="24")), kind="check_ups", viewer=viewer)
    assert said(batch) == [(2, "occurred_on", "check_up_exists")]


def test_taking_elders_back_removes_what_rules_made_of_them(world):
    viewer = platform_viewer(on=TODAY)
    batch = take(
        book_of(
            HEAD, person(12, 证件号码=number(12, date(1930, 5, 6))), person(14, 姓名="李桂珍"), person(16)
        )
    )
    plain, stated, other = Elder.objects.order_by("pk")
    add_fact(
        viewer=viewer,
        elder=stated,
        kind="category",
        values={"code": "low_income"},
        valid_from=date(2018, 1, 1),
    )
    add_check_up(
        viewer=viewer, elder=other, entry=CheckUpEntry(occurred_on=date(2018, 7, 1), bmi=Decimal(22))
    )
    derive_memberships([plain.pk])
    Finding.objects.create(check_code="phone_missing", group="missing", elder=plain, valid_from=TODAY)
    DuplicatePair.objects.create(first=plain, second=other, score=60)
    assert Membership.objects.filter(elder=plain).exists()
    undone = undo(batch)
    assert (undone.withdrawn, undone.kept) == (1, 2)
    assert list(Elder.objects.order_by("pk")) == [stated, other]
    left = (Residence, FieldSource, Finding, DuplicatePair, Membership)
    assert [
        model.objects.filter(**{"first" if model is DuplicatePair else "elder": plain.pk}).count()
        for model in left
    ] == [0] * 5
    kept = {row.number: row.findings[0].reason.code for row in rows_of(batch, outcomes=("kept",))}
    assert kept == {3: "kept_in_use", 4: "kept_in_use"}


def test_a_finding_that_counts_as_use_would_be_noticed(world, monkeypatch):
    batch = take(book_of(HEAD, person(12)))
    Finding.objects.create(
        check_code="phone_missing", group="missing", elder=Elder.objects.get(), valid_from=TODAY
    )
    monkeypatch.setattr(Finding, "FOLLOWS_SUBJECT", False)
    assert undo(batch).kept == 1
    assert withdrawing.reasons_to_keep(Elder, versions={0: 1})[1][0].code == "kept_gone"


def test_values_set_back_are_spoken_for_by_who_said_them(world):
    viewer = platform_viewer(on=TODAY)
    take(book_of(HEAD, person(12, 联系电话="13900000000")), viewer=viewer)
    elder = Elder.objects.get()
    FieldSource.objects.create(elder=elder, field="phone", source="family", stated_by="女儿", stated_on=TODAY)
    batch = take(book_of(HEAD, person(12, 联系电话="13911112222")), viewer=viewer)
    assert FieldSource.objects.filter(elder=elder, field="phone").order_by("pk").last().source == "import"
    undo(batch)
    assert FieldSource.objects.filter(elder=elder, field="phone").order_by("pk").last().source == "family"
