"""What rows of a source must be."""

from django.db import models

from huike.base.access.models import Workspace


class RowRule(models.Model):
    """A test that each row of a source must stand; one that does not is warned of or held back."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=32)  # quality.sources.Kind
    source = models.BigIntegerField()  # connect.Connection; of files commerce.Shop
    shop_id = models.BigIntegerField()  # commerce.Shop
    test = models.JSONField()  # rules.RowTest
    digest = models.CharField(max_length=32)  # of the test: the same one is not kept twice
    severity = models.CharField(max_length=4)  # rules.Severity
    is_on = models.BooleanField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "source", "digest"], name="row_rule_once"
            )
        ]
