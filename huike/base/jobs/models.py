"""Work to be done later, and clocks that make such work."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of work: written in the transaction of its cause, run at least once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    name = models.CharField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    workspace_id = models.BigIntegerField(null=True)
    args = models.JSONField(default=dict)
    lane = models.CharField(max_length=8, default="quick")
    unique_key = models.CharField(max_length=160, null=True)
    waiting_key = models.CharField(max_length=160, null=True)
    order_key = models.CharField(max_length=160, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    run_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    is_cancel_requested = models.BooleanField(default=False)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True, default="")
    result = models.JSONField(null=True)
    error = models.TextField(blank=True, default="")
    created_by = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_once_while_alive",
            ),
            models.UniqueConstraint(
                fields=["waiting_key"],
                condition=Q(state="waiting"),
                name="job_once_while_waiting",
            ),
        ]
        indexes = [
            models.Index(fields=["run_at", "id"], name="job_due", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="job_leased", condition=Q(state="running")),
            models.Index(
                fields=["order_key", "id"],
                name="job_in_order",
                condition=Q(state__in=["waiting", "running"]) & ~Q(order_key=""),
            ),
            models.Index(fields=["workspace_id", "-id"], name="job_of_workspace"),
        ]


class Hold(models.Model):
    """While one is in force no job is taken, and running ones stop at their next step."""

    name = models.CharField(max_length=80, primary_key=True)
    until = models.DateTimeField()


class Clock(models.Model):
    """When a scheduled job is due next."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()
