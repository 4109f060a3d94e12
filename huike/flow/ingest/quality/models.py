"""What came of each source and what was wrong with it; what is looked for; what is wrong now."""

from django.db import models

from huike.base.access.models import Workspace


class QualityCount(models.Model):
    """How many records of a source came in an hour of the workspace's day, or had one fault.

    `what` is one of `rules.scoring.WHATS`: came, history, or what was wrong with records.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=32)  # sources.Kind
    source = models.BigIntegerField()  # collect.Source, Connection; of files commerce.Shop
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=12)
    count = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "source", "day", "hour", "what"],
                name="quality_count_once",
            )
        ]


class QualityRule(models.Model):
    """What a person has set for one check of a source; without it the default holds."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=32)
    source = models.BigIntegerField()
    about = models.CharField(max_length=12)  # rules.checks.Check
    is_on = models.BooleanField()
    limit = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "source", "about"], name="quality_rule_once"
            )
        ]


class QualityAlert(models.Model):
    """Something that is wrong with a source, until it is right again: once at a time a check."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=32)
    source = models.BigIntegerField()
    about = models.CharField(max_length=12)
    facts = models.JSONField()  # what was found when it was opened
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # a person has taken note
    seen_by = models.CharField(max_length=200, blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "source", "about"],
                name="quality_alert_open_once",
                condition=models.Q(closed_at=None),
            )
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="quality_alert_newest")]
