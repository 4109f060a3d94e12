"""Broadcasts and their frozen audiences."""

from django.db import models

from huike.base.access.models import Workspace


class Broadcast(models.Model):
    """One message to a chosen audience: a journey of one step."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="draft")
    why = models.CharField(max_length=40, blank=True, default="")  # why it is held
    paused_from = models.CharField(max_length=10, blank=True, default="")
    channel = models.CharField(max_length=8, default="email")
    purpose = models.CharField(max_length=16, default="marketing")
    content_id = models.BigIntegerField()  # content.Content
    version_id = models.BigIntegerField(null=True)  # content.ContentVersion, pinned at the start
    is_everyone = models.BooleanField(default=False)
    segment_ids = models.JSONField(default=list)  # segment.Segment
    evaluations = models.JSONField(default=dict)  # segment id → number of the evaluation it froze
    scope_key = models.TextField(blank=True)  # the shops of whoever planned it; "": all
    holdout = models.PositiveIntegerField()  # ten-thousandths
    goal_days = models.PositiveIntegerField(default=14)
    scheduled_at = models.DateTimeField(null=True)
    expires_after = models.DurationField()
    needs_approval = models.BooleanField(default=False)
    approved_by = models.CharField(max_length=200, blank=True, default="")
    owner_kind = models.CharField(max_length=8)
    owner_id = models.BigIntegerField()
    owner = models.CharField(max_length=200)
    treated = models.PositiveBigIntegerField(null=True)
    held_out = models.PositiveBigIntegerField(null=True)
    sent = models.PositiveBigIntegerField(null=True)  # these four once finished
    failed = models.PositiveBigIntegerField(null=True)
    refused = models.PositiveBigIntegerField(null=True)
    unknown = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-updated_at", "-id"], name="broadcast_recent")
        ]


class AudienceChunk(models.Model):
    """Some customers of a frozen audience, all in one arm."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="chunks")
    arm = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    ids = models.BinaryField()  # packed, in rising order
    is_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["broadcast", "arm", "number"], name="audience_chunk_once"
            )
        ]
