"""Segments, what they said over time, and who entered and left by which evaluation."""

from django.db import models

from huike.base.access.models import Workspace


class Segment(models.Model):
    """A named set of customers: by a rule, or by a list."""

    DYNAMIC, STATIC = "dynamic", "static"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    folder = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=8, default=DYNAMIC)
    rule = models.JSONField(null=True)  # {"schema": n, "rule": {...}}; a list has none
    uses = models.JSONField(default=list)  # ids of the segments that its rule names
    version = models.PositiveIntegerField(default=1)
    scope_key = models.TextField(blank=True)  # "1,3": of these shops; "": of all
    owner = models.CharField(max_length=200)
    owner_id = models.BigIntegerField(default=0)  # access.Staff of kind staff, else 0
    count = models.PositiveBigIntegerField(null=True)
    evaluation = models.PositiveIntegerField(default=0)  # number of the newest one; 0 = none yet
    evaluated_at = models.DateTimeField(null=True)
    problem = models.JSONField(null=True)  # {"code", "detail"}: why it can no longer be evaluated
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "scope_key", "name"],
                condition=models.Q(archived_at=None),
                name="segment_name_once",
            )
        ]
        indexes = [models.Index(fields=["workspace", "-updated_at", "-id"], name="segment_recent")]


class SegmentVersion(models.Model):
    """What a segment said at one version; never changed after."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    rule = models.JSONField(null=True)
    members = models.BinaryField(null=True)  # of a list: its ids, packed
    members_count = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["segment", "number"], name="segment_version_once")
        ]


class Evaluation(models.Model):
    """One numbered change of the members of a segment."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="evaluations")
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    entered = models.PositiveBigIntegerField()
    left = models.PositiveBigIntegerField()
    count = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["segment", "number"], name="segment_evaluation_once")
        ]


class EvaluationChunk(models.Model):
    """Some of those who entered or left, packed."""

    ENTERED, LEFT = "entered", "left"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()  # of the evaluation
    kind = models.CharField(max_length=8)
    ordinal = models.PositiveIntegerField()
    ids = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "number", "kind", "ordinal"], name="segment_chunk_once"
            )
        ]


class Keeper(models.Model):
    """One row a workspace: the lock of its segments, and the last day they were evaluated for."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, primary_key=True)
    begun_on = models.DateField(null=True)
