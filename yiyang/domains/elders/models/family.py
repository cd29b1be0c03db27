"""With whom an elder lives, and whom to call."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yiyang.access.sealed import SealedTextField
from yiyang.audit.timelines import interval_check
from yiyang.domains.elders.models.people import Elder
from yiyang.domains.elders.models.stated import Stated


class Household(models.Model):
    """People who live and keep house together; who they are on a day, the members say."""

    number = models.CharField(max_length=30, blank=True, default="", db_default="")


class HouseholdMember(Stated):
    """Somebody in a household from a day on: an elder of the register, or a person known by name only.

    `relation` is the relation to the head of the household (GB/T 4761, two digits).
    """

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    elder = models.ForeignKey(
        Elder, null=True, blank=True, on_delete=models.CASCADE, related_name="households"
    )
    name = models.CharField(max_length=60, blank=True, default="", db_default="", verbose_name=_("Full name"))
    relation = models.CharField(max_length=2, verbose_name=_("Relation to the head"))
    valid_from = models.DateField(verbose_name=_("From"))
    valid_to = models.DateField(null=True, blank=True, verbose_name=_("Until"))

    class Meta:
        constraints = [
            interval_check("member_interval"),
            models.CheckConstraint(
                condition=Q(elder__isnull=False) | ~Q(name=""), name="member_is_elder_or_named"
            ),
            models.UniqueConstraint(
                fields=["elder"], condition=Q(valid_to__isnull=True), name="one_open_household"
            ),
        ]


class Contact(Stated):
    """Next of kin or guardian (监护人) of an elder, from a day on; the phone is sealed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=60, verbose_name=_("Full name"))
    relation = models.CharField(max_length=2, verbose_name=_("Relation to the elder"))
    phone = SealedTextField(null=True, blank=True, verbose_name=_("Phone"))
    is_guardian = models.BooleanField(default=False, db_default=False, verbose_name=_("Guardian"))
    valid_from = models.DateField(verbose_name=_("From"))
    valid_to = models.DateField(null=True, blank=True, verbose_name=_("Until"))

    class Meta:
        constraints = [interval_check("contact_interval")]
