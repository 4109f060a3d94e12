"""Who wants to hear, what there is to tell, and how the telling goes."""

from django.db import models

from huike.base.access.models import Workspace


class Endpoint(models.Model):
    """An address of another program that is told what happens."""

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"  # by a person: nothing is told, what waits stays
        ENDED = "ended"  # it answered 410: nothing is told until a person starts it again

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=1_000)
    kinds = models.JSONField(default=list)  # of events; empty = all
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    secret = models.BinaryField(max_length=200)  # sealed
    former_secret = models.BinaryField(max_length=200, null=True)  # sealed; signs too for a while
    former_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)  # the last time it took something
    failing_since = models.DateTimeField(null=True)  # since when it has taken nothing

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="endpoint_once_by_name")
        ]


class Notice(models.Model):
    """Something that happened, as every endpoint hears of it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    mark = models.CharField(max_length=40)  # its `webhook-id`
    kind = models.CharField(max_length=60)
    data = models.JSONField()
    at = models.DateTimeField(db_index=True)


class Delivery(models.Model):
    """A notice on its way to an endpoint."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"  # every try was in vain, or the endpoint has ended

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, db_index=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    next_at = models.DateTimeField(null=True)  # the next try; while one runs, when it is given up
    tries = models.JSONField(default=list)  # [{at, status, ms, detail}]
    tried = models.PositiveSmallIntegerField(default=0)  # of the schedule; replaying begins anew

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at", "endpoint"],
                name="delivery_due",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["endpoint"],
                name="delivery_failed",
                condition=models.Q(state="failed"),
            ),
            models.Index(fields=["endpoint", "-id"], name="delivery_of_endpoint"),
        ]
