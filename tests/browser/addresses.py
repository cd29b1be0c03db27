"""Addresses of every route, filled with what a server's database holds; prints them as JSON.

Runs as a process of its own with the server's environment, for the tests' Django looks at another database.
"""

import itertools
import json
import sys

import django
from django.apps import apps

CHOSEN_ROWS = 40
USERS = ("supervisor", "doctor", "liaison", "admin", "home")


def main() -> None:
    """Print a list of routes: name, address pattern, and for each user who may call it the addresses to try."""
    django.setup()
    from tests.meta.test_routes import PAGES

    json.dump(
        [
            {"route": pattern.name, "pattern": address, "users": users_of(address, pattern)}
            for address, pattern in PAGES
        ],
        sys.stdout,
    )


def users_of(address, pattern):
    """User → groups of addresses: of each group (objects of one state) the first that opens is enough."""
    from datetime import date

    from yiyang.access.models import Account
    from yiyang.access.viewer import view_as
    from yiyang.regions.models import Platform

    policy = pattern.callback.policy
    if policy.kind == "public":
        return {"": [[f"/{address}"]]}
    found = {}
    for username in USERS:
        viewer = view_as(
            Account.objects.get(username=username), on=Platform.objects.get().demo_day, today=date.max
        )
        if policy.kind == "permission" and not viewer.can(policy.permission):
            continue
        groups = fill(address, pattern, viewer)
        if groups:
            found[username] = groups
    return found


def fill(address, pattern, viewer):
    """Addresses by state of the object; none when the route wants what nobody knows or the viewer sees no object."""
    converters = set(pattern.pattern.converters)
    if converters & {"pk", "public_id"}:
        return [
            ["/" + replace(address, converters, obj) + query_of(pattern.name, obj) for obj in objects]
            for objects in objects_by_state(pattern.callback.policy, viewer)
        ]
    words = words_of(converters)
    return [["/" + replace_words(address, word) for word in words]] if words else []


def replace(address, converters, obj):
    """The address of one object."""
    for part in ("<uuid:public_id>", "<int:pk>"):
        address = address.replace(part, str(obj.public_id if "public_id" in converters else obj.pk))
    return address


def query_of(route, obj):
    """What an address must name besides its object."""
    if route != "member_end":
        return ""
    member = apps.get_model("elders.HouseholdMember").objects.filter(elder=obj, valid_to=None).first()
    return f"?member={member.pk}" if member else ""


def words_of(converters):
    """What fits the one word in an address; an empty word where there is none, nothing where it is unknown."""
    from yiyang.domains.quality.rules.checks import TABLE
    from yiyang.measures.catalogue import list_indicators

    words = {
        "code": lambda: [indicator.code for indicator in list_indicators()],
        "check": lambda: sorted({row.code for row in TABLE.rows}),
    }
    if not converters:
        return [""]
    return words[next(iter(converters))]() if len(converters) == 1 and converters <= words.keys() else []


def replace_words(address, word):
    """The address with its word."""
    for part in ("<slug:code>", "<slug:check>"):
        address = address.replace(part, word)
    return address


def objects_by_state(policy, viewer):
    """Lists of visible objects, one list for each state that the model knows and the region holds."""
    objects = apps.get_model(policy.objects).objects
    seen = (
        objects.visible_to(viewer, permission=policy.permission)
        if hasattr(objects, "visible_to")
        else objects
    )
    seen = seen.order_by("pk")
    if any(field.name == "state" for field in seen.model._meta.fields):
        states = sorted(set(seen.values_list("state", flat=True)))
        return [list(seen.filter(state=state)[:CHOSEN_ROWS]) for state in states]
    rows = list(itertools.islice(seen.iterator(), CHOSEN_ROWS))
    return [rows] if rows else []


if __name__ == "__main__":
    main()
