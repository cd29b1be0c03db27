"""The register of staff: entering, certificates that count, sites, closing, batches, scope."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.domains.workforce.conftest import make_entry
from yiyang.access.models import Account, Post
from yiyang.audit.models import Act
from yiyang.audit.versions import Stale
from yiyang.domains.institutions.rules.duties import StaffCounts
from yiyang.domains.workforce import actions, queries
from yiyang.domains.workforce.actions import batches
from yiyang.domains.workforce.models import Practice, Qualification, Staff
from yiyang.domains.workforce.queries import StaffFilter
from yiyang.domains.workforce.rules.registration import CertificateEntry
from yiyang.kernel.refused import Refused

DAY = factories.TODAY


def certificate(**change):
    stated = {"kind": "nurse", "number": "N1", "authority": "卫生局", "issued_on": date(2014, 1, 1)}
    return CertificateEntry(**(stated | change))


def counts(organisation, *, on=DAY):
    return queries.staff_counts(ids=[organisation.pk], on=on).get(organisation.pk)


def test_a_person_is_entered_with_site_and_certificate(employ, clinic):
    staff = employ(clinic, title="attending_doctor")
    assert (staff.sex, staff.name_initials) == ("1", "cys")
    assert counts(clinic) == StaffCounts(doctors=1, doctors_five_years=1)
    assert counts(clinic, on=date(2016, 12, 31)) is None
    assert Act.objects.filter(kind="staff.register").count() == 1


def test_number_is_sealed_and_entered_once(employ, viewer, clinic):
    staff = employ(clinic)
    number = Staff.objects.get().identity_number
    assert number not in str(Staff.objects.values().get())
    with pytest.raises(Refused) as refused:
        employ(clinic, identity_number=number, certificate=None)
    assert refused.value.codes == ("staff_exists",)
    assert Staff.objects.get() == staff


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"name": " "}, ("staff_name_missing",)),
        ({"identity_number": "123"}, ("identity_length",)),
        ({"phone": "12"}, ("staff_phone_format",)),
        ({"title": "king"}, ("staff_not_in_list",)),
        ({"hours": 0}, ("hours_missing",)),
        ({"hours": 45}, ("hours_too_many",)),
        ({"since": date(2009, 12, 31)}, ("site_not_open",)),
        ({"since": date(2018, 10, 1)}, ("day_in_future",)),
        ({"certificate": certificate(kind="king")}, ("staff_not_in_list",)),
        ({"certificate": certificate(issued_on=date(2018, 10, 1))}, ("qualification_in_future",)),
        ({"certificate": certificate(last_day=date(2013, 1, 1))}, ("qualification_order",)),
    ],
)
def test_entries_that_cannot_be_are_refused(employ, clinic, change, codes):
    with pytest.raises(Refused) as refused:
        employ(clinic, **change)
    assert refused.value.codes == codes
    assert (Staff.objects.count(), Qualification.objects.count()) == (0, 0)


def test_an_expired_certificate_counts_for_nothing(employ, viewer, clinic):
    staff = employ(clinic, certificate=certificate(last_day=DAY))
    assert counts(clinic).nurses == 1
    assert counts(clinic, on=DAY + timedelta(days=1)).nurses == 0
    (row,) = queries.counts_by_kind(organisation_id=clinic.pk, on=DAY)
    assert (row["code"], row["valid"], row["ending"], row["lapsed"]) == ("nurse", 1, 1, 0)
    renewal = certificate(number="N2", issued_on=date(2018, 9, 1), last_day=date(2023, 8, 31))
    actions.add_qualification(viewer=viewer, staff=staff, version=1, entry=renewal)
    assert counts(clinic, on=DAY + timedelta(days=1)).nurses == 1
    assert queries.expiring_qualifications(viewer=viewer) == []


def test_five_years_of_practice_begin_with_the_licence(employ, clinic):
    held = certificate(kind="licensed_doctor", number="D", issued_on=date(2013, 10, 1))
    employ(clinic, certificate=held)
    assert counts(clinic).doctors_five_years == 0
    assert counts(clinic, on=date(2018, 10, 1)).doctors_five_years == 1


def test_title_of_the_day_makes_a_nurse_in_charge(employ, viewer, clinic):
    staff = employ(clinic, certificate=certificate(), title="nurse_senior")
    actions.set_title(
        viewer=viewer, staff=staff, version=1, title="nurse_in_charge", valid_from=date(2018, 6, 1)
    )
    assert counts(clinic, on=date(2018, 5, 31)).nurses_in_charge == 0
    assert counts(clinic, on=date(2018, 6, 1)).nurses_in_charge == 1


def test_two_people_at_one_record(employ, viewer, clinic):
    staff = employ(clinic)
    actions.change_staff(viewer=viewer, staff=staff, version=1, name="陈大夫", phone="13900000000")
    with pytest.raises(Stale) as stale:
        actions.change_staff(viewer=viewer, staff=staff, version=1, name="陈某", phone="")
    assert stale.value.changes == {"name": ["陈医生", "陈大夫"], "phone": ["", "139****0000"]}
    assert Staff.objects.get().name == "陈大夫"


def test_further_site_counts_at_both_and_ends_first(employ, viewer, clinic, site):
    staff, home = employ(clinic, hours=36), site("敬老院", kind="town_care_home")
    entry = actions.PracticeEntry(
        organisation=home, is_main=False, hours_week=8, grassroots_hours=8, valid_from=date(2018, 2, 1)
    )
    further = actions.add_practice(viewer=viewer, staff=staff, version=1, entry=entry)
    assert (counts(clinic).doctors, counts(home).doctors) == (1, 1)
    main = Practice.objects.get(is_main=True)
    with pytest.raises(Refused) as refused:
        actions.end_practice(viewer=viewer, practice=main, version=2, last=date(2018, 8, 31))
    assert refused.value.codes == ("further_sites_stand",)
    actions.end_practice(viewer=viewer, practice=further, version=2, last=date(2018, 8, 31))
    actions.end_practice(viewer=viewer, practice=main, version=3, last=date(2018, 8, 31))
    assert (counts(clinic).doctors, counts(home).doctors) == (0, 0)
    assert counts(home, on=date(2018, 8, 31)).doctors == 1


def test_closing_ends_every_practice_there(employ, viewer, clinic):
    employ(clinic)
    employ(clinic, name="李医生")
    ended = actions.end_practices_at(viewer=viewer, organisation=clinic, closed_from=date(2018, 9, 1))
    assert ended == 2
    assert set(Practice.objects.values_list("valid_to", flat=True)) == {date(2018, 9, 1)}
    assert Act.objects.filter(kind="staff.practice.end").count() == 2


def test_a_batch_answers_entry_by_entry(viewer, clinic):
    good, twin = make_entry(clinic), make_entry(clinic, name=" ")
    again = make_entry(clinic, identity_number=good.person.identity_number)
    other = make_entry(clinic, name="李医生")
    outcomes = actions.register_staff_batch(viewer=viewer, entries=[good, twin, again, other])
    assert [[reason.code for reason in outcome.reasons] for outcome in outcomes] == [
        [],
        ["staff_name_missing"],
        ["staff_exists"],
        [],
    ]
    made = [outcome.pk for outcome in outcomes if outcome.pk]
    assert made == list(Staff.objects.order_by("pk").values_list("pk", flat=True))
    repeated = actions.register_staff_batch(viewer=viewer, entries=[good])
    assert [reason.code for reason in repeated[0].reasons] == ["qualification_exists", "staff_exists"]


def test_a_batch_that_forgets_whom_it_entered_is_still_refused(viewer, clinic, monkeypatch):
    """The planted twin: without the memory of the batch the unique index still refuses, entry by entry."""
    good = make_entry(clinic)
    again = make_entry(clinic, identity_number=good.person.identity_number)
    real = batches.judge_entry
    monkeypatch.setattr(
        batches, "judge_entry", lambda entry, viewer, taken: real(entry, viewer=viewer, taken=())
    )
    outcomes = actions.register_staff_batch(viewer=viewer, entries=[good, again])
    assert [[reason.code for reason in outcome.reasons] for outcome in outcomes] == [[], ["staff_exists"]]
    assert Staff.objects.count() == 1


def viewer_at(organisation, role="home_manager"):
    account = Account.objects.create(username=f"at{organisation.pk}", display_name="馆长")
    Post.objects.create(
        account=account, role=role, organisation_id=organisation.pk, valid_from=date(2010, 1, 1)
    )
    return factories.viewer_of(account)


def test_a_manager_sees_and_writes_the_own_staff_only(employ, clinic, site):
    home, other = site("敬老院", kind="town_care_home"), site("乙敬老院", kind="town_care_home")
    own, foreign = employ(home, name="王护理"), employ(other, name="赵护理")
    manager = viewer_at(home)
    assert queries.list_staff(viewer=manager, narrowed=StaffFilter()) == [own]
    assert queries.find_staff(viewer=manager, public_id=foreign.public_id) is None
    assert actions.register_staff(viewer=manager, entry=make_entry(home, name="孙护理")).name == "孙护理"
    with pytest.raises(Refused) as refused:
        actions.register_staff(viewer=manager, entry=make_entry(other))
    assert refused.value.codes == ("outside_your_organisations",)
    with pytest.raises(Refused) as refused:
        actions.change_staff(viewer=manager, staff=foreign, version=1, name="甲", phone="")
    assert refused.value.codes == ("outside_your_organisations",)


def test_lists_narrow(employ, viewer, clinic, site):
    nurse = employ(clinic, name="王护士", certificate=certificate(last_day=date(2018, 10, 31)))
    employ(site("西塘卫生院", town=1), name="张医生")
    for narrowed, expected in (
        (StaffFilter(kind="nurse"), [nurse]),
        (StaffFilter(is_expiring=True), [nurse]),
        (StaffFilter(text="王"), [nurse]),
        (StaffFilter(text="whs"), [nurse]),
        (StaffFilter(organisation_id=clinic.pk), [nurse]),
        (StaffFilter(area_path=clinic.area.path), [nurse]),
        (StaffFilter(text="没有"), []),
    ):
        assert queries.list_staff(viewer=viewer, narrowed=narrowed) == expected, narrowed
