"""App config of acts and the outbox."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did which act to what, and what workers still have to do about it."""

    name = "yiyang.audit"
    label = "audit"
