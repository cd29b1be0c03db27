"""Addresses of deaths, moves and returns."""

from django.urls import path

from yiyang.flows.departures.pages import entry, event, lists

urlpatterns = [
    path("events/", lists.event_list, name="event_list"),
    path("events/export/", lists.event_export, name="event_export"),
    path("events/<int:pk>/", event.event_page, name="event_page"),
    path("events/<int:pk>/correct/", entry.event_correct, name="event_correct"),
    path("events/<int:pk>/withdraw/", event.event_withdraw, name="event_withdraw"),
    path("elders/<uuid:public_id>/events/new/", entry.event_new, name="event_new"),
]
