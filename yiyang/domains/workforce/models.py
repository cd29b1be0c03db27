"""Staff, what they are qualified for, and where they practise, each from a day on."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from yiyang.access.sealed import SealedTextField
from yiyang.access.viewer import Viewer, within
from yiyang.audit.timelines import interval_check

IDENTITY_COLUMN = "staff_identity_number"


class StaffSex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("Unknown")
    MALE = "1", _("Male")
    FEMALE = "2", _("Female")
    NOT_STATED = "9", _("Not stated")


class QualificationKind(models.TextChoices):
    """What a person may work as (STF-1)."""

    LICENSED_DOCTOR = "licensed_doctor", _("Licensed doctor")
    TCM_DOCTOR = "tcm_doctor", _("Licensed TCM doctor")
    ASSISTANT_DOCTOR = "assistant_doctor", _("Licensed assistant doctor")
    NURSE = "nurse", _("Registered nurse")
    THERAPIST = "therapist", _("Rehabilitation therapist")
    PHARMACIST = "pharmacist", _("Pharmacist")
    CARER = "carer", _("Elder-care worker")
    ASSESSOR = "assessor", _("Ability assessor")
    SOCIAL_WORKER = "social_worker", _("Social worker")


def _at_organisations(viewer: Viewer, permission: str) -> Q:
    """The condition that a practice is at an organisation in the viewer's areas or held by the posts."""
    return within(viewer, permission, field="organisation__area") | Q(
        organisation_id__in=viewer.organisation_ids(permission)
    )


class StaffQuerySet(models.QuerySet):
    """Staff narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "StaffQuerySet":
        """Those who practise or practised at an organisation in scope."""
        practices = Practice.objects.filter(_at_organisations(viewer, permission), staff=OuterRef("pk"))
        return self.filter(Exists(practices))


class Staff(models.Model):
    """A person who works in medical or elder care; the identity number and the phone are sealed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60, verbose_name=_("Name"))
    name_full = models.CharField(max_length=120)
    name_initials = models.CharField(max_length=30)
    sex = models.CharField(max_length=1, choices=StaffSex.choices, verbose_name=_("Sex"))
    birth_date = models.DateField(verbose_name=_("Birth date"))
    identity_number = SealedTextField(verbose_name=_("Identity number"))
    identity_index = models.BinaryField(unique=True)
    phone = SealedTextField(null=True, blank=True, verbose_name=_("Phone"))
    version = models.PositiveIntegerField(default=1)

    objects = StaffQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="staff_name", opclasses=["text_pattern_ops"]),
            models.Index(fields=["name_full"], name="staff_name_full", opclasses=["text_pattern_ops"]),
            models.Index(fields=["name_initials"], name="staff_initials", opclasses=["text_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class StaffTitle(models.Model):
    """The professional title of a person from a day on; codes stand in the table of titles."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="titles")
    title = models.CharField(max_length=32)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            interval_check("staff_title_interval"),
            models.UniqueConstraint(
                fields=["staff"], condition=Q(valid_to__isnull=True), name="one_open_staff_title"
            ),
        ]


class OfStaffQuerySet(models.QuerySet):
    """Rows of a person, narrowed by the person's scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "OfStaffQuerySet":
        """Those of staff in scope."""
        practices = Practice.objects.filter(_at_organisations(viewer, permission), staff=OuterRef("staff_id"))
        return self.filter(Exists(practices))


class Qualification(models.Model):
    """A certificate of a person; `valid_to` None is one without an end. An expired one counts no more."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="qualifications")
    kind = models.CharField(max_length=20, choices=QualificationKind.choices, verbose_name=_("Qualification"))
    number = models.CharField(max_length=60, verbose_name=_("Certificate number"))
    authority = models.CharField(max_length=80, verbose_name=_("Issued by"))
    valid_from = models.DateField(verbose_name=_("Issued on"))
    valid_to = models.DateField(null=True, blank=True)

    objects = OfStaffQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["valid_to", "id"], name="qualification_next_end")]
        constraints = [
            interval_check("qualification_interval"),
            models.UniqueConstraint(fields=["kind", "number", "valid_from"], name="qualification_once"),
        ]

    def __str__(self) -> str:
        return self.number


class Practice(models.Model):
    """A registration at an organisation for some hours a week; one main site, others as further sites."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="practices")
    organisation = models.ForeignKey(
        "institutions.Organisation", on_delete=models.PROTECT, related_name="practices"
    )
    is_main = models.BooleanField(default=True, verbose_name=_("Main site"))
    hours_week = models.PositiveSmallIntegerField(verbose_name=_("Hours a week"))
    grassroots_hours = models.PositiveSmallIntegerField(
        default=0, verbose_name=_("Hours given to the grassroots")
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = OfStaffQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "valid_to"], name="practice_site_end")]
        constraints = [
            interval_check("practice_interval"),
            models.CheckConstraint(
                condition=Q(grassroots_hours__lte=models.F("hours_week")), name="grassroots_within_hours"
            ),
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(valid_to__isnull=True, is_main=True),
                name="one_open_main_site",
            ),
            models.UniqueConstraint(
                fields=["staff", "organisation"],
                condition=Q(valid_to__isnull=True),
                name="one_open_practice_a_site",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.valid_from}"
