"""Elders and the facts about them that numbers count, each from a day on."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yiyang.access.sealed import SealedTextField
from yiyang.access.viewer import Viewer, within
from yiyang.audit.timelines import interval_check

IDENTITY_COLUMN = "identity_number"
PHONE_COLUMN = "phone"


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("Unknown")
    MALE = "1", _("Male")
    FEMALE = "2", _("Female")
    NOT_STATED = "9", _("Not stated")


class LivingKind(models.TextChoices):
    """Where an elder is cared for (ELD-1)."""

    HOME = "home", _("At home")
    COMMUNITY = "community", _("In the community")
    INSTITUTION = "institution", _("In an institution")


class CategoryCode(models.TextChoices):
    """Groups that rules and policies name (ELD-2)."""

    EXTREME_POVERTY = "extreme_poverty", _("Supported in extreme poverty")
    LOW_INCOME = "low_income", _("Low income")
    ENTITLED_GROUP = "entitled_group", _("Entitled veteran or kin")
    DISABLED_SOLDIER = "disabled_soldier", _("Grade-1 disabled soldier")
    SPECIAL_FAMILY = "special_family", _("Family-planning special family")
    DISABLED = "disabled", _("Disabled")
    PARTLY_DISABLED = "partly_disabled", _("Partly disabled")
    DEMENTIA = "dementia", _("With dementia")
    SEVERELY_ILL = "severely_ill", _("Severely ill")
    LIVING_ALONE = "living_alone", _("Living alone")


class ElderQuerySet(models.QuerySet):
    """Elders narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "ElderQuerySet":
        """Those whose present village lies in the viewer's areas."""
        return self.filter(within(viewer, permission, field="village"))


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
    version = models.PositiveIntegerField(default=1)

    objects = ElderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["village", "id"], name="elder_village"),
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


class Residence(models.Model):
    """Where an elder lives from a day on."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="residences")
    area = models.ForeignKey("regions.Region", on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            interval_check("residence_interval"),
            models.UniqueConstraint(
                fields=["elder"], condition=Q(valid_to__isnull=True), name="one_open_residence"
            ),
        ]


class LivingArrangement(models.Model):
    """How an elder is cared for from a day on."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="living_arrangements")
    kind = models.CharField(max_length=12, choices=LivingKind.choices)
    organisation = models.ForeignKey(
        "institutions.Organisation", null=True, blank=True, on_delete=models.PROTECT
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            interval_check("living_interval"),
            models.UniqueConstraint(
                fields=["elder"], condition=Q(valid_to__isnull=True), name="one_open_living"
            ),
        ]


class ElderCategory(models.Model):
    """Membership of a group from a day on, and who said so."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(max_length=24, choices=CategoryCode.choices)
    source = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            interval_check("category_interval"),
            models.UniqueConstraint(
                fields=["elder", "code"], condition=Q(valid_to__isnull=True), name="one_open_category"
            ),
        ]


class HealthRecord(models.Model):
    """The health record (健康档案) of an elder; open as long as it has no end."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="health_records")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            interval_check("record_interval"),
            models.UniqueConstraint(
                fields=["elder"], condition=Q(valid_to__isnull=True), name="one_open_record"
            ),
        ]


class Condition(models.Model):
    """A disease of an elder with its ICD-10 code, from a day on."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="conditions")
    icd10 = models.CharField(max_length=8)
    display = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [interval_check("condition_interval")]
