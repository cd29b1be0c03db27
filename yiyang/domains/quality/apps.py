"""App config of the domain quality."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """What is wrong in the registers, since when, and how much of them was looked at."""

    name = "yiyang.domains.quality"
    label = "quality"
