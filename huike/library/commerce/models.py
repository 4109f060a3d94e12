"""Shops."""

from django.db import models

from huike.base.access.models import Workspace


class Shop(models.Model):
    """A place of sale: on a platform, a site of one's own, or over the counter."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    platform = models.CharField(max_length=24)
    currency = models.CharField(max_length=3)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="shop_once_by_name")
        ]
