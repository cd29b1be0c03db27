"""Organisations and what counts about them: type, place, capabilities and beds, each from a day on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yiyang.access.viewer import Viewer, within
from yiyang.audit.timelines import interval_check


class Kind(models.TextChoices):
    """What an organisation is."""

    HOSPITAL = "hospital", _("Hospital")
    TCM_HOSPITAL = "tcm_hospital", _("TCM hospital")
    REHABILITATION_HOSPITAL = "rehabilitation_hospital", _("Rehabilitation hospital")
    NURSING_HOSPITAL = "nursing_hospital", _("Nursing hospital")
    HOSPICE = "hospice", _("Hospice")
    COMMUNITY_HEALTH_CENTRE = "community_health_centre", _("Community health centre")
    TOWN_CLINIC = "town_clinic", _("Town clinic")
    VILLAGE_CLINIC = "village_clinic", _("Village clinic")
    CLINIC = "clinic", _("Clinic")
    CARE_HOME = "care_home", _("Care home")
    TOWN_CARE_HOME = "town_care_home", _("Town care home")
    DAY_CARE_CENTRE = "day_care_centre", _("Day-care centre")
    HOME_CARE_CENTRE = "home_care_centre", _("Community home-care centre")
    HAPPINESS_HOME = "happiness_home", _("Rural happiness home")
    INSURER = "insurer", _("Insurer")
    BUREAU = "bureau", _("Bureau")
    TOWN_GOVERNMENT = "town_government", _("Town government")
    SCHOOL = "school", _("School")


class Ownership(models.TextChoices):
    """Who runs an organisation."""

    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private")


class HospitalLevel(models.IntegerChoices):
    """Grade of a hospital; ungraded organisations have none."""

    NONE = 0, _("Ungraded")
    ONE = 1, _("Level 1")
    TWO = 2, _("Level 2")
    THREE = 3, _("Level 3")


class CapabilityCode(models.TextChoices):
    """What an organisation can do, each with evidence and dates (ZS-14 to ZS-16, ZS-25)."""

    OWN_MEDICAL_INSTITUTION = "own_medical_institution", _("Own medical institution")
    GREEN_CHANNEL = "green_channel", _("Green channel for elders")
    GERIATRIC_DEPARTMENT = "geriatric_department", _("Geriatric department")
    TCM_SERVICE = "tcm_service", _("TCM service")
    BARRIER_FREE = "barrier_free", _("Barrier-free premises")
    TELEMEDICINE = "telemedicine", _("Remote medicine")
    REHABILITATION = "rehabilitation", _("Rehabilitation")
    HOME_SICKBEDS = "home_sickbeds", _("Home sickbeds")


class BedKind(models.TextChoices):
    """Each bed is of one kind; all kinds together are the usable beds."""

    GENERAL = "general", _("General bed")
    NURSING = "nursing", _("Nursing bed")
    REHABILITATION = "rehabilitation", _("Rehabilitation bed")
    HOSPICE = "hospice", _("Hospice bed")
    SICKBED = "sickbed", _("Sickbed")
    GERIATRIC = "geriatric", _("Geriatric bed")


class OrganisationQuerySet(models.QuerySet):
    """Organisations narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "OrganisationQuerySet":
        """Those in the viewer's areas or held by the viewer's posts."""
        return self.filter(
            within(viewer, permission, field="area") | Q(pk__in=viewer.organisation_ids(permission))
        )


class Organisation(models.Model):
    """A body of medical care, elder care or supervision. What it is on a day stands in its profiles.

    `kind` and `area` repeat the latest profile, for lists; numbers read the profiles.
    """

    name = models.CharField(max_length=120, verbose_name=_("Name"))
    credit_code = models.CharField(
        max_length=18, null=True, blank=True, unique=True, verbose_name=_("Unified social credit code")
    )
    address = models.CharField(max_length=200, blank=True, verbose_name=_("Address"))
    contact_phone = models.CharField(max_length=30, blank=True, verbose_name=_("Office telephone"))
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    kind = models.CharField(max_length=32, choices=Kind.choices, verbose_name=_("Kind"))
    area = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("Area"))
    version = models.PositiveIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "id"], name="organisation_kind")]
        constraints = [models.UniqueConstraint(fields=["name", "area"], name="organisation_once_in_area")]

    def __str__(self) -> str:
        return self.name


class OrganisationProfile(models.Model):
    """Type, grade, ownership and place of an organisation from a day on."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="profiles")
    kind = models.CharField(max_length=32, choices=Kind.choices)
    level = models.PositiveSmallIntegerField(choices=HospitalLevel.choices, default=HospitalLevel.NONE)
    ownership = models.CharField(max_length=8, choices=Ownership.choices)
    area = models.ForeignKey("regions.Region", on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            interval_check("profile_interval"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(valid_to__isnull=True), name="one_open_profile"
            ),
        ]


class Capability(models.Model):
    """Something an organisation offers from a day on, with what shows it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="capabilities")
    code = models.CharField(max_length=32, choices=CapabilityCode.choices)
    evidence = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            interval_check("capability_interval"),
            models.UniqueConstraint(
                fields=["organisation", "code"],
                condition=Q(valid_to__isnull=True),
                name="one_open_capability",
            ),
        ]


class BedCapacity(models.Model):
    """How many beds of a kind an organisation has from a day on."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="beds")
    kind = models.CharField(max_length=16, choices=BedKind.choices)
    beds = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            interval_check("beds_interval"),
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(valid_to__isnull=True), name="one_open_capacity"
            ),
        ]
