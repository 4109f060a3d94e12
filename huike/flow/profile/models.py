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


class Export(models.Model):
    """A list that somebody took away as a file: what was asked for, by whom, and what it became."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    list_name = models.CharField(max_length=40)
    format = models.CharField(max_length=8)
    asked = models.JSONField()  # filters, sort, columns, language
    is_whole = models.BooleanField(default=False)  # personal values unmasked
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField()
    actor_label = models.CharField(max_length=120)
    actor_role = models.CharField(max_length=16)
    shop_ids = models.JSONField(null=True)
    job_id = models.BigIntegerField(null=True)
    blob_key = models.CharField(max_length=120, blank=True, default="")
    rows = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    forget_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="export_of_workspace")]


class Note(models.Model):
    """What staff wrote down about a customer; with a day by which it is to be done it is a task.

    It belongs to the record it was written on and is shown with the person (`notes.of_customer`).
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    record_id = models.BigIntegerField()  # identity.Customer
    sealed = models.BinaryField()  # the words, under the customer's key
    due_on = models.DateField(null=True)
    assignee_id = models.BigIntegerField(null=True)  # access.Staff
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "record_id"], name="note_of_customer"),
            models.Index(
                fields=["workspace", "due_on", "id"],
                name="note_to_do",
                condition=models.Q(due_on__isnull=False, done_at__isnull=True),
            ),
        ]


class Attachment(models.Model):
    """A file that staff keep with a customer; name and content lie under the customer's key.

    It belongs to the record it was put to and is shown with the person.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    record_id = models.BigIntegerField()  # identity.Customer
    sealed_name = models.BinaryField()
    size = models.PositiveIntegerField()  # bytes
    blob_key = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "record_id"], name="attachment_of_customer"),
        ]
