"""Findings of checks, each from the day it was seen to the day it was gone, and how much was examined."""

from django.db import models
from django.db.models import Q

from yiyang.access.viewer import Viewer, within
from yiyang.audit.timelines import interval_check


class FindingQuerySet(models.QuerySet):
    """Findings narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "FindingQuerySet":
        """Those about elders and institutions in the viewer's areas; without a place, whoever sees the whole tree."""
        elders = within(viewer, permission, field="elder__village", or_nowhere=True)
        inside = within(viewer, permission, field="organisation__area")
        return self.filter((elders & Q(elder__isnull=False)) | (inside & Q(organisation__isnull=False)))


class Finding(models.Model):
    """One check failed by one elder or one organisation, from a day on."""

    check_code = models.CharField(max_length=40)
    group = models.CharField(max_length=12)
    elder = models.ForeignKey("elders.Elder", null=True, blank=True, on_delete=models.CASCADE)
    organisation = models.ForeignKey(
        "institutions.Organisation", null=True, blank=True, on_delete=models.CASCADE
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    FOLLOWS_SUBJECT = True

    objects = FindingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["check_code", "id"], name="finding_check")]
        constraints = [
            interval_check("finding_interval"),
            models.CheckConstraint(
                condition=Q(elder__isnull=False, organisation__isnull=True)
                | Q(elder__isnull=True, organisation__isnull=False),
                name="finding_has_one_subject",
            ),
            models.UniqueConstraint(
                fields=["check_code", "elder"],
                condition=Q(valid_to__isnull=True, elder__isnull=False),
                name="one_open_finding_of_elder",
            ),
            models.UniqueConstraint(
                fields=["check_code", "organisation"],
                condition=Q(valid_to__isnull=True, organisation__isnull=False),
                name="one_open_finding_of_organisation",
            ),
        ]


class Tally(models.Model):
    """How many subjects a check examined on a day and how many failed, by place and responsible organisation.

    `area` is the village or unit of the subject, None where it has none. `organisation` is who keeps the record:
    the clinic of the elder's team, or the institution itself; None where nobody is.
    """

    on = models.DateField()
    check_code = models.CharField(max_length=40)
    area = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.CASCADE)
    organisation = models.ForeignKey(
        "institutions.Organisation", null=True, blank=True, on_delete=models.CASCADE
    )
    examined = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    FOLLOWS_SUBJECT = True

    class Meta:
        indexes = [models.Index(fields=["on", "check_code"], name="tally_day")]


class Run(models.Model):
    """A day on which the registers were checked whole."""

    on = models.DateField(unique=True)
    subjects = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()
