"""App config of intake."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Tables that people send: batches, their rows, and how their columns were understood."""

    name = "yiyang.domains.intake"
    label = "intake"
