"""Allergies, medicines, insurance and yearly check-ups of elders."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yiyang.audit.timelines import interval_check
from yiyang.domains.elders.models.people import Elder
from yiyang.domains.elders.models.stated import Stated


class InsuranceKind(models.TextChoices):
    """Insurances that pay for care."""

    EMPLOYEE = "employee", _("Basic medical insurance of employees")
    RESIDENT = "resident", _("Basic medical insurance of residents")
    LONG_TERM_CARE = "long_term_care", _("Long-term care insurance")
    COMMERCIAL = "commercial", _("Commercial health insurance")


class Insurance(Stated):
    """An insurance of an elder from a day on."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="insurances")
    kind = models.CharField(max_length=16, choices=InsuranceKind.choices, verbose_name=_("Insurance"))
    valid_from = models.DateField(verbose_name=_("From"))
    valid_to = models.DateField(null=True, blank=True, verbose_name=_("Until"))

    class Meta:
        constraints = [
            interval_check("insurance_interval"),
            models.UniqueConstraint(
                fields=["elder", "kind"], condition=Q(valid_to__isnull=True), name="one_open_insurance"
            ),
        ]


class Allergy(Stated):
    """Something that an elder does not bear (CV05.01.038), known from a day on."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="allergies")
    allergen = models.CharField(max_length=3, verbose_name=_("Allergen"))
    detail = models.CharField(max_length=120, blank=True, default="", db_default="", verbose_name=_("Detail"))
    valid_from = models.DateField(verbose_name=_("From"))
    valid_to = models.DateField(null=True, blank=True, verbose_name=_("Until"))

    class Meta:
        constraints = [interval_check("allergy_interval")]


class Medicine(Stated):
    """A medicine that an elder takes from a day on."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="medicines")
    name = models.CharField(max_length=60, verbose_name=_("Medicine"))
    dose = models.CharField(max_length=60, blank=True, default="", db_default="", verbose_name=_("Dose"))
    valid_from = models.DateField(verbose_name=_("From"))
    valid_to = models.DateField(null=True, blank=True, verbose_name=_("Until"))

    class Meta:
        constraints = [interval_check("medicine_interval")]


class CheckUp(Stated):
    """A yearly check-up: what was measured, and whether self-care was assessed and guidance given.

    It counts as the year's from its day to the end of the calendar year (`counts_until`, the first day of the next).
    `glucose` is fasting, in mmol/l; `bmi` in kg/m²; `self_care` a code of CV04.01.014, empty when it was not
    assessed. A value that was not measured is empty, never zero.
    """

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="check_ups")
    occurred_on = models.DateField(verbose_name=_("Day"))
    counts_until = models.DateField(editable=False)
    organisation = models.ForeignKey(
        "institutions.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name=_("Institution"),
    )
    systolic = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("Systolic pressure"))
    diastolic = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("Diastolic pressure"))
    glucose = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, verbose_name=_("Fasting glucose")
    )
    bmi = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, verbose_name=_("Body mass index")
    )
    self_care = models.CharField(
        max_length=1, blank=True, default="", db_default="", verbose_name=_("Self-care grade")
    )
    guidance = models.BooleanField(default=False, db_default=False, verbose_name=_("Guidance given"))

    class Meta:
        indexes = [models.Index(fields=["occurred_on"], name="check_up_day")]
        constraints = [
            models.UniqueConstraint(fields=["elder", "occurred_on"], name="one_check_up_a_day"),
            models.CheckConstraint(
                condition=Q(systolic__isnull=True)
                | Q(diastolic__isnull=True)
                | Q(systolic__gt=models.F("diastolic")),
                name="check_up_pressures",
            ),
        ]
