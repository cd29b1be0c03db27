import html
import re
from datetime import date

import pytest
from django.urls import reverse

from tests.factories import TODAY, make_contract, make_elder, make_team
from yiyang.audit.models import Act, Outbox, RequestKey
from yiyang.domains.contracts.models import Contract
from yiyang.domains.elders.models import Elder

pytestmark = pytest.mark.django_db
TOKEN, OTHER_TOKEN = "0" * 32, "1" * 32


def text_of(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def sign_address(elder):
    return reverse("contract_sign", args=[elder.public_id])


def signing(by, /, **changed):
    return {
        "token": TOKEN,
        "team": by.pk,
        "package": "elder_basic",
        "signed_on": "2018-09-30",
        "valid_from": "2018-09-30",
        "last_day": "2019-09-29",
        **changed,
    }


def test_the_form_offers_the_teams_of_the_village_and_a_year(doctor, world, elder, team):
    make_team(world.towns[1], name="西镇团队")
    page = doctor.get(sign_address(elder)).content.decode()
    assert (f'<option value="{team.pk}">荷花团队' in page, "西镇团队" in page) == (True, False)
    for name, value in {"signed_on": TODAY, "valid_from": TODAY, "last_day": "2019-09-29"}.items():
        assert f'name="{name}" value="{value}"' in page
    assert "Basic package for elders" in page


def test_a_village_without_a_team_is_told(doctor, elder):
    assert "No team serves this village" in text_of(doctor.get(sign_address(elder)))


def test_signing_leads_to_the_record_with_the_contract(doctor, elder, team):
    answer = doctor.post(sign_address(elder), signing(team), follow=True)
    assert answer.redirect_chain == [(reverse("elder_record", args=[elder.public_id]), 302)]
    assert "The contract is signed." in text_of(answer)
    contract = Contract.objects.get()
    assert (contract.elder, contract.team, contract.valid_from, contract.valid_to) == (
        elder,
        team,
        TODAY,
        date(2019, 9, 30),
    )
    assert Act.objects.filter(kind="contract.sign").count() == 1


def test_the_form_sent_twice_signs_once(doctor, elder, team):
    answers = [doctor.post(sign_address(elder), signing(team)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Contract.objects.count() == 1
    assert Act.objects.filter(kind="contract.sign").count() == 1
    assert Outbox.objects.filter(act__kind="contract.sign").count() == 1


REFUSALS = [
    (
        {"package": "senior_60"},
        "The elder is 73; this package is for people up to 64: choose another one.",
        "该老年人73岁，此服务包限64岁及以下，请另选服务包。",
    ),
    (
        {"last_day": "2018-09-29"},
        "The last day 2018-09-29 lies before the first day 2018-09-30; correct one of them.",
        "最后一日 2018-09-29 早于生效日期 2018-09-30，请更正其一。",
    ),
    (
        {"last_day": "2021-10-01"},
        "The term is longer than 3 years; choose an earlier last day.",
        "协议期超过 3 年，请选择更早的最后一日。",
    ),
    (
        {"signed_on": "2018-10-01", "valid_from": "2018-10-01"},
        "The day of signing 2018-10-01 lies after today, 2018-09-30; correct it.",
        "签约日期 2018-10-01 晚于今天 2018-09-30，请更正。",
    ),
    (
        {"valid_from": "2018-09-29"},
        "The first day 2018-09-29 lies before the day of signing 2018-09-30; correct one of them.",
        "生效日期 2018-09-29 早于签约日期 2018-09-30，请更正其一。",
    ),
    (
        {"valid_from": "2019-12-01", "last_day": "2020-01-01"},
        "The first day 2019-12-01 lies more than 366 days after the day of signing; choose an earlier one.",
        "生效日期 2019-12-01 晚于签约日期超过 366 天，请选择更早的日期。",
    ),
    (
        {"signed_on": "2015-01-01", "valid_from": "2015-01-01", "last_day": "2015-12-31"},
        "The package 'elder_basic' is not offered on 2015-01-01; choose another package or another day.",
        "服务包“elder_basic”在 2015-01-01 不提供，请另选服务包或日期。",
    ),
    (
        {"last_day": "2018-02-30"},
        "Enter a real day as year-month-day, for example 2018-09-30.",
        "请输入真实日期，按年-月-日，如 2018-09-30。",
    ),
    ({"last_day": ""}, "The day is empty; enter it as year-month-day.", "日期未填写，请按年-月-日填写。"),
    ({"package": ""}, "No package is chosen; choose one.", "未选择服务包，请选择一个。"),
    ({"team": ""}, "No team is chosen; choose the elder's team.", "未选择团队，请选择服务该老年人的团队。"),
]


@pytest.mark.parametrize(("changed", "english", "chinese"), REFUSALS)
def test_a_wrong_contract_is_refused_in_the_readers_language(
    people, sign_in, elder, team, changed, english, chinese
):
    form = signing(team, **changed)
    for language, sentence in (("en", english), ("zh-hans", chinese)):
        answer = sign_in(people.doctor, language).post(sign_address(elder), form)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in text_of(answer)
        for name in ("signed_on", "valid_from", "last_day"):
            if form[name]:
                assert f'name="{name}" value="{form[name]}"' in page
        if form["package"]:
            assert f'<option value="{form["package"]}" selected>' in page
    assert (Contract.objects.count(), RequestKey.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("prepare", "english", "chinese"),
    [
        (
            make_contract,
            (
                "The elder has a contract with 荷花团队 until 2018-12-31; end that contract first, or sign again after "
                "that day."
            ),
            "该老年人已与荷花团队签约，有效期至 2018-12-31。请先终止原协议，或在此后再签约。",
        ),
        (
            lambda elder, team: Elder.objects.filter(pk=elder.pk).update(death_date=date(2018, 9, 1)),
            "The elder died on 2018-09-01; no contract can begin after that day.",
            "该老年人已于 2018-09-01 去世，不能再签约。",
        ),
        (
            lambda elder, team: Elder.objects.filter(pk=elder.pk).update(birth_date=date(1953, 10, 1)),
            "The elder is 64; this package is for people from 65 on: choose another one.",
            "该老年人64岁，此服务包限65岁及以上，请另选服务包。",
        ),
    ],
)
def test_an_elder_who_cannot_sign_is_refused(people, sign_in, elder, team, prepare, english, chinese):
    prepare(elder, team)
    before = Contract.objects.count()
    for language, sentence in (("en", english), ("zh-hans", chinese)):
        answer = sign_in(people.doctor, language).post(sign_address(elder), signing(team))
        assert answer.status_code == 422
        assert sentence in text_of(answer)
    assert Contract.objects.count() == before


def test_the_same_form_mended_goes_through(doctor, elder, team):
    assert doctor.post(sign_address(elder), signing(team, last_day="2018-01-01")).status_code == 422
    assert doctor.post(sign_address(elder), signing(team)).status_code == 302


def test_a_team_of_another_area_cannot_be_posted(doctor, world, elder, team):
    other = make_team(world.towns[1], name="西镇团队")
    answer = doctor.post(sign_address(elder), signing(other))
    assert (answer.status_code, Contract.objects.count()) == (422, 0)


def ending(**changed):
    return {"token": TOKEN, "version": 1, "last_day": "2018-09-30", "reason": "moved", **changed}


def test_ending_says_what_follows_and_ends(doctor, elder, contract):
    address = reverse("contract_end", args=[contract.pk])
    assert "An ended contract cannot be taken up again" in text_of(doctor.get(address))
    answer = doctor.post(address, ending(), follow=True)
    assert answer.redirect_chain == [(reverse("elder_record", args=[elder.public_id]), 302)]
    contract.refresh_from_db()
    assert (contract.state, contract.valid_to, contract.end_reason) == ("ended", date(2018, 10, 1), "moved")
    assert doctor.post(address, ending()).status_code == 302
    assert Act.objects.filter(kind="contract.end").count() == 1


@pytest.mark.parametrize(
    ("changed", "english", "chinese"),
    [
        (
            {"last_day": "2019-01-01"},
            "The last day 2019-01-01 is outside the contract's days 2018-01-01 to 2018-12-31; choose one within.",
            "最后一日 2019-01-01 不在协议期 2018-01-01 至 2018-12-31 内，请选择期内的日期。",
        ),
        (
            {"reason": ""},
            "No reason is chosen; choose why the contract ends.",
            "未选择原因，请选择终止签约的原因。",
        ),
    ],
)
def test_a_wrong_end_is_refused(people, sign_in, contract, changed, english, chinese):
    for language, sentence in (("en", english), ("zh-hans", chinese)):
        answer = sign_in(people.doctor, language).post(
            reverse("contract_end", args=[contract.pk]), ending(**changed)
        )
        assert answer.status_code == 422
        assert sentence in text_of(answer)
    contract.refresh_from_db()
    assert contract.state == "active"


def test_the_second_to_end_is_told_what_was_done(people, sign_in, contract):
    address = reverse("contract_end", args=[contract.pk])
    sign_in(people.doctor).post(address, ending())
    late = ending(token=OTHER_TOKEN, last_day="2018-11-01", reason="other")
    english = sign_in(people.doctor).post(address, late)
    assert english.status_code == 409
    assert "last day: 2018-12-31 → 2018-09-30" in text_of(english)
    chinese = sign_in(people.doctor, "zh-hans").post(address, {**late, "version": 2})
    assert chinese.status_code == 422
    assert "状态为“已提前终止”时不能办理“提前终止”，目前可办理：无。" in text_of(chinese)
    contract.refresh_from_db()
    assert (contract.end_reason, contract.version) == ("moved", 2)


def test_the_list_shows_the_doctor_while_the_contract_holds(doctor, world, elder, contract):
    make_elder(world.village, name="未签人")
    page = doctor.get(reverse("elder_list")).content.decode()
    assert (page.count("荷花团队"), page.count("Not signed")) == (1, 1)
    doctor.post(reverse("contract_end", args=[contract.pk]), ending(last_day="2018-09-29"))
    page = doctor.get(reverse("elder_list")).content.decode()
    assert (page.count("荷花团队"), page.count("Not signed")) == (0, 2)
