"""What people allowed and refused, the proof of it, and addresses that must not be used."""

from django.db import models

from huike.base.access.models import Workspace


class Wording(models.Model):
    """A text that people agreed to; kept once however many did."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    digest = models.BinaryField(max_length=32)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="wording_once")]


class Consent(models.Model):
    """What a customer last said about a purpose on a channel."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    customer = models.BigIntegerField()  # identity's number
    purpose = models.CharField(max_length=16)
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    changed_at = models.DateTimeField()
    source = models.CharField(max_length=60)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, null=True, db_index=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "customer", "purpose", "channel"], name="consent_once"
            )
        ]


class ConsentProof(models.Model):
    """One answer of a customer, as it came: never changed, never deleted."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    customer = models.BigIntegerField()
    purpose = models.CharField(max_length=16)
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    at = models.DateTimeField()  # when they said it
    recorded_at = models.DateTimeField()
    means = models.CharField(max_length=8)  # person, staff, import
    recorded_by = models.CharField(max_length=120)
    source = models.CharField(max_length=60)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, null=True, db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "customer", "id"], name="proof_of_customer"),
            models.Index(fields=["workspace", "id"], name="proof_in_order"),
        ]


class Suppression(models.Model):
    """An address that must not be used, whoever it belongs to; only its keyed hash is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=8)
    hash = models.BinaryField(max_length=16)
    cause = models.CharField(max_length=12)
    source = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "channel", "hash", "cause"], name="suppression_once"
            )
        ]
        indexes = [models.Index(fields=["workspace", "id"], name="suppression_in_order")]


class Policy(models.Model):
    """Whether marketing on a channel needs a yes (opt_in) or only the absence of a no (soft)."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=8)
    rule = models.CharField(max_length=8)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "channel"], name="policy_once")]
