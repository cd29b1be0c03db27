"""App config of indicators."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """See the models and the rules beside this file."""

    name = "yiyang.domains.indicators"
    label = "indicators"
