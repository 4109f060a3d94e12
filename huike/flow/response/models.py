"""What people, and their mail programs, did with messages."""

from django.db import models

from huike.base.access.models import Workspace


class Engagement(models.Model):
    """The first time one thing was done with one message; what comes again is not kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    message_id = models.BigIntegerField()  # message.Message
    customer_id = models.BigIntegerField()  # identity.Customer
    source = models.CharField(max_length=16)
    source_id = models.BigIntegerField()
    channel = models.CharField(max_length=8)
    kind = models.CharField(max_length=12)  # opened, clicked, unsubscribed
    link = models.SmallIntegerField(default=-1)  # which of the version's links
    address = models.TextField(blank=True, default="")  # where that link leads
    is_machine = models.BooleanField(default=False)  # a scanner, by the rules
    at = models.DateTimeField()
    batch = models.BigIntegerField(null=True)
    is_landed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message_id", "kind", "link", "is_machine"], name="engagement_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "batch", "id"],
                name="engagement_to_land",
                condition=models.Q(is_landed=False, is_machine=False),
            )
        ]
