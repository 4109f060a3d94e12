"""What staff set for traits, and the views of lists they keep."""

from django.db import models

from huike.base.access.models import Workspace


class TraitSettings(models.Model):
    """Cut points and stage thresholds of one workspace, and its last refresh."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, primary_key=True)
    fixed_cuts = models.JSONField(null=True)  # None: fifths of the buyers, found at each refresh
    found_cuts = models.JSONField(null=True)  # those of the last refresh
    thresholds = models.JSONField(default=dict)
    version = models.BigIntegerField(default=0)
    refreshed_at = models.DateTimeField(null=True)


class SavedView(models.Model):
    """Filters, sort and columns of a list under a name: one person's own, or everybody's."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    list_name = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    owner_id = models.BigIntegerField()  # staff; 0 = shared with everybody
    state = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "list_name", "owner_id", "name"], name="view_once_by_name"
            )
        ]
