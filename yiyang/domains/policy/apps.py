"""App config of policy."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """See the models and the rules beside this file."""

    name = "yiyang.domains.policy"
    label = "policy"
