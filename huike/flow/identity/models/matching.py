"""Which records are one person: the evidence, the words of staff, the rules and the outcome."""

from django.db import models

from huike.base.access.models import Workspace
from huike.flow.identity.models.people import Customer


class Match(models.Model):
    """Two records that an identifier, or a person, says are one: the evidence, never the outcome.

    What comes of it is worked out from all of them together (`rules.grouping`), so that it does
    not matter in which order they were found; a new row, or one marked so, waits for that.
    """

    class State(models.TextChoices):
        NEW = "new"  # nobody has looked at it yet
        MERGED = "merged"
        ASKED = "asked"  # this kind of identifier only suggests
        IGNORED = "ignored"  # this kind of identifier says nothing here
        SHARED = "shared"  # an identifier of too many people says nothing
        ACCOUNTS = "accounts"  # they have different accounts of one shop
        APART = "apart"  # somebody said that they are not the same
        TOO_MANY = "too_many"  # the person would have too many records

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")  # taken
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    kind = models.PositiveSmallIntegerField()  # of the identifier that led to the other; 0 = staff
    hash = models.BinaryField(max_length=16, default=b"")  # of the identifier, where it is known
    source = models.CharField(max_length=120, blank=True)  # a file, an event source; or who said so
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "customer", "other", "kind"], name="match_once"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "-id"], name="match_in_state"),
            models.Index(fields=["workspace", "kind", "hash"], name="match_of_identifier"),
        ]


class Alias(models.Model):
    """A source says that two accounts are one person's (`aliases`).

    Of one shop: `after` was `before` earlier. Of two: one app of a platform gives both its number.
    Keyed hashes, whether or not anybody has the accounts: who they are may be heard later.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    kind = models.PositiveSmallIntegerField()  # rules.kinds: alias, app
    scope = models.BigIntegerField()  # the shop of `before`
    before = models.BinaryField(max_length=16)
    other_scope = models.BigIntegerField()  # the shop of `after`
    after = models.BinaryField(max_length=16)
    source = models.CharField(max_length=120, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "before", "after", "scope", "other_scope", "kind"],
                name="alias_once",
            )
        ]
        indexes = [models.Index(fields=["workspace", "after"], name="alias_after")]


class Apart(models.Model):
    """Two records of whom somebody said that they are not one person; `one` < `other`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    one = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    said_by = models.CharField(max_length=120)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "one", "other"], name="apart_once")
        ]


class Survivor(models.Model):
    """Under whose number a record is shown; it has a row once it was ever merged.

    Facts land under the record's own number and follow: in the warehouse `overrides` says the same.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    customer = models.BigIntegerField()  # Customer: the record
    survivor = models.BigIntegerField()  # Customer: the oldest record of the person, or itself
    changed_at = models.DateTimeField()
    is_followed = models.BooleanField(default=False)  # whether its orders are under the survivor

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "customer"], name="survivor_once")
        ]
        indexes = [
            models.Index(fields=["workspace", "survivor"], name="survivor_of_records"),
            models.Index(
                fields=["workspace", "customer"],
                name="survivor_to_follow",
                condition=models.Q(is_followed=False),
            ),
        ]


class Split(models.Model):
    """An identifier that somebody took out of a record: it is not this person's (decision 21).

    It leads to the record `taken` from then on, which is kept apart from all that were the person's
    without it. Whatever that changed stands here, so that it can be taken back whole.
    """

    class Facts(models.TextChoices):
        STAND = "stand"
        GOING = "going"  # orders are still to be written under `taken`
        COMING = "coming"  # and under `record` again

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    record = models.BigIntegerField()  # Customer
    taken = models.BigIntegerField()  # Customer; the record itself where it had nothing else
    kind = models.PositiveSmallIntegerField()
    scope = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=16)
    place = models.PositiveSmallIntegerField()  # among the identifiers of the record
    shops = models.JSONField()  # whose orders went along
    kept_apart = models.JSONField()  # pairs of records of which this says so first
    unsaid = models.JSONField()  # words of staff that yielded: one, other, who, when
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=120)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=120, blank=True, default="")
    facts = models.CharField(max_length=6, choices=Facts.choices, default=Facts.STAND)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "record"], name="split_of_record"),
            models.Index(fields=["workspace", "taken"], name="split_taken"),
            models.Index(
                fields=["workspace"],
                name="split_to_follow",
                condition=~models.Q(facts="stand"),
            ),
        ]


class MatchRule(models.Model):
    """What an identifier of one kind that is seen with two records means in this workspace."""

    class Mode(models.TextChoices):
        MERGE = "merge"
        ASK = "ask"  # suggest it to a person
        NEVER = "never"  # it says nothing of who somebody is

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    kind = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=5, choices=Mode.choices)
    most = models.PositiveSmallIntegerField()  # records with it; with more it says nothing
    # 1 is believed first; empty where the order was never changed, as `rules.kinds` has it
    place = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind"], name="match_rule_once")
        ]
