"""Acts, the outbox that workers read, and the keys that make a repeated request one effect."""

from django.db import models


class Act(models.Model):
    """One act or one reading: who, what, to which object, about which elders. Never changed."""

    at = models.DateTimeField(auto_now_add=True)
    account = models.ForeignKey("access.Account", null=True, blank=True, on_delete=models.PROTECT)
    actor = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True, blank=True)
    elder_ids = models.JSONField(default=list)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="act_object")]


class Outbox(models.Model):
    """Something a worker must do because of an act; claimed and done are kept apart."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT)
    topic = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(done_at__isnull=True), name="outbox_open")]


class RequestKey(models.Model):
    """A form's or a program's key of one request, claimed in the transaction of its effect."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    outcome = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="request_key_once")]


class JournalKind(models.TextChoices):
    """What an act did to a row."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class JournalEntry(models.Model):
    """One row as an act found it and left it, so that the act can be taken back; never changed but for its end.

    `before` and `after` hold columns in plain form; sealed columns stay sealed. `outcome` is empty until the
    act is taken back; then it says whether this row was restored or kept because it was edited since.
    """

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="journal")
    table = models.CharField(max_length=60)
    row = models.BigIntegerField()
    kind = models.CharField(max_length=6, choices=JournalKind.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    outcome = models.CharField(max_length=8, blank=True)
    reverted_by = models.ForeignKey(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="reverted_journal"
    )

    class Meta:
        indexes = [models.Index(fields=["table", "row"], name="journal_row")]
