"""Facts about elders that numbers count, each from a day on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yiyang.audit.timelines import interval_check
from yiyang.domains.elders.models.people import Elder
from yiyang.domains.elders.models.stated import Stated


class LivingKind(models.TextChoices):
    """Where an elder is cared for (ELD-1)."""

    HOME = "home", _("At home")
    COMMUNITY = "community", _("In the community")
    INSTITUTION = "institution", _("In an institution")


class CategoryCode(models.TextChoices):
    """What an office can state of an elder (ELD-2); groups made of several facts are derived from it."""

    EXTREME_POVERTY = "extreme_poverty", _("Supported in extreme poverty")
    LOW_INCOME = "low_income", _("Low income")
    ENTITLED_GROUP = "entitled_group", _("Entitled veteran or kin")
    DISABLED_SOLDIER = "disabled_soldier", _("Grade-1 disabled soldier")
    WITHOUT_KIN = "without_kin", _("Without kin")
    SPECIAL_FAMILY = "special_family", _("Family-planning special family")
    BEREAVED_FAMILY = "bereaved_family", _("Family that lost its only child")
    DISABLED_CHILD_FAMILY = "disabled_child_family", _("Family whose only child is disabled")
    DISABLED = "disabled", _("Disabled")
    PARTLY_DISABLED = "partly_disabled", _("Partly disabled")
    DEMENTIA = "dementia", _("With dementia")
    SEVERELY_ILL = "severely_ill", _("Severely ill")
    LIVING_ALONE = "living_alone", _("Living alone")
    EMPTY_NEST = "empty_nest", _("Empty nest")


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


class ElderCategory(Stated):
    """What an office stated of an elder from a day on, with its evidence; `Membership` is what follows."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(max_length=24, choices=CategoryCode.choices, verbose_name=_("Category"))
    evidence = models.CharField(
        max_length=120, blank=True, default="", db_default="", verbose_name=_("Evidence")
    )
    valid_from = models.DateField(verbose_name=_("From"))
    valid_to = models.DateField(null=True, blank=True, verbose_name=_("Until"))

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


class Condition(Stated):
    """A disease of an elder with its ICD-10 code, from a day on."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="conditions")
    icd10 = models.CharField(max_length=8, verbose_name=_("ICD-10 code"))
    display = models.CharField(max_length=60, verbose_name=_("Condition"))
    valid_from = models.DateField(verbose_name=_("From"))
    valid_to = models.DateField(null=True, blank=True, verbose_name=_("Until"))

    class Meta:
        constraints = [interval_check("condition_interval")]
