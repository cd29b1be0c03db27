"""App config of the flow merging."""

from django.apps import AppConfig


class MergingConfig(AppConfig):
    """One person, one record: pairs, merges by two people, and the way back."""

    name = "yiyang.flows.merging"
    label = "merging"
