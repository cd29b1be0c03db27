"""Events that end or hand over everything of a person on a day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yiyang.access.viewer import Viewer, within
from yiyang.domains.elders.models.people import Elder


class EventKind(models.TextChoices):
    """What happened to the person."""

    DEATH = "death", _("Death")
    MOVE_OUT = "move_out", _("Move out of the platform's area")
    MOVE_IN = "move_in", _("Move to another village of the platform")
    RETURN = "return", _("Return to the platform's area")


class EventState(models.TextChoices):
    """Whether an event still holds."""

    EFFECTIVE = "effective", _("In effect")
    CORRECTED = "corrected", _("Corrected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EventSource(models.TextChoices):
    """Who said that it happened."""

    FAMILY = "family", _("Family")
    VILLAGE = "village", _("Village or community office")
    HOSPITAL = "hospital", _("Hospital")
    CIVIL_AFFAIRS = "civil_affairs", _("Civil affairs or funeral office")
    POLICE = "police", _("Household registration of the police")
    VISIT = "visit", _("Seen on a visit")


class EventQuerySet(models.QuerySet):
    """Events narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "EventQuerySet":
        """Those of people who lived in the viewer's areas when it happened, or live there now."""
        return self.filter(
            within(viewer, permission, field="village") | within(viewer, permission, field="elder__village")
        )


class LifeEvent(models.Model):
    """A death, a move or a return: one event that ends or hands over everything of the person on its day.

    `village` is where the person lived before. `ended` lists what it ended, with names, in words of the page.
    `act` holds the journal by which it is corrected or withdrawn.
    """

    elder = models.ForeignKey(Elder, on_delete=models.PROTECT, related_name="life_events")
    kind = models.CharField(max_length=8, choices=EventKind.choices, verbose_name=_("What happened"))
    occurred_on = models.DateField(verbose_name=_("Day"))
    source = models.CharField(max_length=16, choices=EventSource.choices, verbose_name=_("Who said so"))
    evidence = models.CharField(max_length=120, blank=True, verbose_name=_("Evidence"))
    destination = models.CharField(max_length=120, blank=True, verbose_name=_("Where to"))
    village = models.ForeignKey(
        "regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_village = models.ForeignKey(
        "regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=EventState.choices, default=EventState.EFFECTIVE)
    ended = models.JSONField(default=list)
    actor = models.CharField(max_length=60)
    recorded_on = models.DateField()
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    withdrawal = models.JSONField(default=dict)
    act = models.ForeignKey("audit.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["elder", "occurred_on"], name="event_elder_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["elder"], condition=Q(kind="death", state="effective"), name="one_death"
            ),
        ]
