"""App config of the flow quality."""

from django.apps import AppConfig


class QualityPagesConfig(AppConfig):
    """Pages of data quality; the checks are in `domains/quality`."""

    name = "yiyang.flows.quality"
    label = "quality_pages"
