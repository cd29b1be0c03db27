"""App config of workforce."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """See the models and the rules beside this file."""

    name = "yiyang.domains.workforce"
    label = "workforce"
