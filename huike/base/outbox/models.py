"""What happened, kept until everybody who reacts has heard."""

from django.db import models


class EventRow(models.Model):
    """One published event."""

    workspace_id = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField(db_index=True)
