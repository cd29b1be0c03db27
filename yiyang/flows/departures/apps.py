"""App config of the flow departures."""

from django.apps import AppConfig


class DeparturesConfig(AppConfig):
    """Deaths, moves and returns, across every domain that holds something of a person."""

    name = "yiyang.flows.departures"
    label = "departures"
