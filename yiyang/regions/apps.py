"""App config of the region tree."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """The administrative tree that every scope and every number hangs on."""

    name = "yiyang.regions"
    label = "regions"
