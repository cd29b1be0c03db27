"""Elders: the persons of the register."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yiyang.access.sealed import SealedTextField
from yiyang.access.viewer import Viewer, within

IDENTITY_COLUMN = "identity_number"
PHONE_COLUMN = "phone"


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("Unknown")
    MALE = "1", _("Male")
    FEMALE = "2", _("Female")
    NOT_STATED = "9", _("Not stated")


class ElderQuerySet(models.QuerySet):
    """Elders narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "ElderQuerySet":
        """Those whose present village lies in the viewer's areas; without one, whoever sees the whole tree.

        Records merged into another are left out.
        """
        inside = within(viewer, permission, field="village", or_nowhere=True)
        return self.filter(inside, merged_into__isnull=True)


class Elder(models.Model):
    """A person of the register (ELD-1).

    `village` repeats the present residence, for scope and lists; numbers read the residences.
    The identity number and the phone are sealed; they are found by exact value only.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60, verbose_name=_("Name"))
    name_full = models.CharField(max_length=120)
    name_initials = models.CharField(max_length=30)
    sex = models.CharField(max_length=1, choices=Sex.choices, verbose_name=_("Sex"))
    birth_date = models.DateField(verbose_name=_("Birth date"))
    identity_kind = models.CharField(max_length=2, default="01", verbose_name=_("Kind of document"))
    identity_number = SealedTextField(verbose_name=_("Identity number"))
    identity_index = models.BinaryField(unique=True)
    phone = SealedTextField(null=True, blank=True, verbose_name=_("Phone"))
    phone_index = models.BinaryField(null=True, blank=True, db_index=True)
    address = models.CharField(max_length=120, blank=True, verbose_name=_("Address"))
    village = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.PROTECT)
    death_date = models.DateField(null=True, blank=True, verbose_name=_("Date of death"))
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_records",
        db_index=False,
    )
    version = models.PositiveIntegerField(default=1)

    objects = ElderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["village", "id"], name="elder_village"),
            # Partial: "merged into none" holds for nearly everybody and must not tempt a planner.
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="elder_merged_into"
            ),
            models.Index(fields=["name"], name="elder_name", opclasses=["text_pattern_ops"]),
            models.Index(fields=["name_full"], name="elder_name_full", opclasses=["text_pattern_ops"]),
            models.Index(fields=["name_initials"], name="elder_initials", opclasses=["text_pattern_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(death_date__isnull=True) | Q(death_date__gte=F("birth_date")),
                name="death_after_birth",
            )
        ]

    def __str__(self) -> str:
        return self.name
