"""Who looks alike, and who belongs together without being one."""

from django.db import models

from huike.base.access.models import Workspace
from huike.flow.identity.models.people import Customer


class Likeness(models.Model):
    """Two customers who look alike (`likeness`): a person says whether they are one, or one home.

    `customer` < `other`. What is decided stays, so that nothing is asked twice.
    """

    class What(models.TextChoices):
        PERSON = "person"
        HOUSEHOLD = "household"

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        DISMISSED = "dismissed"

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=9, choices=What.choices)
    score = models.FloatField()  # how probable it is, 0 to 1
    reasons = models.JSONField()  # field, level, bits: nothing personal
    found_at = models.DateTimeField()
    run = models.BigIntegerField()  # the job that found it last
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "customer", "other"], name="likeness_once")
        ]
        indexes = [
            models.Index(
                fields=["workspace", "state", "what", "-score", "-id"], name="likeness_by_score"
            ),
            models.Index(
                fields=["workspace", "state", "what", "-found_at", "-id"], name="likeness_by_time"
            ),
        ]


class LikenessRun(models.Model):
    """The last search for customers who look alike: what was done, and how well it finds."""

    workspace = models.OneToOneField(Workspace, on_delete=models.PROTECT)
    looked_at = models.DateTimeField()
    seconds = models.FloatField()
    customers = models.PositiveIntegerField()
    compared = models.PositiveIntegerField()
    crowded = models.PositiveIntegerField()  # keys that too many share
    suggested = models.PositiveIntegerField()
    weights = models.JSONField()  # field -> bits of each level
    check_told = models.JSONField()  # seed, copies, found, wrong; empty = too few customers
    mark = models.CharField(max_length=60)  # of the customers as they were


class Group(models.Model):
    """Customers who belong together and are not one: a household, or a company."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household"
        COMPANY = "company"

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    name = models.CharField(max_length=120, blank=True, default="")  # of a company
    mark = models.CharField(
        max_length=140, null=True
    )  # what companies are found by; None = by hand
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "mark"], name="group_once_by_mark")
        ]
        indexes = [models.Index(fields=["workspace", "kind", "-id"], name="group_of_kind")]


class GroupMember(models.Model):
    """A customer in a group; who has left keeps the row, so that nothing puts them back but a word.

    A customer is in one household and in one company at a time.
    """

    class How(models.TextChoices):
        STAFF = "staff"
        ALIKE = "alike"  # a confirmed suggestion
        DOMAIN = "domain"  # of an e-mail address
        COMPANY = "company"  # the attribute: of a file, or of a `group` event

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    kind = models.CharField(max_length=9, choices=Group.Kind.choices)
    customer = models.BigIntegerField()  # Customer: the record
    how = models.CharField(max_length=7, choices=How.choices)
    joined_at = models.DateTimeField()
    joined_by = models.CharField(max_length=120, blank=True, default="")
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "customer"], name="group_member_once"),
            models.UniqueConstraint(
                fields=["workspace", "kind", "customer"],
                condition=models.Q(left_at=None),
                name="group_member_of_one",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "customer"], name="group_member_of_customer")]
