"""The administrative tree: province, city, county, town, village, and how it changed.

Beneath access, because the scope of every account is a subtree of it (ADR 0001). A unit never moves: what comes
to stand elsewhere is a new row, and a succession says which row it continues (ADR 0008).
"""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

CODE_LENGTH = 12
KEY_LENGTH = 16
PATH_SEPARATOR = "/"


class Level(models.TextChoices):
    """Levels of the tree, highest first. A unit may hang on any higher level."""

    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    TOWN = "town", _("Town")
    VILLAGE = "village", _("Village")


class CodeList(models.TextChoices):
    """Lists that give codes; one code may mean different units in two lists."""

    STATS = "stats", _("Statistical division codes")
    MCA = "mca", _("Civil-affairs division codes")


class Region(models.Model):
    """One unit of the tree in one place, for as long as it stands there.

    `key` names the row for ever and makes the path; `code` is what the statistical list calls the unit (while it
    stands, no other has the same). A unit that stood from the beginning has no first day.
    """

    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    code = models.CharField(max_length=CODE_LENGTH)
    level = models.CharField(max_length=8, choices=Level.choices)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=120, unique=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["path"], name="region_path", opclasses=["text_pattern_ops"]),
            models.Index(fields=["code"], name="region_code"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="region_code_once_standing"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gt=models.F("valid_from")),
                name="region_interval",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Name a row made one at a time by its code, unless a reform named it."""
        self.key = self.key or self.code
        super().save(*args, **kwargs)

    def contains(self, other: "Region") -> bool:
        """Whether the other unit is this one or lies below it."""
        return other.path.startswith(self.path)


class RegionCode(models.Model):
    """What a unit is called in one list of codes; 426 towns of the seed places differ."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="codes")
    code_list = models.CharField(max_length=8, choices=CodeList.choices)
    code = models.CharField(max_length=CODE_LENGTH)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code_list", "code"], condition=Q(valid_to__isnull=True), name="region_code_once"
            )
        ]


class RegionAlias(models.Model):
    """Another name of a unit, as documents of another year write it; `valid_to` ends a former official name."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=80)
    valid_to = models.DateField(null=True, blank=True)


class ReformState(models.TextChoices):
    """Where a reform stands."""

    DRAFT = "draft", _("Draft")
    APPLIED = "applied", _("In force")


class Reform(models.Model):
    """A change of the tree on a day, with the document that orders it and the lines that say what becomes what."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=120, verbose_name=_("Title"))
    document = models.CharField(max_length=120, blank=True, verbose_name=_("Document"))
    on = models.DateField(verbose_name=_("First day"))
    lines = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=ReformState.choices, default=ReformState.DRAFT)
    outcome = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title


class Succession(models.Model):
    """A unit that ended in a reform, and the unit that continues it."""

    reform = models.ForeignKey(Reform, on_delete=models.PROTECT, related_name="successions")
    before = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="successors")
    after = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="predecessors")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="succession_once")]


class Platform(models.Model):
    """The one row that says which unit this installation serves, and a demo's day."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    root = models.ForeignKey(Region, on_delete=models.PROTECT)
    demo_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_platform")]
