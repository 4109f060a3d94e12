"""Who the customers are: a sealed person, the keyed hashes to find them by, nothing readable.

Of each new customer about seven rows are written (decision 10). So there is no constraint and no
index that would be paid for with every one of them and is needed by none: a customer's own hashes
stand in their row, and the pieces of a name are computed from it.
"""

from django.db import models

from huike.base.access.models import Workspace


class Customer(models.Model):
    """One person of a workspace; name, identifiers and private attributes are one sealed value.

    The number comes from `reserve_ids("customer")`: small and dense, because segments are bitmaps.
    """

    id = models.BigIntegerField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)  # rises with each change
    wrapped_key = models.BinaryField(max_length=60, null=True)  # None = erased
    sealed = models.BinaryField(null=True)
    name_hash = models.BinaryField(max_length=16, null=True)  # tells a new name from the known
    keys = models.BinaryField(default=b"")  # rules.keys: the identifiers that lead here
    shops = models.TextField(blank=True, default="")  # ",3,7,": where they are known
    attributes = models.JSONField(default=dict)  # nothing personal
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "id"], name="customer_of_workspace")]


class Identifier(models.Model):
    """A keyed hash that leads to a customer; the value itself is sealed with the person."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    kind = models.PositiveSmallIntegerField()  # rules.kinds
    scope = models.BigIntegerField(default=0)  # a shop, for kinds that a shop gives out
    hash = models.BinaryField(max_length=16)
    customer = models.BigIntegerField()  # Customer

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "hash", "scope"], name="identifier_once"
            )
        ]


class NamePiece(models.Model):
    """Two neighbouring characters of a customer's name: all of it is its number (`names`).

    The field is Django's own for numbers of rows, though each is given: on SQLite no other makes
    the number the row's place in the table, without an index beside it.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )


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


class Wave(models.Model):
    """Many new customers being written: while this row is there, some lack keys and name pieces.

    They can be brought to their end from the customers' own rows, by whoever holds the lock.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    first = models.BigIntegerField()
    after = models.BigIntegerField()
    began_at = models.DateTimeField()


class Visitor(models.Model):
    """Somebody of whom only a number is known that a browser or an app gave them (`visitors`)."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    hash = models.BinaryField(max_length=16)
    number = models.BigIntegerField()  # from the row of customers' numbers
    customer = models.BigIntegerField(default=0)  # Customer, once they said who they are
    joined_at = models.DateTimeField(null=True)  # when they said so, not when we heard it
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "hash"], name="visitor_once"),
            models.UniqueConstraint(fields=["workspace", "number"], name="visitor_once_by_number"),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "customer"],
                name="visitor_of_customer",
                condition=models.Q(customer__gt=0),
            )
        ]


class SharedVisitor(models.Model):
    """A browser in which several customers said who they are: each of them, the first too."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    number = models.BigIntegerField()  # Visitor.number
    customer = models.BigIntegerField()  # Customer: the record

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "customer", "number"], name="shared_visitor_once"
            )
        ]


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


class ErasedKey(models.Model):
    """What led to somebody who was erased: who only is told of again is not made again."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    hash = models.BinaryField(max_length=16)
    kind = models.PositiveSmallIntegerField()
    scope = models.BigIntegerField()
    erased_at = models.BigIntegerField()  # microseconds since 1970

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "hash", "kind", "scope"], name="erased_key_once"
            )
        ]
