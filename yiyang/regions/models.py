"""The administrative tree: province, city, county, town, village.

Beneath access, because the scope of every account is a subtree of it (ADR 0001).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

CODE_LENGTH = 12
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
    """One unit of the tree, keyed by its code in the statistical list."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    level = models.CharField(max_length=8, choices=Level.choices)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=80, unique=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["path"], name="region_path", opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return self.name

    def contains(self, other: "Region") -> bool:
        """Whether the other unit is this one or lies below it."""
        return other.path.startswith(self.path)


class RegionCode(models.Model):
    """What a unit is called in one list of codes; 426 towns of the seed places differ."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="codes")
    code_list = models.CharField(max_length=8, choices=CodeList.choices)
    code = models.CharField(max_length=CODE_LENGTH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code_list", "code"], name="region_code_once")]


class RegionAlias(models.Model):
    """Another name of a unit, as documents of another year write it."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=80)


class Platform(models.Model):
    """The one row that says which unit this installation serves, and a demo's day."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    root = models.ForeignKey(Region, on_delete=models.PROTECT)
    demo_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_platform")]
