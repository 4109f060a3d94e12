"""Sources that send events by themselves."""

from django.db import models

from huike.base.access.models import Workspace


class Source(models.Model):
    """Something outside that sends to us: a site, an app, a server; its key says which it is."""

    class Kind(models.TextChoices):
        HTTP = "http"  # the Segment protocol

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    shop_id = models.BigIntegerField()  # commerce.Shop: where what it tells happens
    digest = models.BinaryField(max_length=32)  # of the write key
    sealed_key = models.BinaryField()  # the key stands in pages: it may be shown again
    is_paused = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="source_once_by_name"),
            models.UniqueConstraint(fields=["digest"], name="source_once_by_key"),
        ]


class Landing(models.Model):
    """Entries of the journal on their way into the warehouse, fixed before anything is written.

    Which messages are new in it is decided by `SeenMessage` in the transaction that makes this
    row, so that whoever finishes it after a crash lands the same rows under the same tokens. Its
    number is one of the batches of facts: the warehouse knows its rows by it.
    """

    id = models.BigIntegerField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    entries = models.JSONField()  # their numbers, in order
    messages = models.PositiveIntegerField()
    duplicates = models.PositiveIntegerField()
    failures = models.PositiveIntegerField(default=0)  # tries that what it holds has ended
    is_again = models.BooleanField(default=False)  # part of another, or of entries known before
    is_done = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace"], name="landing_open", condition=models.Q(is_done=False)
            )
        ]


class LandedEntry(models.Model):
    """An entry of the journal that belongs to a landing: to one, whatever happens."""

    entry = models.BigIntegerField(primary_key=True)
    landing = models.BigIntegerField()  # Landing


class SeenMessage(models.Model):
    """A message that was taken: the same `messageId` again is a duplicate."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    hash = models.BinaryField(max_length=16)
    landing = models.BigIntegerField()  # Landing

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "hash"], name="seen_message_once")
        ]
        indexes = [models.Index(fields=["landing"], name="seen_by_landing")]


class SetAside(models.Model):
    """What was accepted and cannot be landed, with its reason; its entry stays in the journal."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    source = models.BigIntegerField()  # Source
    entry = models.BigIntegerField()  # of the journal
    hash = models.BinaryField(max_length=16, default=b"")  # of the message; none: all of the entry
    message_id = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "entry", "hash"], name="set_aside_once")
        ]


class EventName(models.Model):
    """An event that a workspace has sent: the catalogue."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    count = models.BigIntegerField(default=0)
    looked = models.BigIntegerField(default=0)  # messages whose properties were looked at
    properties = models.JSONField(default=dict)  # name -> how often, of which types, examples
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    description = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "name"], name="event_name_once")
        ]
