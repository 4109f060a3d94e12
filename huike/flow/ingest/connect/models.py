"""Connections to platforms: what each has access to, how far it has read, and what came of it."""

from django.db import models

from huike.base.access.models import Workspace


class Connection(models.Model):
    """One shop's access to a platform, asked on a schedule for what is new."""

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"  # by a person
        NEEDS_ATTENTION = "needs_attention"  # until a person gives it what it lacks

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    shop_id = models.BigIntegerField()  # commerce.Shop
    kind = models.CharField(max_length=40)  # contract.Kind
    name = models.CharField(max_length=120)
    sealed_settings = models.BinaryField()
    state = models.CharField(max_length=15, choices=State.choices, default=State.ACTIVE)
    every_minutes = models.PositiveIntegerField()
    next_at = models.DateTimeField()  # when it is asked again
    failures = models.PositiveIntegerField(default=0)  # in a row
    problem = models.JSONField(null=True)  # the last one that still stands: code, params, detail
    problem_at = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)  # a sync that came to its end
    read_until = models.DateTimeField(null=True)  # all that changed before has landed
    counts = models.JSONField(default=dict)  # what has landed since it was made, by sort
    kept = models.JSONField(default=dict)  # what a kind of files remembers of the last one
    backfill_job = models.BigIntegerField(null=True)  # jobs.Job, the last one
    hook_digest = models.BinaryField(max_length=32)  # of the word in the address of its webhooks
    sealed_hook = models.BinaryField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="connection_once_by_name"),
            models.UniqueConstraint(fields=["hook_digest"], name="connection_once_by_hook"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], name="connection_due", condition=models.Q(state="active")
            )
        ]


class Reading(models.Model):
    """How far one sort of records has been read, kept in the step that lands each page."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, db_index=False)
    what = models.CharField(max_length=10)  # contract.What
    is_backfill = models.BooleanField()
    upto = models.DateTimeField()  # what changed (or was made) before has landed
    began_at = models.DateTimeField(null=True)  # of a backfill: from when on, and to when
    goal = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)  # the span that is being read; none: between two
    until = models.DateTimeField(null=True)
    resume = models.TextField(blank=True, default="")  # the client's mark within the span
    done = models.BigIntegerField(default=0)  # records of the span
    total = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "what", "is_backfill"], name="reading_once"
            )
        ]


class ConnectionRun(models.Model):
    """A sync or a backfill: when, what it brought, and how it ended."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"  # by a person

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, db_index=False)
    is_backfill = models.BooleanField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    pages = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.JSONField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["connection", "-id"], name="connection_run_newest")]


class UnlandedRecord(models.Model):
    """A record that could not be read; the newest of a connection are kept, to be looked at."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, db_index=False)
    what = models.CharField(max_length=10)
    number = models.CharField(max_length=100)
    reason = models.CharField(max_length=40)
    where = models.CharField(max_length=100, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "what", "number"], name="unlanded_record_once"
            )
        ]


class PrivacyRequest(models.Model):
    """What somebody asked of a platform about their data: to see it, to be forgotten."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, db_index=False)
    hash = models.BinaryField(max_length=16)  # of the body, which was signed
    kind = models.CharField(max_length=12)  # calling.WishKind
    number = models.CharField(max_length=100)  # the platform's
    customers = models.JSONField()  # whom it is about, by number
    orders = models.JSONField()  # the platform's numbers of orders that it names
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "hash"], name="privacy_request_once")
        ]


class SeenNotice(models.Model):
    """A call of a platform that was taken: the same again is a repetition."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, db_index=False)
    hash = models.BinaryField(max_length=16)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "hash"], name="seen_notice_once")
        ]
