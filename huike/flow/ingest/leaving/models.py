"""What tells test orders and those of staff, and what a person said of a single order."""

from django.db import models

from huike.base.access.models import Workspace


class LeavingRule(models.Model):
    """Orders that match all conditions are left out while the rule is on."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=120)
    mark = models.CharField(max_length=8)  # rules.Mark
    conditions = models.JSONField()  # rules.LeavingConditions
    sealed_people = models.BinaryField()  # rules.LeavingPeople: they are personal
    is_on = models.BooleanField(default=False)
    job_id = models.BigIntegerField(null=True)  # jobs.Job that judged all orders by it last
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="leaving_rule_once_by_name")
        ]


class OrderWord(models.Model):
    """What a person said of one order; it stands above every rule until it is taken back."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    shop_id = models.BigIntegerField()  # commerce.Shop
    order_no = models.CharField(max_length=200)
    mark = models.CharField(max_length=8, blank=True)  # rules.Mark; "" = it counts
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "shop_id", "order_no"], name="order_word_once"
            )
        ]
