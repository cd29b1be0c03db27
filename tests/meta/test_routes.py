"""Every route and every operation, walked as owner, sibling, stranger and anonymous."""

import uuid
from dataclasses import dataclass
from datetime import date

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from yiyang.access.actions import add_account
from yiyang.access.models import Account
from yiyang.access.tokens import issue_token
from yiyang.access.viewer import view_as
from yiyang.domains.intake.actions import receive_file
from yiyang.flows.demo.accounts import DEMO_PASSWORD
from yiyang.flows.imports.kinds import all_kinds, find_kind
from yiyang.flows.interface.api import api
from yiyang.regions.models import Region

pytestmark = [pytest.mark.usefixtures("demo_region"), pytest.mark.django_db]

DAY = date(2018, 9, 30)
CANARY = "探针甲乙"
KINDS = {"public", "signed_in", "permission", "api"}
ANSWERED = {200, 302, 303, 405, 409, 415, 422, 428}
FACTS = {
    "/contacts/": "elders.Contact",
    "/insurances/": "elders.Insurance",
    "/categories/": "elders.ElderCategory",
    "/allergies/": "elders.Allergy",
    "/medicines/": "elders.Medicine",
    "/conditions/": "elders.Condition",
    "/check-ups/": "elders.CheckUp",
}
MODELS = {
    **{model: model for model in FACTS.values()},
    "elders.Elder": "elders.Elder",
    "contracts.Contract": "contracts.Contract",
    "contracts.Agreement": "contracts.Agreement",
    "institutions.Organisation": "institutions.Organisation",
    "institutions.Paper": "institutions.Paper",
    "institutions.OrganisationLink": "institutions.OrganisationLink",
    "workforce.Staff": "workforce.Staff",
    "workforce.Qualification": "workforce.Qualification",
    "workforce.Practice": "workforce.Practice",
    "regions.Reform": "regions.Reform",
    "elders.DuplicatePair": "elders.DuplicatePair",
    "elders.Merge": "elders.Merge",
    "elders.LifeEvent": "elders.LifeEvent",
    "intake.Batch": "intake.Batch",
}


def walk(patterns, before=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern), pattern


ROUTES = list(walk(get_resolver().url_patterns))
PAGES = [(address, pattern) for address, pattern in ROUTES if not address.startswith("api/")]
OPERATIONS = [
    (path, method, operation)
    for _prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]
API_OBJECTS = {
    **FACTS,
    "/elders/": "elders.Elder",
    "/contracts/": "contracts.Contract",
    "/institutions/": "institutions.Organisation",
    "/agreements/": "contracts.Agreement",
    "/papers/": "institutions.Paper",
    "/links/": "institutions.OrganisationLink",
    "/staff/": "workforce.Staff",
    "/reforms/": "regions.Reform",
    "/duplicates/": "elders.DuplicatePair",
    "/merges/": "elders.Merge",
    "/events/": "elders.LifeEvent",
    "/imports/": "intake.Batch",
}


def test_every_route_carries_a_policy():
    kinds = {address: getattr(pattern.callback, "policy", None) for address, pattern in ROUTES}
    assert [address for address, policy in kinds.items() if policy is None] == []
    assert {policy.kind for policy in kinds.values()} == KINDS


def test_a_route_with_an_object_names_its_scope():
    unnamed = [
        address
        for address, pattern in PAGES
        if pattern.pattern.converters.keys() & {"pk", "public_id"} and not pattern.callback.policy.objects
    ]
    assert unnamed == []


def test_every_operation_asks_for_a_permission():
    open_ones = [
        (path, method)
        for path, method, operation in OPERATIONS
        if not operation.auth_callbacks or not all(each.permission for each in operation.auth_callbacks)
    ]
    assert open_ones == []


@dataclass(frozen=True)
class World:
    """Objects of the demo doctor's town and of a sibling town, by model."""

    own: dict
    sibling: dict


def standing_of(area):
    """A paper, a link and a person of the staff, all of organisations in the area."""
    inside = apps.get_model("institutions.Organisation").objects.filter(area__path__startswith=area.path)
    lead, member = inside[:2]
    staff = apps.get_model("workforce.Staff").objects.filter(practices__organisation=lead).first()
    return {
        "institutions.Paper": apps.get_model("institutions.Paper").objects.create(
            organisation=lead, kind="fire", number=f"F{area.code}", authority="消防", valid_from=DAY
        ),
        "institutions.OrganisationLink": apps.get_model("institutions.OrganisationLink").objects.create(
            kind="one_site", lead=lead, member=member, evidence="协议", valid_from=DAY
        ),
        "workforce.Staff": staff,
        "workforce.Qualification": staff.qualifications.first(),
        "workforce.Practice": staff.practices.first(),
    }


def make_pair_and_event(elder):
    """A pair with a merge that waits, and a withdrawn event, of a person."""
    village = elder.village
    town = apps.get_model("elders.Elder").objects.filter(village__parent=village.parent)
    other = town.exclude(pk=elder.pk).first()
    first, second = sorted((elder, other), key=lambda each: each.pk)
    pair, _created = apps.get_model("elders.DuplicatePair").objects.get_or_create(
        first=first, second=second, defaults={"score": 60, "evidence": ["same_name"]}
    )
    merge = apps.get_model("elders.Merge").objects.create(
        pair=pair, kept=first, merged=second, proposer="x", proposed_on=DAY
    )
    event = apps.get_model("elders.LifeEvent").objects.create(
        elder=elder,
        kind="move_out",
        occurred_on=DAY,
        source="family",
        village=village,
        state="withdrawn",
        withdrawal={"by": "x", "on": "2018-09-30", "reason": "x", "kept": []},
        actor="x",
        recorded_on=DAY,
    )
    return {"elders.DuplicatePair": pair, "elders.Merge": merge, "elders.LifeEvent": event}


def send_table(area, *, name):
    """A table that the doctor of a town sent, with a name in it."""
    account = Account.objects.get(posts__area=area, posts__role="family_doctor")
    viewer = view_as(account, on=DAY, today=date(2026, 11, 22))
    content = f"姓名,证件号码,村(社区)代码\n{name},1,{area.code}\n".encode()
    kind = find_kind("elders")
    return receive_file(viewer=viewer, kind=kind, kinds=all_kinds(), name=f"{area.code}.csv", content=content)


@pytest.fixture
def world():
    town = Account.objects.get(username="doctor").posts.get().area
    sibling = Region.objects.filter(level="town").exclude(pk=town.pk).get(name="小榄镇")
    elder_model, contract_model = apps.get_model("elders.Elder"), apps.get_model("contracts.Contract")

    add_account(
        username="sibling",
        display_name="Sibling",
        password=DEMO_PASSWORD,
        role="family_doctor",
        area=sibling,
        valid_from=DAY,
    )

    def objects_of(area):
        contract = contract_model.objects.filter(elder__village__parent=area, state="active").first()
        organisations = apps.get_model("institutions.Organisation").objects
        agreements = apps.get_model("contracts.Agreement").objects
        inside = {
            "receiver__area__path__startswith": area.path,
            "provider__area__path__startswith": area.path,
        }
        facts = {
            model: apps.get_model(model).objects.filter(elder__village__parent=area).first()
            for model in FACTS.values()
        }
        return {
            **make_pair_and_event(contract.elder),
            **facts,
            "elders.Elder": contract.elder,
            "contracts.Contract": contract,
            "institutions.Organisation": organisations.filter(area__path__startswith=area.path).first(),
            "contracts.Agreement": agreements.filter(**inside).first(),
            **standing_of(area),
            "regions.Reform": apps.get_model("regions.Reform").objects.create(
                title="更名",
                on=DAY,
                lines=[{"number": 1, "act": "rename", "code": area.code, "new_name": "新名街道"}],
            ),
            "intake.Batch": send_table(area, name=CANARY if area == sibling else "甲乙丙"),
        }

    made = World(own=objects_of(town), sibling=objects_of(sibling))
    elder_model.objects.filter(pk=made.sibling["elders.Elder"].pk).update(name=CANARY, name_full="tanzhen")
    return made


def fill(address: str, obj) -> str:
    for part in ("<uuid:public_id>", "{uuidstr:public_id}", "{uuidstr:reform_id}"):
        address = address.replace(part, str(getattr(obj, "public_id", obj.pk)))
    for part in ("<int:pk>", "{int:pk}"):
        address = address.replace(part, str(obj.pk))
    for name, value in (("code", "family_doctor_rate_65"), ("kind", "csv"), ("check", "phone_missing")):
        for form in (f"<slug:{name}>", f"<str:{name}>", f"<{name}>", f"{{{name}}}"):
            address = address.replace(form, value)
    return address


def an_object(path: str, world: World):
    model = next((name for start, name in API_OBJECTS.items() if path.startswith(start)), "elders.Elder")
    return world.own[model]


def nowhere(model: str):
    missing = apps.get_model(model)(pk=10**9)
    if hasattr(missing, "public_id"):
        missing.public_id = uuid.UUID(int=7)
    return missing


def may(username: str, permission: str, model: str, obj) -> bool:
    account = Account.objects.get(username=username)
    viewer = view_as(account, on=DAY, today=date(2026, 11, 22))
    objects = apps.get_model(model).objects
    seen = objects.visible_to(viewer, permission=permission) if hasattr(objects, "visible_to") else objects
    return seen.filter(pk=obj.pk).exists()


USERS = ("supervisor", "liaison", "doctor", "sibling", "home", "hospital", "admin")


def test_the_two_towns_do_not_see_each_other(world):
    for model in ("elders.Elder", "contracts.Contract"):
        assert may("doctor", "elders.read", model, world.own[model])
        assert not may("doctor", "elders.read", model, world.sibling[model])
        assert not may("sibling", "elders.read", model, world.own[model])
        assert may("supervisor", "elders.read", model, world.sibling[model])


def test_anonymous_is_sent_to_sign_in(client, world):
    for address, pattern in PAGES:
        policy = pattern.callback.policy
        if policy.kind == "public":
            continue
        obj = world.own[policy.objects] if policy.objects in MODELS else nowhere("contracts.Contract")
        answer = client.get("/" + fill(address, obj))
        assert (answer.status_code, answer["Location"].startswith("/sign-in/?next=")) == (302, True), address


def expected_page(policy, username, obj) -> set[int]:
    viewer = view_as(Account.objects.get(username=username), on=DAY, today=date(2026, 11, 22))
    if policy.kind == "permission" and not viewer.can(policy.permission):
        return {403}
    if policy.objects in MODELS and not may(username, policy.permission, policy.objects, obj):
        return {404, 405}
    return ANSWERED


@pytest.mark.parametrize("username", USERS)
def test_pages_answer_by_policy_and_scope(username, world, sign_in):
    client = sign_in(username)
    sees_sibling = username in {"supervisor", "sibling"}
    failures = []
    for address, pattern in PAGES:
        policy = pattern.callback.policy
        if pattern.name in {"sign_out", "sign_in"}:
            continue
        cases = (
            [world.own[policy.objects], world.sibling[policy.objects], nowhere(policy.objects)]
            if policy.objects in MODELS
            else [world.own["contracts.Contract"]]
        )
        for obj in cases:
            for method in ("get", "post"):
                if method == "post" and pattern.name == "refresh":
                    continue
                answer = getattr(client, method)("/" + fill(address, obj))
                wanted = expected_page(policy, username, obj)
                body = answer.content.decode(errors="replace") if not answer.streaming else ""
                if answer.status_code not in wanted or (CANARY in body and not sees_sibling):
                    failures.append((method, fill(address, obj), answer.status_code, wanted))
    assert failures == []


@pytest.mark.parametrize("username", USERS)
def test_operations_answer_by_permission_and_scope(username, world):
    token = issue_token(account=Account.objects.get(username=username), label="sweep")
    client = Client(headers={"Authorization": f"Bearer {token}"})
    viewer = view_as(Account.objects.get(username=username), on=DAY, today=date(2026, 11, 22))
    failures = []
    for path, method, operation in OPERATIONS:
        if path == "/refresh":
            continue
        permission = operation.auth_callbacks[0].permission
        model = next((MODELS[name] for start, name in API_OBJECTS.items() if path.startswith(start)), None)
        cases = [world.own[model], world.sibling[model], nowhere(model)] if model and "{" in path else [None]
        for obj in cases:
            address = "/api" + (fill(path, obj) if obj is not None else fill(path, world.own["elders.Elder"]))
            answer = client.generic(method, address, data="{}", content_type="application/json")
            if not viewer.can(permission):
                wanted = {403}
            elif obj is not None and not may(username, permission, model, obj):
                wanted = {404, 422}  # a body that is no body is said before the object is looked for
            else:
                wanted = ANSWERED | {404}
            leaks = CANARY in answer.content.decode() and username not in {"supervisor", "sibling"}
            if answer.status_code not in wanted or leaks:
                failures.append((method, address, answer.status_code, wanted))
    assert failures == []


def test_operations_without_a_key_answer_nothing(client, world):
    for path, method, _operation in OPERATIONS:
        answer = client.generic(
            method, "/api" + fill(path, an_object(path, world)), data="{}", content_type="application/json"
        )
        assert answer.status_code == 401, path
