"""App config of contracts."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """See the models and the rules beside this file."""

    name = "yiyang.domains.contracts"
    label = "contracts"
