"""App config of elders."""

from django.apps import AppConfig


class EldersConfig(AppConfig):
    """See the models and the rules beside this file."""

    name = "yiyang.domains.elders"
    label = "elders"
