"""Tables that people send, what was found in each row, and what became of it."""

import hashlib
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yiyang.access.roles import PERMISSIONS
from yiyang.access.sealed import SealedTextField
from yiyang.access.viewer import Viewer, within


class BatchState(models.TextChoices):
    """Where a batch stands; the moves are in `rules/lifecycle.py`."""

    RECEIVED = "received", _("Columns to be confirmed")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, waits for your choice")
    APPLYING = "applying", _("Being imported")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Imported")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Broken off")


class Choice(models.TextChoices):
    """What to do with a table that has faulty rows."""

    VALID_ONLY = "valid_only", _("Import the rows in order, leave out the others")
    ALL_OR_NOTHING = "all_or_nothing", _("Import only if every row is in order")


class FileRole(models.TextChoices):
    """What a stored file is."""

    UPLOAD = "upload", _("File sent")
    RECEIPT = "receipt", _("Receipt")


class BatchQuerySet(models.QuerySet):
    """Batches narrowed by scope."""

    def visible_to(self, viewer: Viewer, *, permission: str) -> "BatchQuerySet":
        """One's own, and those from within one's areas of kinds that one may send."""
        if viewer.system:
            return self
        if not viewer.can(permission):
            return self.none()
        seen = Q(account_id=viewer.account_id)
        by_areas: dict[tuple[str, ...], list[str]] = {}
        for each in PERMISSIONS:
            if viewer.can(each):
                by_areas.setdefault(viewer.area_paths(each), []).append(each)
        for held in by_areas.values():
            seen |= Q(permission__in=held) & within(viewer, held[0], field="area")
        return self.filter(seen)


class Batch(models.Model):
    """One table sent by one person: which file, how it is read, how far it is.

    `area` is the place of the sender's post, for scope. `on` is the day as of which rows are judged and taken.
    `cursor` is the Excel number of the last row worked on in this state. A worker holds a batch by `lease_token`
    until `leased_until`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=32)
    permission = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    sheets = models.JSONField(default=list)
    sheet = models.CharField(max_length=100)
    header = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    take_hidden = models.BooleanField(default=False)
    take_suspects = models.BooleanField(default=False)
    choice = models.CharField(max_length=16, choices=Choice.choices, default=Choice.VALID_ONLY)
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.RECEIVED)
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    account = models.ForeignKey("access.Account", null=True, blank=True, on_delete=models.PROTECT)
    actor = models.CharField(max_length=60)
    area = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.PROTECT)
    on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    total = models.PositiveIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    valid = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    updates = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    lease_token = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.JSONField(default=dict)
    receipt_sha256 = models.CharField(max_length=64, blank=True)
    receipt_size = models.PositiveIntegerField(default=0)

    objects = BatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-created_at"], name="batch_latest"),
            models.Index(
                fields=["id"], condition=Q(state__in=("checking", "applying", "undoing")), name="batch_open"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class BatchFile(models.Model):
    """A part of a file, sealed, so that every process and every backup has it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=8, choices=FileRole.choices)
    part = models.PositiveIntegerField()
    content = SealedTextField(row_key="seal_key")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "role", "part"], name="batch_file_part_once")]

    @property
    def seal_key(self) -> uuid.UUID:
        """What a sealed part is bound to."""
        return row_key(self.batch, f"{self.role}:{self.part}")


class BatchRow(models.Model):
    """What the check found in a row, later what became of it. Rows simply in order have none before they are taken.

    `object_id` and `version_after` name the record as the batch left it; `before` is what an update replaced.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12)
    object_id = models.BigIntegerField(null=True, blank=True)
    version_after = models.PositiveIntegerField(null=True, blank=True)
    before = SealedTextField(row_key="seal_key", null=True, blank=True)
    reasons = SealedTextField(row_key="seal_key", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="batch_row_once")]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="batch_row_outcome")]

    @property
    def seal_key(self) -> uuid.UUID:
        """What the row's sealed values are bound to."""
        return row_key(self.batch, str(self.number))


class Mapping(models.Model):
    """How somebody matched the columns of tables with these headings; proposed the next time."""

    kind = models.CharField(max_length=32)
    fingerprint = models.CharField(max_length=64)
    places = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "fingerprint"], name="mapping_once")]


def row_key(batch: Any, name: str) -> uuid.UUID:
    """A stable key of something within a batch."""
    digest = hashlib.blake2b(name.encode(), key=batch.public_id.bytes, digest_size=16).digest()
    return uuid.UUID(bytes=digest)
