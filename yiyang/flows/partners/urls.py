"""Addresses of institutions and agreements."""

from django.urls import path

from yiyang.flows.partners.pages import (
    agreements,
    facts,
    links,
    organisations,
    overviews,
    papers,
    staff,
    staff_changes,
)

urlpatterns = [
    path("institutions/", organisations.organisation_list, name="organisation_list"),
    path("institutions/new/", facts.organisation_register, name="organisation_register"),
    path("institutions/capabilities/", overviews.capability_matrix, name="capability_matrix"),
    path("institutions/duties/", overviews.duty_list, name="duty_list"),
    path("institutions/expiring/", overviews.expiring_list, name="expiring_list"),
    path("institutions/<int:pk>/", organisations.organisation_record, name="organisation_record"),
    path("institutions/<int:pk>/edit/", facts.organisation_edit, name="organisation_edit"),
    path("institutions/<int:pk>/profile/", facts.organisation_profile, name="organisation_profile"),
    path("institutions/<int:pk>/beds/", facts.organisation_beds, name="organisation_beds"),
    path(
        "institutions/<int:pk>/capabilities/", facts.organisation_capability, name="organisation_capability"
    ),
    path("institutions/<int:pk>/close/", facts.organisation_close, name="organisation_close"),
    path("institutions/<int:pk>/location/", links.organisation_location, name="organisation_location"),
    path("institutions/<int:pk>/papers/new/", papers.paper_add, name="paper_add"),
    path("institutions/<int:pk>/links/new/", links.link_add, name="link_add"),
    path("papers/<int:pk>/correct/", papers.paper_correct, name="paper_correct"),
    path("papers/<int:pk>/end/", papers.paper_end, name="paper_end"),
    path("links/<int:pk>/end/", links.link_end, name="link_end"),
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/new/", staff.staff_register, name="staff_register"),
    path("staff/<uuid:public_id>/", staff.staff_record, name="staff_record"),
    path("staff/<uuid:public_id>/edit/", staff_changes.staff_edit, name="staff_edit"),
    path("staff/<uuid:public_id>/title/", staff_changes.staff_title, name="staff_title"),
    path(
        "staff/<uuid:public_id>/qualifications/new/",
        staff_changes.qualification_add,
        name="qualification_add",
    ),
    path("staff/<uuid:public_id>/practices/new/", staff_changes.practice_add, name="practice_add"),
    path(
        "qualifications/<int:pk>/correct/", staff_changes.qualification_correct, name="qualification_correct"
    ),
    path("qualifications/<int:pk>/end/", staff_changes.qualification_end, name="qualification_end"),
    path("practices/<int:pk>/end/", staff_changes.practice_end, name="practice_end"),
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/new/", agreements.agreement_make, name="agreement_make"),
    path("agreements/<int:pk>/terminate/", agreements.agreement_terminate, name="agreement_terminate"),
]
