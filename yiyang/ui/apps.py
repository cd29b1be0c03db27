from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Base templates, components and static files; knows no domain."""

    name = "yiyang.ui"
    label = "ui"
    verbose_name = _("User interface")
