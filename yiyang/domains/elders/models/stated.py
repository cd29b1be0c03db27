"""What every stated fact carries: who said so, when and from which source, and its own version."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from yiyang.access.viewer import Viewer, within


class SourceKind(models.TextChoices):
    """Where a statement comes from; a list or batch may be named in words instead."""

    DESK = "desk", _("At the desk")
    CARD = "card", _("From the identity card")
    IMPORT = "import", _("From an imported table")
    CIVIL_AFFAIRS = "civil_affairs", _("From civil affairs")
    CLINIC = "clinic", _("From a medical institution")
    VISIT = "visit", _("From a visit at home")
    FAMILY = "family", _("From the family")


class FactQuerySet(models.QuerySet):
    """Facts narrowed by the scope of their elder."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "FactQuerySet":
        """Those of elders whose present village lies in the viewer's areas."""
        return self.filter(within(viewer, permission, field="elder__village"))


class Stated(models.Model):
    """The provenance of a fact. `source` is a code of `SourceKind` or the name of a list or a batch."""

    source = models.CharField(max_length=60, blank=True, default="", db_default="", verbose_name=_("Source"))
    stated_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    stated_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    def source_words(self) -> str:
        """The source as words in the language of the moment; empty where none is kept."""
        return source_words(self.source)


def source_words(source: str) -> str:
    """The words of a source: the label of a known kind, else the text itself."""
    return str(SourceKind(source).label) if source in SourceKind.values else source
