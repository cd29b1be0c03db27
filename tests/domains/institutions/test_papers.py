"""Papers, both papers on a day, lights before the end, links, places."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.audit.versions import Stale
from yiyang.domains.institutions import actions, queries
from yiyang.domains.institutions.models import Organisation, OrganisationLink, Paper
from yiyang.domains.institutions.rules.combined import combined_answer
from yiyang.domains.institutions.rules.expiry import expiry_of, warned_until
from yiyang.domains.institutions.rules.modes import ModeFacts, judge_modes
from yiyang.kernel.refused import Refused

DAY = date(2018, 9, 30)
MEDICAL, REGISTERED, LICENSED, FILED = "medical_licence", "care_registration", "care_licence", "care_filing"


@pytest.mark.parametrize(
    ("left", "step", "light"),
    [
        (91, "later", "green"),
        (90, "notice", "amber"),
        (31, "notice", "amber"),
        (30, "due", "amber"),
        (8, "due", "amber"),
        (7, "urgent", "red"),
        (0, "urgent", "red"),
        (-1, "lapsed", "red"),
    ],
)
def test_lights_before_the_end(left, step, light):
    end = DAY + timedelta(days=left + 1)
    expiry = expiry_of(date(2010, 1, 1), end, on=DAY)
    assert (expiry.step, expiry.light, expiry.days_left) == (step, light, left)
    assert (end < warned_until(DAY)) == (step != "later")


def test_without_end_and_before_the_beginning():
    assert expiry_of(date(2010, 1, 1), None, on=DAY).step == "open_ended"
    assert expiry_of(date(2018, 10, 1), None, on=DAY).light == "grey"


@pytest.mark.parametrize(
    ("held", "day", "holds"),
    [
        ({MEDICAL, REGISTERED, LICENSED}, date(2018, 9, 30), True),
        ({MEDICAL, REGISTERED, FILED}, date(2020, 1, 1), True),
        ({MEDICAL, REGISTERED}, date(2020, 1, 1), False),
        ({MEDICAL, FILED}, date(2020, 1, 1), False),
        ({REGISTERED, FILED}, date(2020, 1, 1), False),
        ({MEDICAL, REGISTERED, FILED}, date(1990, 1, 1), False),
        (set(), date(2020, 1, 1), False),
    ],
)
def test_both_papers_by_the_rule_of_the_day(held, day, holds):
    assert combined_answer(held, on=day).holds == holds


@given(st.sets(st.sampled_from([MEDICAL, REGISTERED, LICENSED, FILED, "fire", "food"])))
def test_more_papers_never_take_it_away(held):
    everything = {MEDICAL, REGISTERED, LICENSED, FILED}
    assert combined_answer(held | everything, on=DAY).holds
    assert combined_answer(held, on=DAY).holds == (
        MEDICAL in held and REGISTERED in held and bool({LICENSED, FILED} & held)
    )


def modes(**change):
    facts = {
        "kind": "care_home",
        "papers": (),
        "capabilities": (),
        "care_beds": None,
        "partners": (),
        "stations": (),
    } | change
    return {mode.code for mode in judge_modes(ModeFacts(**facts)) if mode.holds}


def test_modes_are_worked_out():
    assert modes() == set()
    assert modes(papers={MEDICAL}, capabilities={"own_medical_institution"}) == {"embedded_medical"}
    assert modes(partners=("镇卫生院",)) == {"contracted"}
    assert modes(kind="hospital", papers={FILED}, care_beds=20) == {"medical_runs_care"}
    assert modes(kind="hospital", papers={FILED}) == set()
    assert modes(kind="town_clinic", capabilities={"home_sickbeds"}) == {"community_home"}
    assert modes(kind="day_care_centre", partners=("镇卫生院",)) == {"contracted", "community_home"}


def paper(**change):
    return actions.PaperEntry(
        **{"kind": MEDICAL, "number": "PDY1", "authority": "卫生局", "valid_from": date(2017, 1, 1)} | change
    )


def add(viewer, home, version=1, **change):
    return actions.add_paper(viewer=viewer, organisation=home, version=version, entry=paper(**change))


def test_paper_holds_through_its_last_day(viewer, home):
    add(viewer, home, last_day=date(2018, 9, 30))
    assert queries.paper_kinds_on(ids=[home.pk], on=date(2018, 9, 30)) == {home.pk: {MEDICAL}}
    assert queries.paper_kinds_on(ids=[home.pk], on=date(2018, 10, 1)) == {}


def test_combined_is_found_by_the_register_as_by_the_rule(viewer, home):
    for version, kind in enumerate((MEDICAL, REGISTERED, LICENSED), start=1):
        assert queries.combined_ids(ids=[home.pk], on=DAY) == set()
        add(viewer, home, version, kind=kind)
    assert queries.combined_ids(ids=[home.pk], on=DAY) == {home.pk}
    assert queries.combined_ids(ids=[home.pk], on=date(2016, 12, 31)) == set()
    listed = queries.list_organisations(viewer=viewer, is_combined=True)
    assert listed == [home]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": " "}, "paper_text_missing"),
        ({"authority": ""}, "paper_text_missing"),
        ({"kind": "passport"}, "organisation_not_in_list"),
        ({"last_day": date(2016, 12, 31)}, "paper_order"),
        ({"scope": "长" * 201}, "organisation_entry_too_long"),
    ],
)
def test_papers_that_cannot_be_are_refused(viewer, home, change, code):
    with pytest.raises(Refused) as refused:
        add(viewer, home, **change)
    assert refused.value.codes == (code,)
    assert Paper.objects.count() == 0


def test_same_paper_twice_and_an_old_version(viewer, home):
    add(viewer, home)
    with pytest.raises(Refused) as refused:
        add(viewer, home, 2)
    assert refused.value.codes == ("paper_exists",)
    with pytest.raises(Stale) as stale:
        add(viewer, home, 1, number="PDY2")
    assert stale.value.changes == {"paper_medical_licence": [None, "PDY1 2017-01-01…"]}


def test_correction_keeps_what_stood_and_an_end_ends(viewer, home):
    made = add(viewer, home)
    corrected = actions.correct_paper(viewer=viewer, paper=made, version=2, entry=paper(number="PDY9"))
    assert (corrected.number, Paper.objects.count()) == ("PDY9", 1)
    acts = [act.detail["before"] for act in queries.acts_of(home) if "before" in act.detail]
    assert [before["number"] for before in acts if before] == ["PDY1"]
    ended = actions.end_paper(viewer=viewer, paper=corrected, version=3, last=date(2018, 6, 30))
    assert ended.valid_to == date(2018, 7, 1)
    with pytest.raises(Refused) as refused:
        actions.end_paper(viewer=viewer, paper=ended, version=4, last=date(2018, 12, 31))
    assert refused.value.codes == ("paper_ended",)


def test_expiring_leaves_out_what_a_renewal_follows(viewer, home):
    add(viewer, home, last_day=date(2018, 12, 1))
    add(viewer, home, 2, kind="food", number="F1", last_day=date(2018, 11, 1))
    add(viewer, home, 3, number="PDY2", valid_from=date(2018, 12, 2), last_day=date(2023, 12, 1))
    assert [each.kind for each in queries.expiring_papers(viewer=viewer)] == ["food"]


@pytest.fixture
def clinic(town, viewer):
    entry = actions.OrganisationEntry(
        name="卫生院", kind="town_clinic", area=town, ownership="public", opened_on=date(2012, 5, 1)
    )
    return actions.register_organisation(viewer=viewer, entry=entry)


def link(viewer, lead, member, *, version=1, kind="one_director", **change):
    entry = {"valid_from": date(2018, 1, 1), "evidence": "批复1号"} | change
    return actions.link_organisations(
        viewer=viewer,
        organisation=lead,
        version=version,
        entry=actions.LinkEntry(kind=kind, lead=lead, member=member, **entry),
    )


def test_link_stands_on_both_records_and_counts_on_both(viewer, home, clinic):
    made = link(viewer, clinic, home)
    assert queries.links_of(home) == queries.links_of(clinic) == [made]
    assert list(Organisation.objects.order_by("pk").values_list("version", flat=True)) == [2, 2]
    actions.end_link(viewer=viewer, organisation=home, version=2, link=made, last=date(2018, 8, 31))
    assert OrganisationLink.objects.get().valid_to == date(2018, 9, 1)


def test_links_that_cannot_be_are_refused(viewer, home, clinic, town):
    entry = actions.OrganisationEntry(
        name="第二卫生院", kind="town_clinic", area=town, ownership="public", opened_on=date(2012, 5, 1)
    )
    second = actions.register_organisation(viewer=viewer, entry=entry)
    cases = [
        ((clinic, clinic), {}, ("link_same_side",)),
        ((home, clinic), {}, ("link_lead_kind", "link_member_kind")),
        ((clinic, home), {"evidence": " "}, ("evidence_missing",)),
        ((clinic, home), {"valid_from": date(2010, 1, 1)}, ("link_side_closed", "link_side_closed")),
        ((clinic, home), {"valid_from": date(2018, 10, 1)}, ("day_in_future",)),
    ]
    for (lead, member), change, codes in cases:
        with pytest.raises(Refused) as refused:
            link(viewer, lead, member, **change)
        assert refused.value.codes == codes
    link(viewer, clinic, home)
    with pytest.raises(Refused) as refused:
        link(viewer, clinic, home, version=2)
    assert refused.value.codes == ("link_exists",)
    with pytest.raises(Refused) as refused:
        link(viewer, second, home)
    assert refused.value.codes == ("link_single_member",)


def test_closing_ends_papers_and_links(viewer, home, clinic):
    add(viewer, home)
    link(viewer, clinic, home)
    actions.close_organisation(viewer=viewer, organisation=home, version=3, closed_from=date(2018, 9, 1))
    assert Paper.objects.get().valid_to == date(2018, 9, 1)
    assert OrganisationLink.objects.get().valid_to == date(2018, 9, 1)


def test_places_and_radii(viewer, home):
    for place, code in (
        ({"lon": 113.4, "lat": None, "service_radius_m": None}, "place_half"),
        ({"lon": 22.5, "lat": 113.4, "service_radius_m": None}, "place_outside"),
        ({"lon": None, "lat": None, "service_radius_m": 99}, "radius_wrong"),
    ):
        with pytest.raises(Refused) as refused:
            actions.set_location(viewer=viewer, organisation=home, version=1, **place)
        assert refused.value.codes == (code,)
    changed = actions.set_location(
        viewer=viewer, organisation=home, version=1, lon=113.4, lat=22.5, service_radius_m=3000
    )
    assert (changed.lon, changed.lat, changed.service_radius_m, changed.version) == (113.4, 22.5, 3000, 2)


def test_capability_says_what_it_consists_of(viewer, home):
    actions.set_capability(
        viewer=viewer,
        organisation=home,
        version=1,
        code="green_channel",
        present=True,
        valid_from=date(2018, 1, 1),
        evidence="现场",
        contents=("payment", "registration"),
    )
    held = queries.capabilities_on(ids=[home.pk], on=DAY)[home.pk]["green_channel"]
    assert held.contents == ["registration", "payment"]
    with pytest.raises(Refused) as refused:
        actions.set_capability(
            viewer=viewer,
            organisation=home,
            version=2,
            code="pilot",
            present=True,
            valid_from=date(2018, 1, 1),
            evidence="名单",
            contents=("payment",),
        )
    assert refused.value.codes == ("contents_not_of_capability",)
