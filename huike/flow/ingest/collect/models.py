"""Sources that send events by themselves."""

from django.db import models

from huike.base.access.models import Workspace


class Source(models.Model):
    """Something outside that sends to us: a site, an app, a server; its key says which it is."""

    class Kind(models.TextChoices):
        HTTP = "http"  # the Segment protocol

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    shop_id = models.BigIntegerField()  # commerce.Shop: where what it tells happens
    digest = models.BinaryField(max_length=32)  # of the write key
    sealed_key = models.BinaryField()  # the key stands in pages: it may be shown again
    is_paused = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="source_once_by_name"),
            models.UniqueConstraint(fields=["digest"], name="source_once_by_key"),
        ]
