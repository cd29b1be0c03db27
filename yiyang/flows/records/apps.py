"""App config of the flow records."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Pages that cross domains; see `pages.py`."""

    name = "yiyang.flows.records"
    label = "records"
