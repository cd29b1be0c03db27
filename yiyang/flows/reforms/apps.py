"""App config of the flow reforms."""

from django.apps import AppConfig


class ReformsConfig(AppConfig):
    """Changes of the region tree and everything that stands in it; see `carrying.py`."""

    name = "yiyang.flows.reforms"
    label = "reforms"
