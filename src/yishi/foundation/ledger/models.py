"""The ledger and what stands beside it: heads, keys, the worker's cursors, due times, revisions."""

from typing import Any, NoReturn

from django.db import models

from yishi.events import EVENTS, Event
from yishi.foundation.ledger import canonical

KIND_LENGTH = 60
SUBJECT_LENGTH = 40
ACTOR_LENGTH = 64


class FinalEntryError(TypeError):
    """Somebody tried to change or delete an entry of the ledger."""

    def __init__(self) -> None:
        super().__init__("entries of the ledger are final: they are neither changed nor deleted")


class EntryQuerySet(models.QuerySet["Entry"]):
    def update(self, **changes: Any) -> NoReturn:
        raise FinalEntryError

    def delete(self) -> NoReturn:
        raise FinalEntryError


class Entry(models.Model):
    """One thing that happened, for good. Written by `commands.append` only.

    `sequence` runs 1, 2, 3 … without a gap. `body` is the canonical JSON that was hashed, and the other columns
    repeat what is in it, for queries. `leaf_hash` is the leaf of the Merkle tree (RFC 6962); `chain_hash` is
    SHA-256 over the `chain_hash` of the entry before (32 zero bytes before the first) and the `leaf_hash`, which
    names an altered row exactly.
    """

    # A 32-bit column is the row's own key on SQLite; two thousand million entries are enough for a district.
    sequence = models.IntegerField(primary_key=True)
    kind = models.CharField(max_length=KIND_LENGTH)
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    actor = models.CharField(max_length=ACTOR_LENGTH)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    body = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    chain_hash = models.BinaryField(max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        indexes = [models.Index(fields=["subject", "sequence"], name="entry_subject")]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.subject}".rstrip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FinalEntryError
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FinalEntryError

    @property
    def data(self) -> dict[str, Any]:
        """The event's fields as plain values."""
        data: dict[str, Any] = canonical.decode(bytes(self.body))["data"]
        return data

    @property
    def event(self) -> Event:
        """The event itself. Raises KeyError for a kind that no module of `yishi.events` knows."""
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in self.data.items()}
        return EVENTS[self.kind](**fields)


class SigningKey(models.Model):
    """A public key that has signed heads; kept for good, so that old heads can be verified after a rotation."""

    key_id = models.CharField(max_length=16, primary_key=True)
    public_key = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.key_id


class TreeHead(models.Model):
    """The root over the first `size` entries, signed. Whoever keeps one can prove later that none was altered."""

    size = models.IntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    signed_at = models.DateTimeField()
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="heads")
    signature = models.BinaryField(max_length=64)

    class Meta:
        ordering = ["size"]
        get_latest_by = "size"

    def __str__(self) -> str:
        return f"{self.size} {bytes(self.root).hex()[:12]}"


class SubtreeRoot(models.Model):
    """The root of the `index`-th complete subtree of 256 ** `level` leaves: it makes proofs short to compute."""

    level = models.PositiveSmallIntegerField()
    index = models.IntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_root_per_subtree")]


class Cursor(models.Model):
    """How far a subscriber has read: all up to `position` is done. `retry_at` is when a failed batch is tried again."""

    name = models.CharField(max_length=80, unique=True)
    position = models.IntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class DueTask(models.Model):
    """Something to be done at a time: a reminder, an escalation, the next piece of an import. Gone when it is done."""

    key = models.CharField(max_length=120, unique=True)
    task = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)
    data = models.JSONField(default=dict)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.key


class Revision(models.Model):
    """The mark of one kind of configuration, different after every change of it; see `revisions`."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
