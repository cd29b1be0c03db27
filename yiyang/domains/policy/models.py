"""Policy documents in force at this installation, as the text of their packs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyDocument(models.Model):
    """One loaded pack. `files` keeps its text by file name, so that what was loaded is what is read."""

    code = models.CharField(max_length=40, unique=True)
    locality = models.ForeignKey("regions.Region", on_delete=models.PROTECT)
    files = models.JSONField(verbose_name=_("Files"))
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.code
