"""Results of indicators: one table that serves every page, bulletin and API."""

from django.db import models


class Refresh(models.Model):
    """One computation of all indicators for a day from one snapshot."""

    on = models.DateField(unique=True)
    computed_at = models.DateTimeField()
    snapshot_at = models.DateTimeField()
    stale = models.BooleanField(default=False)


class Result(models.Model):
    """An indicator's number for an area at the end of a day."""

    refresh = models.ForeignKey(Refresh, on_delete=models.CASCADE, related_name="results")
    indicator = models.CharField(max_length=48)
    area = models.ForeignKey("regions.Region", on_delete=models.CASCADE)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    value = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["refresh", "indicator", "area"], name="one_result")]
        indexes = [models.Index(fields=["indicator", "area"], name="result_series")]
