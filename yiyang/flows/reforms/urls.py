"""Addresses of the region tree and its reforms."""

from django.urls import path

from yiyang.flows.reforms.pages import reforms, tree

urlpatterns = [
    path("regions/", tree.region_tree, name="region_tree"),
    path("regions/tree.xlsx", tree.region_tree_file, name="region_tree_file"),
    path("regions/reforms/", reforms.reform_list, name="reform_list"),
    path("regions/reforms/new/", reforms.reform_new, name="reform_new"),
    path("regions/reforms/<uuid:public_id>/", reforms.reform_page, name="reform"),
    path("regions/reforms/<uuid:public_id>/edit/", reforms.reform_edit, name="reform_edit"),
    path("regions/reforms/<uuid:public_id>/apply/", reforms.reform_apply, name="reform_apply"),
]
