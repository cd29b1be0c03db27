"""Addresses of elders and their contracts."""

from django.urls import URLPattern, path

from yiyang.flows.records.pages import (
    changes,
    check_ups,
    contracts,
    entitled,
    facts,
    family,
    lists,
    record,
)


def fact_patterns() -> list[URLPattern]:
    """The addresses of the pages of every kind of stated fact."""
    patterns = []
    for kind, titles in facts.TITLES.items():
        add, change, end = facts.make_views(kind)
        patterns += [
            path(f"elders/<uuid:public_id>/{titles.path}/new/", add, name=f"{kind}_add"),
            path(f"{titles.path}/<int:pk>/change/", change, name=f"{kind}_change"),
            path(f"{titles.path}/<int:pk>/end/", end, name=f"{kind}_end"),
        ]
    return patterns


urlpatterns = [
    path("elders/", lists.elder_list, name="elder_list"),
    path("elders/export.xlsx", lists.elder_export, name="elder_export"),
    path("elders/unserved/", entitled.unserved_list, name="unserved_list"),
    path("elders/unserved/export.xlsx", entitled.unserved_export, name="unserved_export"),
    path("elders/search/", lists.elder_search, name="elder_search"),
    path("elders/new/", changes.elder_register, name="elder_register"),
    path("elders/<uuid:public_id>/", record.elder_record_page, name="elder_record"),
    path("elders/<uuid:public_id>/reveal/", record.elder_reveal, name="elder_reveal"),
    path("elders/<uuid:public_id>/edit/", changes.elder_edit, name="elder_edit"),
    path("elders/<uuid:public_id>/move/", changes.elder_move, name="elder_move"),
    path("elders/<uuid:public_id>/open-record/", changes.elder_open_record, name="elder_open_record"),
    path("elders/<uuid:public_id>/household/open/", family.household_open, name="household_open"),
    path("elders/<uuid:public_id>/household/join/", family.member_add, name="member_add"),
    path("elders/<uuid:public_id>/household/leave/", family.member_end, name="member_end"),
    path("elders/<uuid:public_id>/check-ups/new/", check_ups.check_up_add, name="check_up_add"),
    path("check-ups/<int:pk>/change/", check_ups.check_up_change, name="check_up_change"),
    *fact_patterns(),
    path("elders/<uuid:public_id>/contracts/new/", contracts.contract_sign, name="contract_sign"),
    path("contracts/<int:pk>/end/", contracts.contract_end, name="contract_end"),
]
