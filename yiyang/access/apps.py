"""App config of accounts and scope."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may see and do what."""

    name = "yiyang.access"
    label = "access"
