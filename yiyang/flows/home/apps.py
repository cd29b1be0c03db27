"""App config of the flow home."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Pages that cross domains; see `pages.py`."""

    name = "yiyang.flows.home"
    label = "home"
