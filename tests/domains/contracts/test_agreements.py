from datetime import date

import pytest

from yiyang.access.viewer import system_viewer
from yiyang.audit.models import Act
from yiyang.domains.contracts.actions import AgreementTerms, make_agreement, terminate_agreement
from yiyang.domains.contracts.models import Agreement
from yiyang.domains.institutions.actions import OrganisationEntry, close_organisation, register_organisation
from yiyang.kernel.refused import Refused
from yiyang.regions.models import Region

VIEWER = system_viewer("test", on=date(2018, 9, 30))


@pytest.fixture
def parties(db):
    town = Region.objects.create(code="442000001000", level="town", name="石岐街道", path="442000001000/")
    return [
        register_organisation(
            viewer=VIEWER,
            entry=OrganisationEntry(
                name=name, kind=kind, area=town, ownership="public", opened_on=date(2012, 5, 1)
            ),
        )
        for name, kind in (("夕阳红养老院", "care_home"), ("石岐社区卫生服务中心", "community_health_centre"))
    ]


def make(parties, *, first=date(2018, 1, 1), last=date(2018, 12, 31), viewer=VIEWER, **more):
    receiver, provider = parties
    terms = {"form": "signed", "contents": ("emergency",)} | more
    return make_agreement(
        viewer=viewer,
        terms=AgreementTerms(receiver=receiver, provider=provider, valid_from=first, last_day=last, **terms),
    )


def test_an_ended_term_gives_way_to_the_next(parties):
    old = make(parties, first=date(2016, 1, 1), last=date(2017, 12, 31))
    new = make(parties)
    old.refresh_from_db()
    assert (old.state, new.state) == ("expired", "active")
    assert Act.objects.filter(kind="agreement.expire").count() == 1


def test_over_an_active_one_is_refused(parties):
    make(parties)
    with pytest.raises(Refused) as refusal:
        make(parties, first=date(2018, 6, 1), last=date(2019, 6, 1))
    assert refusal.value.codes == ("agreement_exists",)


def test_renewal_needs_the_end_of_the_running_one(parties):
    running = make(parties)
    with pytest.raises(Refused) as refusal:
        make(parties, first=date(2019, 1, 1), last=date(2019, 12, 31))
    assert refusal.value.codes == ("agreement_not_settled",)
    terminate_agreement(viewer=VIEWER, agreement=running, version=1, last=date(2018, 12, 31))
    make(parties, first=date(2019, 1, 1), last=date(2019, 12, 31))
    found = Agreement.objects.order_by("valid_from").values_list("state", "valid_from", "valid_to")
    assert list(found) == [
        ("terminated", date(2018, 1, 1), date(2019, 1, 1)),
        ("active", date(2019, 1, 1), date(2020, 1, 1)),
    ]


def test_a_cancelled_one_does_not_stand_in_the_way(parties):
    wrong = make(parties, first=date(2018, 6, 1))
    terminate_agreement(viewer=VIEWER, agreement=wrong, version=1, last=date(2018, 5, 31))
    assert make(parties).state == "active"


@pytest.mark.parametrize("side", [0, 1])
def test_closed_parties_are_refused(parties, side):
    close_organisation(viewer=VIEWER, organisation=parties[side], version=1, closed_from=date(2018, 1, 1))
    with pytest.raises(Refused) as refusal:
        make(parties)
    assert refusal.value.codes == ("party_not_open",)


def test_unknown_codes_are_refused(parties):
    with pytest.raises(Refused) as refusal:
        make(parties, form="handshake", contents=("singing",))
    assert refusal.value.codes == ("form_unknown", "content_unknown")


def test_contents_are_kept_once_in_the_order_of_the_list(parties):
    agreement = make(parties, contents=("training", "emergency", "training"))
    assert agreement.contents == ["emergency", "training"]


def test_an_ended_agreement_cannot_be_terminated(parties):
    agreement = make(parties)
    terminate_agreement(viewer=VIEWER, agreement=agreement, version=1, last=date(2018, 9, 1))
    with pytest.raises(Refused) as refusal:
        terminate_agreement(viewer=VIEWER, agreement=agreement, version=2, last=date(2018, 8, 1))
    assert refusal.value.codes == ("illegal_move",)
