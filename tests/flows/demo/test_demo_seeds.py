import hashlib
from datetime import date

import pytest
from django.apps import apps

from yiyang.flows.demo.bulk import MODELS
from yiyang.kernel.refused import Refused
from yiyang.regions.actions import load_regions
from yiyang.regions.models import Platform, Region
from yiyang.regions.seeds import LOCALITIES

pytestmark = pytest.mark.django_db
SEALED = {"identity_number", "phone"}
PLACES = {"village_id": "village__code", "area_id": "area__code"}
MORE = ["institutions.Organisation", "institutions.Capability", "contracts.Agreement", "contracts.Team"]


def digest():
    """Of every plain column of every table; regions by code, because their ids depend on the database."""
    sha = hashlib.sha256()
    for label in [*MODELS.values(), *MORE]:
        model = apps.get_model(label)
        names = [field.attname for field in model._meta.fields if field.name not in SEALED]
        if label not in {"elders.Elder", *MORE}:
            names.remove("id")
        wanted = [PLACES.get(name, name) for name in names]
        for row in sorted(map(repr, model.objects.values_list(*wanted))):
            sha.update(row.encode())
    return sha.hexdigest()


def test_the_same_seed_makes_the_same_rows_and_another_does_not(build, undone):
    found = []
    for seed in (7, 7, 8):
        with undone():
            build(seed=seed, elders=400)
            found.append(digest())
    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("zhongshan", "2018-09-30"),
        ("wuming", "2017-09-30"),
        ("menghai", "2018-09-30"),
        ("shanting", "2018-09-30"),
        ("zhejiang", "2023-06-30"),
    ],
)
def test_every_locality_can_be_made(build, name, day):
    summary = build(locality=name, elders=300)
    assert summary.on.isoformat() == day
    assert Platform.objects.get().root.code == LOCALITIES[name]
    assert len(summary.counties) == (3 if name == "zhejiang" else 0)
    assert summary.counts["elders_elder"] == 310
    organisations = apps.get_model("institutions.Organisation").objects
    assert organisations.count() == organisations.values("name", "area").distinct().count()
    towns = Region.objects.filter(level="town").count()
    kinds = ["community_health_centre", "town_clinic"]
    assert organisations.filter(kind__in=kinds).count() == towns


def test_chosen_counties_and_another_day(build):
    told = []
    summary = build(
        locality="zhejiang",
        counties=("330102",),
        on=date(2022, 3, 31),
        elders=300,
        progress=lambda *step: told.append(step),
    )
    assert summary.counties == ("330102000000",)
    assert summary.on == date(2022, 3, 31)
    assert set(Region.objects.filter(level="county").values_list("name", flat=True)) == {"上城区"}
    assert told[-1] == ("elders", 310, 310)


def refusal_codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def test_a_second_load_is_refused(build):
    build(elders=100)
    with pytest.raises(Refused) as refusal:
        build(elders=100)
    assert refusal_codes(refusal) == ["demo_elders_exist"]
    assert "103 elders" in refusal.value.reasons[0].text()


def test_a_load_beside_another_root_is_refused(build):
    load_regions(locality="menghai")
    with pytest.raises(Refused) as refusal:
        build(elders=100)
    assert refusal_codes(refusal) == ["demo_other_root"]


def test_too_few_elders_are_refused_and_nothing_stays(build):
    with pytest.raises(Refused) as refusal:
        build(elders=99)
    assert refusal_codes(refusal) == ["demo_too_few"]
    assert Region.objects.count() == 0
