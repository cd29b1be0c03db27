"""App config of institutions."""

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """See the models and the rules beside this file."""

    name = "yiyang.domains.institutions"
    label = "institutions"
