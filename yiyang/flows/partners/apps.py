"""App config of the flow partners."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Pages that cross domains; see `pages.py`."""

    name = "yiyang.flows.partners"
    label = "partners"
