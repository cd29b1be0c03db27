"""Each kind of table: new rows, rows that change something, faulty rows, the same again, and taking back."""

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist

from tests.factories import (
    TODAY,
    make_contract,
    make_elder,
    make_organisation,
    make_team,
    platform_viewer,
    viewer_of,
)
from tests.flows.imports.tables import HEAD, book_of, check, number, person, said, take
from yiyang.audit.models import Act, Outbox
from yiyang.domains.contracts.models import Agreement, Contract
from yiyang.domains.elders.actions import change_elder
from yiyang.domains.elders.models import Elder, LivingArrangement, Residence
from yiyang.domains.institutions.actions import OrganisationEntry, register_organisation, set_beds
from yiyang.domains.institutions.models import BedCapacity, Organisation
from yiyang.domains.intake.actions import apply_batch, undo_batch
from yiyang.domains.intake.actions.applying import CHUNK_ROWS
from yiyang.domains.intake.queries import rows_of
from yiyang.flows.imports.kinds import all_kinds
from yiyang.flows.imports.work import work_batches
from yiyang.kernel.refused import Refused

pytestmark = pytest.mark.django_db


def undo(batch):
    viewer = platform_viewer(on=TODAY)
    undo_batch(viewer=viewer, batch=batch, count=batch.created + batch.updated)
    work_batches(pk=batch.pk)
    batch.refresh_from_db()
    return batch


def home(area, name="荷叶敬老院", kind="town_care_home"):
    entry = OrganisationEntry(name=name, kind=kind, area=area, ownership="public", opened_on=date(2010, 1, 1))
    return register_organisation(viewer=platform_viewer(), entry=entry)


def test_codes_labels_and_columns_are_whole():
    kinds = all_kinds()
    assert [kind.code for kind in kinds] == [
        "elders", "organisations", "contracts", "agreements", "beds", "staff", "check_ups",
    ]  # fmt: skip
    for kind in kinds:
        assert kind.required
        for column in kind.columns:
            assert not column.sample or column.read(column.sample) is not None


def test_elders_leave_an_act_each_and_one_line_for_workers(world):
    before = Outbox.objects.count()
    batch = take(book_of(HEAD, person(12), person(14, 姓名="李桂珍"), person(16, 姓名="王玉兰")))
    assert (batch.created, Act.objects.filter(kind="elder.register").count()) == (3, 3)
    assert Outbox.objects.count() - before == 1
    for elder in Elder.objects.all():
        assert elder.residences.get().area == world.village
        assert elder.living_arrangements.get().kind == "home"
        assert Act.objects.get(object_type="elders.elder", object_id=elder.pk).elder_ids == [elder.pk]
    assert Elder.objects.get(name="李桂珍").name_initials == "lgz"


def test_elders_are_brought_up_to_date_and_restored(world, people):
    viewer = viewer_of(people.doctor)
    elder = make_elder(world.village, number=number(40), name="李桂珍", phone="13900000000", address="旧址")
    content = book_of(HEAD, person(40, 姓名="李桂珍", 联系电话="13911112222", 住址="新址"), person(12))
    batch = take(content, viewer=viewer)
    elder.refresh_from_db()
    assert (batch.created, batch.updated, elder.phone, elder.address) == (1, 1, "13911112222", "新址")
    act = Act.objects.get(kind="elder.change")
    assert act.detail["changes"]["phone"] == ["139****0000", "139****2222"]
    undone = undo(batch)
    elder.refresh_from_db()
    assert (undone.withdrawn, elder.phone, elder.address) == (2, "13900000000", "旧址")
    assert list(Elder.objects.all()) == [elder]


def test_elders_of_another_town_are_not_touched(world, people):
    make_elder(world.villages[2], number=number(40), name="李桂珍")
    make_elder(world.villages[1], number=number(42), name="王玉兰")
    rows = [person(40), person(42, 姓名="王玉兰"), person(12, **{"村(社区)代码": "442000002001"})]
    batch = check(book_of(HEAD, *rows), viewer=viewer_of(people.doctor))
    assert said(batch) == [
        (2, "identity_number", "elder_exists"),
        (3, "village_code", "lives_elsewhere"),
        (4, "village_code", "outside_your_villages"),
    ]


def test_a_namesake_of_the_same_birth_is_suspected(world):
    make_elder(world.village, number=number(40))
    content = book_of(HEAD, person(12))
    batch = check(content)
    assert (said(batch), batch.duplicates, batch.valid) == (
        [(2, "identity_number", "namesake_of_same_age")],
        1,
        0,
    )
    taken = take(content, take_suspects=True)
    assert (taken.created, Elder.objects.count()) == (1, 2)


def test_all_or_nothing_waits_for_a_table_in_order(world):
    with pytest.raises(Refused) as refused:
        take(book_of(HEAD, person(12), person(14, 姓名="")), choice="all_or_nothing")
    assert refused.value.codes == ("not_all_in_order",)
    assert take(book_of(HEAD, person(12), person(14, 姓名="李桂珍")), choice="all_or_nothing").created == 2


def test_all_or_nothing_turns_back_when_a_row_is_refused_on_the_way(world):
    born = [date(1930 + at % 20, 1 + at // 20 % 12, 1 + at // 240) for at in range(CHUNK_ROWS + 1)]
    rows = [person(12, 姓名=f"张{at}", 证件号码=number(12, birth)) for at, birth in enumerate(born)]
    batch = check(book_of(HEAD, *rows))
    make_elder(world.village, number=number(12, born[-1]), name="抢先者")
    apply_batch(viewer=platform_viewer(on=TODAY), batch=batch, choice="all_or_nothing")
    work_batches()
    batch.refresh_from_db()
    assert (batch.state, batch.withdrawn, batch.fault["code"]) == ("undone", CHUNK_ROWS, "undone_by_refusal")
    assert [elder.name for elder in Elder.objects.all()] == ["抢先者"]


def test_taking_back_keeps_and_lists_what_was_touched_since(world):
    batch = take(book_of(HEAD, person(12), person(14, 姓名="李桂珍"), person(16, 姓名="王玉兰")))
    edited, signed = Elder.objects.get(name="李桂珍"), Elder.objects.get(name="王玉兰")
    change_elder(viewer=platform_viewer(), elder=edited, version=1, changes={"address": "改过"})
    make_contract(signed, make_team(world.towns[0]))
    undone = undo(batch)
    assert (undone.withdrawn, undone.kept) == (1, 2)
    kept = [(row.number, row.findings[0].reason.code) for row in rows_of(batch, outcomes=("kept",))]
    assert kept == [(3, "kept_changed_since"), (4, "kept_in_use")]
    assert sorted(elder.name for elder in Elder.objects.all()) == ["李桂珍", "王玉兰"]
    assert Residence.objects.count() == LivingArrangement.objects.count() == 2
    assert Act.objects.filter(kind="elder.withdraw").count() == 1


ORGANISATIONS = (
    "机构名称",
    "机构类型",
    "所在区划",
    "办别",
    "成立日期",
    "医院级别",
    "统一社会信用代码",
    "地址",
    "办公电话",
)


def test_organisations(world):
    old = home(world.towns[0])
    rows = [
        ("荷叶敬老院", "敬老院", "东塘镇", "公办", "2010-01-01", "", "", "新址 8 号", "0760-88880000"),
        ("东塘医院", "综合医院", "442000001000", "公立", "2015.3.1", "二级", "", "", ""),
        ("东塘诊所", "诊所", "东塘镇", "民营", "2016年1月1日", "二级", "", "", ""),
        ("", "外星", "无此镇", "公办", "2016", "", "", "", ""),
    ]
    content = book_of(ORGANISATIONS, *rows)
    batch = take(content, kind="organisations")
    assert said(batch) == [
        (4, "level", "level_without_hospital"),
        (5, "name", "cell_missing"),
        (5, "kind", "cell_not_in_list"),
        (5, "area", "place_unknown"),
        (5, "opened_on", "cell_day_without_month"),
    ]
    assert (batch.created, batch.updated) == (1, 1)
    old.refresh_from_db()
    assert (old.address, old.contact_phone) == ("新址 8 号", "076088880000")
    assert Organisation.objects.get(name="东塘医院").profiles.get().level == 2
    assert check(content, kind="organisations").same == 2
    undone = undo(batch)
    old.refresh_from_db()
    assert (undone.withdrawn, old.address, Organisation.objects.count()) == (2, "", 1)


def test_beds(world):
    place = home(world.towns[0])
    set_beds(
        viewer=platform_viewer(),
        organisation=place,
        version=1,
        beds={"general": 50},
        valid_from=date(2016, 1, 1),
    )
    head = ("机构名称", "起始日期", "普通床位数", "护理型床位", "康复床位数")
    content = book_of(
        head,
        ("荷叶敬老院", "2018-07-01", "80张", 20, ""),
        ("无此院", "2018-07-01", 1, "", ""),
        ("荷叶敬老院", "2019-01-01", "约80", "", "-3"),
    )
    batch = take(content, kind="beds")
    assert said(batch) == [
        (3, "organisation", "organisation_not_found"),
        (4, "beds_general", "cell_not_a_number"),
        (4, "beds_rehabilitation", "cell_negative"),
    ]
    assert (batch.updates, batch.updated) == (1, 1)
    rows = list(BedCapacity.objects.order_by("kind", "valid_from").values_list("kind", "beds", "valid_from"))
    assert rows == [
        ("general", 50, date(2016, 1, 1)), ("general", 80, date(2018, 7, 1)), ("nursing", 20, date(2018, 7, 1)),
    ]  # fmt: skip
    assert check(content, kind="beds").same == 1
    undone = undo(batch)
    assert undone.withdrawn == 1
    rows = list(BedCapacity.objects.values_list("kind", "beds", "valid_from", "valid_to"))
    assert rows == [("general", 50, date(2016, 1, 1), None)]


def test_agreements(world):
    home(world.towns[0])
    home(world.towns[0], name="东塘卫生院", kind="town_clinic")
    head = ("养老机构", "医疗机构", "合作形式", "合作内容", "首日", "末日")
    content = book_of(
        head,
        ("荷叶敬老院", "东塘卫生院", "签约", "急诊急救、双向转诊", "2018-07-01", "2019-06-30"),
        ("荷叶敬老院", "无此院", "", "", "2018-07-01", "2019-06-30"),
        ("东塘卫生院", "荷叶敬老院", "", "双向转诊", "2018-07-01", "2018-06-30"),
    )
    batch = check(content, kind="agreements")
    found = said(batch)
    assert (3, "provider", "organisation_not_found") in found
    assert (3, "contents", "cell_missing") in found
    assert {code for row, _field, code in found if row == 4} >= {
        "not_a_receiver",
        "not_a_provider",
        "end_before_begin",
    }
    if batch.valid == 0:
        pytest.fail(str(found))
    taken = take(content, kind="agreements")
    assert (taken.created, Agreement.objects.get().contents) == (1, ["emergency", "referral"])
    assert check(content, kind="agreements").same == 1
    assert (undo(taken).withdrawn, Agreement.objects.count()) == (1, 0)


CONTRACTS = ("证件号码", "姓名", "签约团队", "服务包", "签约日期", "首日", "末日")


def test_contracts(world, people):
    viewer = viewer_of(people.doctor)
    team = make_team(world.towns[0])
    for serial in (12, 14, 16):
        make_elder(world.village, number=number(serial), name=f"李{serial}")
    make_elder(world.villages[2], number=number(40))
    good = ("", "老年人基础包", "2018-07-01", "", "2019-06-30")
    content = book_of(
        CONTRACTS,
        (number(12), "李12", *good),
        (number(14), "别人", *good),
        (number(16), "", "无此队", *good[1:]),
        (number(40), "", *good),
        (number(44), "", *good),
        (number(12), "", "", "老年人基础包", "2018-08-01", "", "2019-06-30"),
    )
    batch = take(content, kind="contracts", viewer=viewer)
    assert said(batch) == [
        (3, "name", "elder_name_differs"),
        (4, "team", "team_not_found"),
        (5, "identity_number", "elder_not_found"),
        (6, "identity_number", "elder_not_found"),
        (7, "", "signed_elsewhere"),
    ]
    contract = Contract.objects.get()
    assert (batch.created, contract.team, contract.valid_from, contract.term_to) == (
        1, team, date(2018, 7, 1), date(2019, 7, 1),
    )  # fmt: skip
    assert Act.objects.filter(kind="contract.sign", object_id=contract.pk).count() == 1
    assert check(content, kind="contracts", viewer=viewer).same == 1
    undo_batch(viewer=viewer, batch=batch, count=1)
    work_batches()
    with pytest.raises(ObjectDoesNotExist):
        contract.refresh_from_db()


def test_organisations_named_twice_ask_for_the_code(world):
    make_organisation(world.towns[0], name="同名院", kind="care_home")
    make_organisation(world.towns[1], name="同名院", kind="care_home")
    batch = check(book_of(("机构名称", "起始日期", "普通床位数"), ("同名院", "2018-07-01", 1)), kind="beds")
    assert said(batch) == [(2, "organisation", "organisation_ambiguous")]
