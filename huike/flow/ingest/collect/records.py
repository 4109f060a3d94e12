"""What is known of events that came, and what they shall be like: counts, plans, quarantine."""

from django.db import models

from huike.base.access.models import Workspace


class EventDay(models.Model):
    """How often a source sent an event on a day: the workspace's day on which it came.

    A request that was refused has the kind `refused`; its name is the code of the refusal.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    source = models.BigIntegerField()  # Source
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    day = models.DateField()
    taken = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    blocked = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "day", "source", "kind", "name"], name="event_day_once"
            )
        ]


class RecentMessage(models.Model):
    """One of the newest messages of a source, so that who integrates sees that it works."""

    class Outcome(models.TextChoices):
        TAKEN = "taken"
        DUPLICATE = "duplicate"
        BLOCKED = "blocked"
        REFUSED = "refused"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    source = models.BigIntegerField()  # Source
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    number = models.BigIntegerField(default=0)  # identity.Customer or a visitor
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    reason = models.CharField(max_length=60, blank=True, default="")
    where = models.CharField(max_length=100, blank=True, default="")
    happened_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "source", "id"], name="recent_by_source")]


class TrackingPlan(models.Model):
    """What holds for events of which no plan says anything."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE)
    unknown = models.CharField(max_length=5)  # rules.plan.Unknown


class EventPlan(models.Model):
    """What an event's properties shall be, and what becomes of messages that are otherwise."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=200)
    mode = models.CharField(max_length=5)  # rules.plan.Mode
    fields = models.JSONField(default=list)  # rules.plan.PlannedField
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="event_plan_once")
        ]


class PlanProblem(models.Model):
    """How often messages were not as planned, since the event's plan was changed last."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=200)  # the event's
    field = models.CharField(max_length=100)
    reason = models.CharField(max_length=20)  # rules.plan.Reason
    count = models.BigIntegerField(default=0)
    examples = models.JSONField(default=list)  # masked
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name", "field", "reason"], name="plan_problem_once"
            )
        ]


class BlockedMessage(models.Model):
    """A message that the plan held back: it has not landed, and may be read again."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    hash = models.BinaryField(max_length=16)  # as of SeenMessage, which does not know it
    landing = models.BigIntegerField()  # Landing, in which it was held back
    source = models.BigIntegerField()  # Source
    name = models.CharField(max_length=200)
    problems = models.JSONField()  # [field, reason, masked value], in order
    sealed = models.BinaryField()  # the whole message
    happened_at = models.DateTimeField()
    at = models.DateTimeField()
    replayed_at = models.DateTimeField(null=True)  # on its way again

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "hash"], name="blocked_message_once")
        ]
        indexes = [models.Index(fields=["workspace", "name"], name="blocked_by_name")]
