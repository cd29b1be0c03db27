"""Addresses of deaths, moves and returns."""

from django.urls import path

from yiyang.flows.departures import pages

urlpatterns = [
    path("events/", pages.event_list, name="event_list"),
    path("events/export/", pages.event_export, name="event_export"),
    path("events/<int:pk>/", pages.event_page, name="event_page"),
    path("events/<int:pk>/correct/", pages.event_correct, name="event_correct"),
    path("events/<int:pk>/withdraw/", pages.event_withdraw, name="event_withdraw"),
    path("elders/<uuid:public_id>/events/new/", pages.event_new, name="event_new"),
]
