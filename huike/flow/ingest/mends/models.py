"""Many rows mended at once: who wrote what over which."""

from django.db import models

from huike.base.access.models import Workspace


class BulkMend(models.Model):
    """One change of a column, over all rows that a filter named, and how far it is."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    source = models.ForeignKey("ingest.Import", on_delete=models.CASCADE)
    reason = models.CharField(max_length=24, blank=True)  # the filter
    of_column = models.CharField(max_length=200, blank=True)
    column = models.CharField(max_length=200)  # the change
    how = models.CharField(max_length=8)  # rules.How
    sealed_change = models.BinaryField()  # rules.BulkChange: its values may name a person
    matched = models.BigIntegerField()  # rows that the filter named
    changed = models.BigIntegerField(default=0)
    done_row = models.BigIntegerField(default=0)  # rows up to this one have been changed
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True)  # jobs.Job that changes the cells
    replay_job_id = models.BigIntegerField(null=True)  # jobs.Job that reads the rows again
