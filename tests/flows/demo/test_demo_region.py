import uuid

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q

from yiyang.access.models import Account, Post
from yiyang.access.sealed import place_of
from yiyang.access.vault import SealBroken
from yiyang.audit.models import Act, Outbox
from yiyang.flows.demo.accounts import DEMO_PASSWORD, demo_accounts
from yiyang.flows.demo.bulk import MODELS
from yiyang.flows.demo.planted import PLANTED
from yiyang.kernel.identity import check_identity_number
from yiyang.regions.models import Platform, Region

TABLES = {
    **MODELS,
    "institutions_organisation": "institutions.Organisation",
    "institutions_organisationprofile": "institutions.OrganisationProfile",
    "institutions_capability": "institutions.Capability",
    "institutions_paper": "institutions.Paper",
    "institutions_organisationlink": "institutions.OrganisationLink",
    "workforce_staff": "workforce.Staff",
    "workforce_qualification": "workforce.Qualification",
    "workforce_stafftitle": "workforce.StaffTitle",
    "workforce_practice": "workforce.Practice",
    "institutions_bedcapacity": "institutions.BedCapacity",
    "contracts_agreement": "contracts.Agreement",
    "contracts_team": "contracts.Team",
}


def objects(label):
    return apps.get_model(label).objects


def elders():
    return objects("elders.Elder")


def test_the_counts_are_those_of_the_tables(summary):
    counted = {table: objects(label).count() for table, label in TABLES.items()}
    lost = len(summary.planted["no_residence"])
    added = counted["elders_eldercategory"] - summary.counts["elders_eldercategory"]
    assert 0 <= added <= len(summary.planted["two_grades"])
    expected = summary.counts | {
        "elders_residence": counted["elders_residence"],
        "elders_eldercategory": counted["elders_eldercategory"],
    }
    assert counted == expected
    assert summary.counts["elders_residence"] - counted["elders_residence"] >= lost
    assert counted["elders_elder"] == 800 + 24 + 3


def test_the_day_is_the_locality_s_own(summary):
    assert summary.on.isoformat() == "2018-09-30"
    assert Platform.objects.get().demo_day == summary.on
    assert summary.counties == ()


def test_every_identity_number_opens_and_agrees_with_the_record(summary):
    numbers = set()
    for elder in elders().all():
        verdict = check_identity_number(elder.identity_number, on=summary.on)
        assert verdict.accepted
        assert verdict.birth_date == elder.birth_date
        assert (verdict.sex == elder.sex) != (elder.pk in summary.planted["sex_differs"])
        numbers.add(elder.identity_number)
    assert len(numbers) == elders().count()


def test_phones_open_and_are_found_by_their_index(summary):
    elder = elders().filter(phone__isnull=False).order_by("pk").first()
    assert elder.phone.startswith("154")
    index = settings.KEYS.vault.index(elder.phone, column="phone")
    assert elders().get(phone_index=index) == elder
    number = settings.KEYS.vault.index(elder.identity_number, column="identity_number")
    assert elders().get(identity_index=number) == elder


def test_a_sealed_value_put_in_another_row_does_not_open(summary):
    first, second = elders().order_by("pk")[:2]
    sealed = bytes(second.__dict__["identity_number"])
    place = place_of("elders_elder", "identity_number", first.public_id.bytes)
    with pytest.raises(SealBroken):
        settings.KEYS.vault.open(sealed, place=place)
    own = place_of("elders_elder", "identity_number", second.public_id.bytes)
    assert settings.KEYS.vault.open(sealed, place=own) == second.identity_number


def test_public_ids_are_random_uuids_in_form(summary):
    keys = list(elders().values_list("public_id", flat=True))
    assert len(set(keys)) == len(keys)
    assert {(key.version, key.variant) for key in keys} == {(4, uuid.RFC_4122)}


def test_every_village_lies_under_the_root(summary):
    root = Platform.objects.get().root
    villages = Region.objects.filter(elder__isnull=False).distinct()
    assert villages.count() > 100
    assert [village.level for village in villages if not village.path.startswith(root.path)] == []
    assert {village.level for village in villages} == {"village"}


def test_every_interval_is_ordered(summary):
    for table, label in TABLES.items():
        fields = {field.name for field in apps.get_model(label)._meta.fields}
        if "valid_to" in fields and table != "contracts_contract":
            assert objects(label).filter(valid_to__lte=F("valid_from")).count() == 0
    assert objects("contracts.Contract").filter(valid_to__gt=F("term_to")).count() == 0
    assert objects("contracts.Contract").filter(signed_on__gt=F("valid_from")).count() == 0


def test_nothing_begins_after_the_day_or_ends_after_it_unless_it_is_in_force(summary):
    day = summary.on
    for table, label in TABLES.items():
        names = {field.name for field in apps.get_model(label)._meta.fields}
        if "valid_from" in names:
            assert (table, objects(label).filter(valid_from__gt=day).count()) == (table, 0)
        if "valid_to" in names and table not in {"contracts_contract", "contracts_agreement"}:
            assert (table, objects(label).filter(valid_to__gt=day).count()) == (table, 0)
    for label in ("contracts.Contract", "contracts.Agreement"):
        assert objects(label).filter(state="active", valid_to__lte=day).count() == 0
        assert objects(label).exclude(state="active").filter(valid_to__gt=day).count() == 0


def test_an_elder_has_one_active_contract_and_contracts_do_not_overlap(summary):
    contracts = objects("contracts.Contract")
    active = contracts.filter(state="active").values("elder").annotate(many=Count("id"))
    assert {row["many"] for row in active} == {1}
    spans = {}
    for row in contracts.order_by("elder_id", "valid_from").values("elder_id", "valid_from", "valid_to"):
        before = spans.get(row["elder_id"])
        assert before is None or before <= row["valid_from"]
        spans[row["elder_id"]] = row["valid_to"]


def test_facts_of_the_dead_end_on_the_day_they_died(summary):
    planted = {pk for ids in summary.planted.values() for pk in ids}
    dead = elders().filter(death_date__isnull=False).exclude(pk__in=planted)
    assert dead.count() > 10
    for label in ("Residence", "LivingArrangement", "ElderCategory", "HealthRecord"):
        rows = objects(f"elders.{label}").filter(elder__in=dead)
        assert rows.filter(Q(valid_to=None) | Q(valid_to__gt=F("elder__death_date"))).count() == 0
    contracts = objects("contracts.Contract").filter(elder__in=dead)
    assert contracts.filter(valid_to__gt=F("elder__death_date")).count() == 0
    assert contracts.filter(end_reason="died").exclude(valid_to=F("elder__death_date")).count() == 0


def test_an_elder_lives_where_the_team_works_but_for_those_planted(summary):
    rows = objects("contracts.Contract").filter(state="active").exclude(elder__village=None)
    elsewhere = rows.exclude(elder__village__parent=F("team__area")).values_list("elder_id", flat=True)
    assert set(elsewhere) <= set(summary.planted["team_of_other_town"])


def test_contracts_have_the_age_that_their_package_asks(summary):
    for row in objects("contracts.Contract").select_related("elder"):
        least = 65 if row.package == "elder_basic" else 60
        born = row.elder.birth_date
        assert (row.valid_from.year - born.year, (row.valid_from.month, row.valid_from.day)) >= (
            least,
            (born.month, born.day),
        )


def test_planted_errors_are_there(summary):
    assert set(summary.planted) == set(PLANTED)
    for code, (_meaning, count) in PLANTED.items():
        assert 1 <= len(summary.planted[code]) <= count
    homeless = elders().filter(residences=None)
    assert sorted(homeless.values_list("pk", flat=True)) == summary.planted["no_residence"]
    dead = objects("contracts.Contract").filter(state="active", elder__death_date__isnull=False)
    assert sorted(dead.values_list("elder", flat=True)) == summary.planted["dead_with_active_contract"]
    early = objects("elders.HealthRecord").filter(valid_from__lt=F("elder__birth_date"))
    assert sorted(early.values_list("elder", flat=True)) == summary.planted["record_before_birth"]


def test_zhongshan_s_named_homes_and_hospitals(summary):
    homes = objects("institutions.Organisation").filter(kind__in=["care_home", "town_care_home"])
    own = Q(capabilities__code="own_medical_institution", capabilities__valid_to=None)
    assert homes.count() == 21
    without = homes.exclude(pk__in=homes.filter(own))
    assert without.count() == 16
    served = without.filter(agreements_received__state="active").distinct()
    assert served.count() == 14
    pilots = objects("institutions.BedCapacity").filter(kind="sickbed", valid_to=None)
    assert {row.organisation.name: row.beds for row in pilots} == {
        "华宇乐颐养院": 13,
        "火炬开发区颐康老年服务中心": 9,
    }
    graded = objects("institutions.OrganisationProfile").filter(
        valid_to=None, level__gte=2, ownership="public", kind__in=["hospital", "tcm_hospital"]
    )
    assert graded.count() == 20


def test_the_load_is_one_act_without_work_for_workers(summary):
    act = Act.objects.get(kind="demo.load")
    assert (act.kind, act.actor, act.account_id) == ("demo.load", "demo.load", None)
    assert act.detail["counts"] == summary.counts
    assert act.detail["seed"] == 7
    assert Outbox.objects.count() == 0


def test_the_accounts_stand_in_their_posts(summary):
    root = Platform.objects.get().root
    accounts = demo_accounts(root)
    assert accounts == list(summary.accounts)
    assert [account.username for account in accounts] == [
        "supervisor",
        "liaison",
        "doctor",
        "home",
        "hospital",
        "admin",
    ]
    assert Post.objects.get(account__username="liaison").area.name == "东凤镇"
    assert Post.objects.get(account__username="home").organisation.name == "东凤镇敬老院"
    assert Post.objects.get(account__username="hospital").organisation.name == "东凤人民医院"
    assert Account.objects.get(username="doctor").check_password(DEMO_PASSWORD)


def test_a_new_row_takes_the_next_id(summary):
    last = elders().order_by("-pk").first()
    residence = objects("elders.Residence").create(
        elder_id=summary.planted["no_residence"][0],
        area=last.village or Platform.objects.get().root,
        valid_from=summary.on,
    )
    assert residence.pk > 800
    residence.delete()
    connection.check_constraints()
