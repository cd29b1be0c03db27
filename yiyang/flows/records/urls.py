"""Addresses of elders and their contracts."""

from django.urls import path

from yiyang.flows.records.pages import changes, contracts, lists, record

urlpatterns = [
    path("elders/", lists.elder_list, name="elder_list"),
    path("elders/search/", lists.elder_search, name="elder_search"),
    path("elders/new/", changes.elder_register, name="elder_register"),
    path("elders/<uuid:public_id>/", record.elder_record_page, name="elder_record"),
    path("elders/<uuid:public_id>/reveal/", record.elder_reveal, name="elder_reveal"),
    path("elders/<uuid:public_id>/edit/", changes.elder_edit, name="elder_edit"),
    path("elders/<uuid:public_id>/move/", changes.elder_move, name="elder_move"),
    path("elders/<uuid:public_id>/open-record/", changes.elder_open_record, name="elder_open_record"),
    path("elders/<uuid:public_id>/contracts/new/", contracts.contract_sign, name="contract_sign"),
    path("contracts/<int:pk>/end/", contracts.contract_end, name="contract_end"),
]
