"""Imports, how their columns were mapped, and the rows that were set aside."""

from django.db import models

from huike.base.access.models import Workspace
from huike.flow.ingest.collect.models import (
    EventName,
    LandedEntry,
    Landing,
    SeenMessage,
    Source,
)
from huike.flow.ingest.collect.records import (
    BlockedMessage,
    EventDay,
    EventPlan,
    PlanProblem,
    RecentMessage,
    TrackingPlan,
)
from huike.flow.ingest.connect.models import (
    Connection,
    ConnectionRun,
    Reading,
    SeenNotice,
    UnlandedRecord,
)
from huike.flow.ingest.leaving.models import LeavingRule, OrderWord
from huike.flow.ingest.mends.models import BulkMend
from huike.flow.ingest.quality.models import QualityAlert, QualityCount, QualityRule
from huike.flow.ingest.reviews.models import ReviewWords
from huike.flow.ingest.rowrules.models import RowRule

__all__ = [
    "BlockedMessage",
    "BulkMend",
    "Connection",
    "ConnectionRun",
    "EventDay",
    "EventName",
    "EventPlan",
    "Import",
    "LandedEntry",
    "Landing",
    "LeavingRule",
    "Mapping",
    "OrderWord",
    "PlanProblem",
    "QualityAlert",
    "QualityCount",
    "QualityRule",
    "QuarantinedRow",
    "Reading",
    "RecentMessage",
    "ReviewWords",
    "RowRule",
    "SeenMessage",
    "SeenNotice",
    "SeenRow",
    "Source",
    "TrackingPlan",
    "UnlandedRecord",
]


class Import(models.Model):
    """One file on its way in: what it is, how it is read, how far it is, what came of it.

    `phase` and the counters after it are the numbered steps of a run: each is written when the
    step has been done, so that a run goes on behind it, however the process ended.
    """

    class State(models.TextChoices):
        DRAFT = "draft"  # uploaded; the mapping can be edited
        WAITING = "waiting"
        RUNNING = "running"
        FINISHED = "finished"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Phase(models.TextChoices):
        NONE = "none"
        READING = "reading"  # cleaned batches go into the staging tables
        LANDING = "landing"  # staged rows become facts, bucket by bucket
        TELLING = "telling"  # the next stages are told, in batches of customers

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    shop_id = models.BigIntegerField()  # commerce.Shop
    kind = models.CharField(max_length=32)
    file_name = models.CharField(max_length=200)
    file_format = models.CharField(max_length=10)
    file_encoding = models.CharField(max_length=20, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    header = models.JSONField()
    blob_key = models.CharField(max_length=100)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    wrapped_key = models.BinaryField(max_length=60)  # seals what is kept of the file's rows
    plan = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    job_id = models.BigIntegerField(null=True)  # jobs.Job
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    run = models.PositiveIntegerField(default=0)  # the first reading is 1, each replay one more
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.NONE)
    batch_id = models.BigIntegerField(null=True)
    first_new_customer = models.BigIntegerField(null=True)
    batches = models.PositiveIntegerField(default=0)  # staged
    staged = models.BigIntegerField(default=0)  # rows in them
    landed = models.BigIntegerField(default=0)  # rows that land while they are read (customers)
    buckets = models.PositiveIntegerField(default=0)
    buckets_done = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)  # batches of customers

    rows = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    new_customers = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    problem = models.JSONField(null=True)  # why it failed: code, detail, mend, where
    sealed_trial = models.BinaryField(null=True)  # what the dry run found
    # What a person asked of rows when this run began (rowrules.judging.standing), so that a run
    # that goes on after a crash judges as it did before; and how many rows broke which rule.
    rules = models.JSONField(default=list)
    rule_counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="import_newest")]


class Mapping(models.Model):
    """How a workspace reads files with these columns; proposed again next time."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    kind = models.CharField(max_length=32)
    fingerprint = models.CharField(max_length=64)  # of the header
    plan = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "fingerprint"], name="mapping_once_by_header"
            )
        ]


class QuarantinedRow(models.Model):
    """A row that was set aside: where, why, and its cells, sealed: they may name a person."""

    class State(models.TextChoices):
        OPEN = "open"
        MENDED = "mended"
        REPLAYING = "replaying"
        REPLAYED = "replayed"
        DISCARDED = "discarded"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    source = models.ForeignKey(Import, on_delete=models.CASCADE, db_index=False)
    row = models.BigIntegerField()
    column = models.CharField(max_length=200, blank=True)  # of the first problem
    reason = models.CharField(max_length=24)
    problems = models.JSONField()  # all of them: [[column, reason], …]
    sealed = models.BinaryField()  # the cells as they came
    sealed_mend = models.BinaryField(null=True)  # cells that a person has written over them
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    is_released = models.BooleanField(default=False)  # a person said that no rule holds it back

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "row"], name="quarantined_row_once")
        ]
        indexes = [models.Index(fields=["source", "state", "reason"], name="quarantine_by_reason")]


class SeenRow(models.Model):
    """A keyed hash of a row of customers that has landed: the same row again is a duplicate."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    shop_id = models.BigIntegerField()  # commerce.Shop
    hash = models.BinaryField(max_length=16)
    batch_id = models.BigIntegerField(
        default=0
    )  # the run that brought it, and which of its batches
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "shop_id", "hash"], name="seen_row_once")
        ]
