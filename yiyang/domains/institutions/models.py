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
    REHABILITATION_AREA = "rehabilitation_area", _("Rehabilitation area")
    REHABILITATION_CENTRE = "rehabilitation_centre", _("Rehabilitation centre")
    PILOT = "pilot", _("Pilot of combined care")


class GreenChannelPart(models.TextChoices):
    """What a green channel for elders consists of (ZS-15)."""

    REGISTRATION = "registration", _("Priority registration")
    CONSULTATION = "consultation", _("Priority consultation")
    PAYMENT = "payment", _("Priority payment")
    PHARMACY = "pharmacy", _("Priority at the pharmacy")
    ADMISSION = "admission", _("Priority admission")
    REFERRAL = "referral", _("Priority referral")


class OwnInstitution(models.TextChoices):
    """Which medical institution a home runs inside (WM-5)."""

    INFIRMARY = "infirmary", _("Infirmary")
    INNER_CLINIC = "inner_clinic", _("Inner clinic")
    NURSING_STATION = "nursing_station", _("Nursing station")
    OUTPATIENT_DEPARTMENT = "outpatient_department", _("Outpatient department")
    INNER_HOSPITAL = "inner_hospital", _("Inner hospital or nursing hospital")


CONTENTS = {
    CapabilityCode.GREEN_CHANNEL: GreenChannelPart,
    CapabilityCode.OWN_MEDICAL_INSTITUTION: OwnInstitution,
}
"""Capabilities that say what they consist of; the others have no contents."""


class PaperKind(models.TextChoices):
    """Licences, filings and designations of an organisation (ORG-2, ORG-4, ORG-5)."""

    MEDICAL_LICENCE = "medical_licence", _("Medical practice licence")
    MEDICAL_FILING = "medical_filing", _("Filing of a medical unit")
    CARE_REGISTRATION = "care_registration", _("Registration as a legal person")
    CARE_FILING = "care_filing", _("Filing as a care home")
    CARE_LICENCE = "care_licence", _("Establishment licence of a care home")
    INSURANCE = "insurance", _("Medical-insurance designation")
    LTC_INSURANCE = "ltc_insurance", _("Long-term-care-insurance designation")
    FOOD = "food", _("Food business licence")
    FIRE = "fire", _("Fire-safety certificate")


class LinkKind(models.TextChoices):
    """How two organisations belong together (ORG-3)."""

    ONE_DIRECTOR = "one_director", _("Two institutions under one director")
    CONSORTIUM = "consortium", _("Combined-care consortium")
    EMBEDDED_STATION = "embedded_station", _("Embedded service station")
    ONE_SITE = "one_site", _("On one site")
    NEIGHBOURS = "neighbours", _("Neighbours")


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
    service_radius_m = models.PositiveIntegerField(
        null=True, blank=True, verbose_name=_("Service radius in metres")
    )
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
    contents = models.JSONField(default=list, blank=True)
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


class PaperQuerySet(models.QuerySet):
    """Papers narrowed by the scope of their organisation."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "PaperQuerySet":
        """Those of organisations in the viewer's areas or held by the viewer's posts."""
        return self.filter(
            within(viewer, permission, field="organisation__area")
            | Q(organisation_id__in=viewer.organisation_ids(permission))
        )


class Paper(models.Model):
    """A licence, filing or designation of an organisation; `valid_to` None is a paper without an end."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=20, choices=PaperKind.choices, verbose_name=_("Kind of paper"))
    number = models.CharField(max_length=60, verbose_name=_("Number"))
    authority = models.CharField(max_length=80, verbose_name=_("Issued by"))
    scope = models.CharField(max_length=200, blank=True, verbose_name=_("Scope"))
    evidence = models.CharField(max_length=200, blank=True, verbose_name=_("Evidence"))
    valid_from = models.DateField(verbose_name=_("First day"))
    valid_to = models.DateField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "valid_to"], name="paper_end"),
            models.Index(fields=["valid_to", "id"], name="paper_next_end"),
        ]
        constraints = [
            interval_check("paper_interval"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "number", "valid_from"], name="paper_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LinkQuerySet(models.QuerySet):
    """Links narrowed by the scope of either side."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "LinkQuerySet":
        """Those of which one side lies in the viewer's areas or is held by the viewer's posts."""
        held = viewer.organisation_ids(permission)
        return self.filter(
            within(viewer, permission, field="lead__area")
            | within(viewer, permission, field="member__area")
            | Q(lead_id__in=held)
            | Q(member_id__in=held)
        )


class OrganisationLink(models.Model):
    """Two organisations belong together from a day on; where one leads or runs the other, it is `lead`."""

    kind = models.CharField(max_length=20, choices=LinkKind.choices, verbose_name=_("Kind of link"))
    lead = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="links_led")
    member = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="links_joined")
    evidence = models.CharField(max_length=200, verbose_name=_("Evidence"))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            interval_check("link_interval"),
            models.CheckConstraint(condition=~Q(lead=models.F("member")), name="link_two_sides"),
            models.UniqueConstraint(
                fields=["kind", "lead", "member"], condition=Q(valid_to__isnull=True), name="one_open_link"
            ),
        ]
