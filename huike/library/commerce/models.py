"""Shops, and what a workspace calls the categories of its goods."""

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


class OwnCategory(models.Model):
    """A category of the workspace's own tree; no other is named almost the same."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    plain = models.CharField(max_length=200)  # without width, case, spaces and separators
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "plain"], name="own_category_once")
        ]


class CategoryName(models.Model):
    """What a shop calls an own category; shop 0: any shop that says nothing else."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    shop_id = models.BigIntegerField()
    written = models.CharField(max_length=500)
    category = models.ForeignKey(OwnCategory, on_delete=models.PROTECT)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "shop_id", "written"], name="category_name_once"
            )
        ]
