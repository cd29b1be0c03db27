"""Addresses of institutions and agreements."""

from django.urls import path

from yiyang.flows.partners.pages import agreements, facts, organisations

urlpatterns = [
    path("institutions/", organisations.organisation_list, name="organisation_list"),
    path("institutions/new/", facts.organisation_register, name="organisation_register"),
    path("institutions/<int:pk>/", organisations.organisation_record, name="organisation_record"),
    path("institutions/<int:pk>/edit/", facts.organisation_edit, name="organisation_edit"),
    path("institutions/<int:pk>/profile/", facts.organisation_profile, name="organisation_profile"),
    path("institutions/<int:pk>/beds/", facts.organisation_beds, name="organisation_beds"),
    path(
        "institutions/<int:pk>/capabilities/", facts.organisation_capability, name="organisation_capability"
    ),
    path("institutions/<int:pk>/close/", facts.organisation_close, name="organisation_close"),
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/new/", agreements.agreement_make, name="agreement_make"),
    path("agreements/<int:pk>/terminate/", agreements.agreement_terminate, name="agreement_terminate"),
]
