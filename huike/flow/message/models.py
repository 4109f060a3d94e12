"""The message outbox, who is sending from it, how its sources fare, and the sender's settings."""

from django.db import models
from django.db.models import Q

from huike.base.access.models import Workspace


class Message(models.Model):
    """One message to one customer; in exactly one state from the moment its row exists.

    queued → claimed → handing → sent | failed | unknown; refused before or at the hand-over.
    It holds no address and no text: both are found and made again when its turn comes.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        CLAIMED = "claimed"  # a worker has it; nothing has been given away
        HANDING = "handing"  # committed right before it is given to the server
        SENT = "sent"
        FAILED = "failed"
        REFUSED = "refused"
        UNKNOWN = "unknown"  # given away, and the answer was lost

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    source = models.CharField(max_length=16)  # "broadcast"
    source_id = models.BigIntegerField()  # journey.Broadcast
    step = models.CharField(max_length=16)
    occurrence = models.PositiveIntegerField()
    customer_id = models.BigIntegerField()  # identity.Customer
    channel = models.CharField(max_length=8)
    version_id = models.BigIntegerField()  # content.ContentVersion
    may_repeat = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State)
    reason = models.CharField(max_length=32, blank=True, default="")
    claim_id = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=220, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_id", "customer_id", "source", "step", "occurrence"],
                name="message_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["source_id", "source", "due_at", "id"],
                name="message_open",
                condition=Q(state__in=["queued", "claimed", "handing"]),
            ),
            models.Index(
                fields=["customer_id"], name="message_in_hand", condition=Q(state="handing")
            ),
            models.Index(
                fields=["source_id", "source", "state", "id"],
                name="message_troubled",
                condition=Q(state__in=["failed", "refused", "unknown"]),
            ),
        ]


class Dispatch(models.Model):
    """How the messages of one source fare: counted in the transactions that change them."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    source = models.CharField(max_length=16)
    source_id = models.BigIntegerField()
    domain = models.CharField(
        max_length=253
    )  # of its Message-IDs, so that they stay what they were
    audience = models.PositiveBigIntegerField(null=True)  # known once everybody has been told to it
    sent = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    unknown = models.PositiveBigIntegerField(default=0)
    trouble = models.JSONField(
        null=True
    )  # {"code", "detail", "is_lasting", "at"} of the mail server
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_id", "source"], name="dispatch_once")
        ]


class Claim(models.Model):
    """A worker's hold on some messages of a source, kept alive while it works."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    source = models.CharField(max_length=16)
    source_id = models.BigIntegerField()
    worker = models.CharField(max_length=160)
    lease_until = models.DateTimeField(db_index=True)


class Ended(models.Model):
    """Ends of messages on their way to the warehouse: written with them, deleted once landed."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    source = models.CharField(max_length=16)
    source_id = models.BigIntegerField()
    rows = models.JSONField()  # [message, customer, kind, reason, milliseconds]
    batch = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "batch", "id"], name="ended_to_land")]


class Sender(models.Model):
    """How a workspace sends e-mail: the server, who it comes from, how fast."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE)
    host = models.CharField(max_length=255, blank=True, default="")  # "": the installation's own
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=8, default="starttls")
    username = models.CharField(max_length=255, blank=True, default="")
    password = models.BinaryField(null=True)  # sealed
    from_name = models.CharField(max_length=120)
    from_address = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, blank=True, default="")
    postal_address = models.CharField(max_length=300)
    dkim_domain = models.CharField(max_length=253, blank=True, default="")
    dkim_selector = models.CharField(max_length=63, blank=True, default="")
    dkim_key = models.BinaryField(null=True)  # sealed
    connections = models.PositiveSmallIntegerField(default=8)
    per_second = models.PositiveIntegerField(default=0)  # 0: as fast as the server takes them
    most_attempts = models.PositiveSmallIntegerField(default=5)
    retry_seconds = models.PositiveIntegerField(default=60)  # before the second try; ×5 each time
    next_at = models.DateTimeField(null=True)  # when the rate allows the next message
    updated_at = models.DateTimeField()


class SinkMail(models.Model):
    """A mail that the local sink took: sealed, because it holds what customers' mails hold."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, null=True)
    message_id = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField()
    size = models.PositiveIntegerField()
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()  # envelope, subject and the mail itself

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="sink_mail_recent")]
