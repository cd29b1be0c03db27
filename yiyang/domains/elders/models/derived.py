"""What rules made of the facts, and who said each of a person's own columns."""

from django.db import models

from yiyang.audit.models import Act
from yiyang.audit.timelines import interval_check
from yiyang.domains.elders.models.people import Elder
from yiyang.domains.elders.models.stated import source_words

WHOLE_ENTRY = ""


class Membership(models.Model):
    """Membership of a category as the rules derive it from the facts; rewritten whenever one of them changes.

    `because` holds the clause and the facts of `rules/categories.py`.
    """

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="memberships")
    code = models.CharField(max_length=32)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    because = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["code", "elder"], name="membership_code")]
        constraints = [interval_check("membership_interval")]


class FieldSource(models.Model):
    """Who said the value of one of the person's own columns; the latest row of a field speaks for it.

    A row with the empty field speaks for every column that no row of its own names.
    """

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="field_sources")
    field = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=60)
    stated_by = models.CharField(max_length=60)
    stated_on = models.DateField()
    act = models.ForeignKey(Act, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def source_words(self) -> str:
        """The source as words in the language of the moment."""
        return source_words(self.source)
