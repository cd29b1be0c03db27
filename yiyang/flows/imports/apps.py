"""App config of the import centre."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Tables of every kind on their way into the registers."""

    name = "yiyang.flows.imports"
    label = "imports"
