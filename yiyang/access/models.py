"""Accounts, their posts and their tokens."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from yiyang.access.roles import ROLES


class AccountManager(BaseUserManager):
    """Finds accounts by their sign-in name."""


class Account(AbstractBaseUser):
    """Somebody who can sign in. What they may do is in their posts."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]
    objects = AccountManager()

    def __str__(self) -> str:
        return self.display_name


class Post(models.Model):
    """A role at an area or an organisation, from a day to a day."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=24, choices=[(code, role.label) for code, role in ROLES.items()])
    area = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        "institutions.Organisation", null=True, blank=True, on_delete=models.PROTECT
    )
    unit_name = models.CharField(max_length=60, blank=True, verbose_name=_("Bureau or unit"))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(area__isnull=False) | models.Q(organisation__isnull=False),
                name="post_has_place",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="post_interval",
            ),
        ]


class ApiToken(models.Model):
    """A program's key to the API, acting for one account. Only its digest is stored."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    valid_to = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
