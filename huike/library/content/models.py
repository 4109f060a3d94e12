"""Contents, their versions, and the brand they are dressed in."""

from django.db import models

from huike.base.access.models import Workspace


class Content(models.Model):
    """A named e-mail; what it says is in its versions."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=16, default="email")
    latest = models.PositiveIntegerField(default=0)
    is_archived = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=models.Q(is_archived=False),
                name="content_name_once",
            )
        ]
        indexes = [models.Index(fields=["workspace", "-updated_at", "-id"], name="content_recent")]


class ContentVersion(models.Model):
    """One saved state of a content, compiled; never changed after."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    subject = models.TextField()
    preheader = models.TextField(blank=True)
    html = models.TextField()
    text = models.TextField()
    links = models.JSONField(default=list)
    uses = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content", "number"], name="content_version_once")
        ]


class BrandKit(models.Model):
    """Colours, logo and name that e-mails and shopper-side pages take."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE)
    accent = models.CharField(max_length=7)
    background = models.CharField(max_length=7)
    text = models.CharField(max_length=7)
    logo = models.CharField(max_length=2_000, blank=True)
    name = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField()
