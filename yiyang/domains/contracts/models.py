"""Family-doctor contracts of elders and cooperation agreements of institutions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yiyang.access.viewer import Viewer, within


class Team(models.Model):
    """A family-doctor team of a clinic, serving an area (FAM-1)."""

    name = models.CharField(max_length=80)
    organisation = models.ForeignKey("institutions.Organisation", on_delete=models.PROTECT)
    area = models.ForeignKey("regions.Region", on_delete=models.PROTECT)
    leader_name = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="team_once_in_organisation")
        ]

    def __str__(self) -> str:
        return self.name


class ContractState(models.TextChoices):
    """Where a contract stands; the moves are in `rules/lifecycle.py`."""

    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended early")
    EXPIRED = "expired", _("Expired")


class EndReason(models.TextChoices):
    """Why a contract ended before its term."""

    RESIDENT = "resident", _("By the resident")
    MOVED = "moved", _("Moved away")
    DIED = "died", _("Died")
    UNREACHABLE = "unreachable", _("Unreachable for a year")
    REFUSED = "refused", _("Refused service for a year")
    MERGED = "merged", _("Merged with another record")
    OTHER = "other", _("Other reason")


class ContractQuerySet(models.QuerySet):
    """Contracts narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "ContractQuerySet":
        """Those of elders in the viewer's areas."""
        return self.filter(within(viewer, permission, field="elder__village"))


class Contract(models.Model):
    """A family-doctor contract; in force on `valid_from <= day < valid_to`.

    `term_to` is the end agreed on; `valid_to` moves forward when it ends early. Nothing renews itself.
    """

    elder = models.ForeignKey("elders.Elder", on_delete=models.PROTECT, related_name="contracts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, verbose_name=_("Team"))
    package = models.CharField(max_length=24, verbose_name=_("Package"))
    state = models.CharField(max_length=8, choices=ContractState.choices, default=ContractState.ACTIVE)
    signed_on = models.DateField(verbose_name=_("Signed on"))
    valid_from = models.DateField(verbose_name=_("First day"))
    term_to = models.DateField()
    valid_to = models.DateField()
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ContractQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "valid_to"], name="contract_team_end")]
        constraints = [
            models.CheckConstraint(condition=Q(term_to__gt=F("valid_from")), name="contract_term"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")) & Q(valid_to__lte=F("term_to")),
                name="contract_interval",
            ),
            models.UniqueConstraint(
                fields=["elder"], condition=Q(state="active"), name="one_active_contract"
            ),
        ]


class AgreementState(models.TextChoices):
    """Where a cooperation agreement stands."""

    ACTIVE = "active", _("In force")
    TERMINATED = "terminated", _("Terminated")
    EXPIRED = "expired", _("Expired")


class AgreementForm(models.TextChoices):
    """How a home and a medical institution work together (ZS-2, ZS-28, ZS-36)."""

    SIGNED = "signed", _("Signed cooperation")
    TRUSTEE = "trustee", _("Run by the medical institution")
    CONSORTIUM = "consortium", _("Medical-care consortium")
    ONE_SITE = "one_site", _("Two institutions on one site")


class AgreementContent(models.TextChoices):
    """The mechanisms an agreement may promise (ZS-3; INS-3)."""

    EMERGENCY = "emergency", _("Emergency care")
    APPOINTMENT = "appointment", _("Appointments")
    REFERRAL = "referral", _("Two-way referral")
    PATROL = "patrol", _("Regular patrol rounds")
    GUIDANCE = "guidance", _("Professional guidance")
    TRAINING = "training", _("Training")
    REMOTE = "remote", _("Remote medicine")


class AgreementQuerySet(models.QuerySet):
    """Agreements narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "AgreementQuerySet":
        """Those of homes and centres in the viewer's areas or held by the viewer's posts."""
        return self.filter(
            within(viewer, permission, field="receiver__area")
            | Q(receiver_id__in=viewer.organisation_ids(permission))
            | Q(provider_id__in=viewer.organisation_ids(permission))
        )


class Agreement(models.Model):
    """A cooperation agreement: a medical institution serves a home or community centre for a term."""

    receiver = models.ForeignKey(
        "institutions.Organisation",
        on_delete=models.PROTECT,
        related_name="agreements_received",
        verbose_name=_("Home or centre"),
    )
    provider = models.ForeignKey(
        "institutions.Organisation",
        on_delete=models.PROTECT,
        related_name="agreements_provided",
        verbose_name=_("Medical institution"),
    )
    form = models.CharField(max_length=12, choices=AgreementForm.choices, default=AgreementForm.SIGNED)
    contents = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=AgreementState.choices, default=AgreementState.ACTIVE)
    valid_from = models.DateField(verbose_name=_("First day"))
    term_to = models.DateField()
    valid_to = models.DateField()
    version = models.PositiveIntegerField(default=1)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(term_to__gt=F("valid_from")), name="agreement_term"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")) & Q(valid_to__lte=F("term_to")),
                name="agreement_interval",
            ),
            models.CheckConstraint(condition=~Q(receiver=F("provider")), name="agreement_two_parties"),
            models.UniqueConstraint(
                fields=["receiver", "provider"],
                condition=Q(state="active"),
                name="one_active_agreement_a_pair",
            ),
        ]
