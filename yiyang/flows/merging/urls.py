"""Addresses of pairs and merges."""

from django.urls import path

from yiyang.flows.merging.pages import merges, pairs

urlpatterns = [
    path("duplicates/", pairs.pair_list, name="pair_list"),
    path("duplicates/export/", pairs.pair_export, name="pair_export"),
    path("duplicates/near/", pairs.near_part, name="near_part"),
    path("duplicates/<int:pk>/", pairs.pair_page, name="pair_page"),
    path("duplicates/<int:pk>/propose/", pairs.pair_propose, name="pair_propose"),
    path("duplicates/<int:pk>/distinct/", pairs.pair_distinct, name="pair_distinct"),
    path("duplicates/<int:pk>/reopen/", pairs.pair_reopen, name="pair_reopen"),
    path("merges/", merges.merge_list, name="merge_list"),
    path("merges/<int:pk>/", merges.merge_page, name="merge_page"),
    path("merges/<int:pk>/confirm/", merges.merge_confirm, name="merge_confirm"),
    path("merges/<int:pk>/reject/", merges.merge_reject, name="merge_reject"),
    path("merges/<int:pk>/undo/", merges.merge_undo, name="merge_undo"),
]
