"""Records that may mean one person, and the merges of two records by two people."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yiyang.access.viewer import Viewer, within
from yiyang.domains.elders.models.people import Elder


def within_both(viewer: Viewer, permission: str, *, first: str, second: str) -> Q:
    """The condition that two records lie in the viewer's areas; one of them may have moved out of every area."""
    inside = {side: within(viewer, permission, field=f"{side}__village") for side in (first, second)}
    away = {side: Q(**{f"{side}__village__isnull": True}) for side in (first, second)}
    both = (inside[first] | away[first]) & (inside[second] | away[second])
    return both & (inside[first] | inside[second])


class PairState(models.TextChoices):
    """What people decided about a pair."""

    OPEN = "open", _("To be decided")
    DISTINCT = "distinct", _("Two persons")
    MERGED = "merged", _("Merged")


class PairQuerySet(models.QuerySet):
    """Pairs narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "PairQuerySet":
        """Those whose both records lie in the viewer's areas."""
        return self.filter(within_both(viewer, permission, first="first", second="second"))


class DuplicatePair(models.Model):
    """Two records that may mean one person: why, how strongly, and what people decided.

    `evidence` lists codes of `rules/tables/duplicates.toml`. A pair decided stays decided.
    """

    first = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="pairs_first")
    second = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="pairs_second")
    score = models.PositiveSmallIntegerField()
    is_exact = models.BooleanField(default=False)
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=PairState.choices, default=PairState.OPEN)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PairQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-score", "id"], name="pair_queue")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]


class MergeState(models.TextChoices):
    """Where a merge stands."""

    PROPOSED = "proposed", _("Awaiting the second person")
    CONFIRMED = "confirmed", _("Merged")
    REJECTED = "rejected", _("Rejected")
    UNDONE = "undone", _("Taken apart again")


class MergeQuerySet(models.QuerySet):
    """Merges narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "MergeQuerySet":
        """Those whose both records lie in the viewer's areas."""
        return self.filter(within_both(viewer, permission, first="kept", second="merged"))


class Merge(models.Model):
    """One record taken into another: proposed by one person, decided by another, undone without loss.

    `choices` says for each field that differs whose value stays: kept or merged. `outcome` lists what moved,
    what stayed and what ended, in words of the page. `act` holds the journal of the merge.
    """

    pair = models.ForeignKey(DuplicatePair, null=True, blank=True, on_delete=models.SET_NULL)
    kept = models.ForeignKey(Elder, on_delete=models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(Elder, on_delete=models.PROTECT, related_name="merges_merged")
    choices = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=MergeState.choices, default=MergeState.PROPOSED)
    proposed_by = models.ForeignKey(
        "access.Account", null=True, on_delete=models.PROTECT, related_name="merges_proposed"
    )
    proposer = models.CharField(max_length=60)
    proposed_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(
        "access.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="merges_decided"
    )
    decider = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    outcome = models.JSONField(default=list)
    act = models.ForeignKey("audit.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(state__in=("proposed", "confirmed")),
                name="one_merge_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="merge_by_two_people",
            ),
        ]


class DuplicateRun(models.Model):
    """A search for duplicates: what it looked at, and the last act it knew of, where the next one goes on."""

    at = models.DateTimeField(auto_now_add=True)
    act_seen = models.BigIntegerField(default=0)
    is_whole = models.BooleanField(default=True)
    looked_at = models.PositiveIntegerField(default=0)
    compared = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
