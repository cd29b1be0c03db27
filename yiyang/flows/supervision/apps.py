"""App config of the flow supervision."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Pages that cross domains; see `pages.py`."""

    name = "yiyang.flows.supervision"
    label = "supervision"
