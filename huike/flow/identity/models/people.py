"""Who is known: a sealed person, the keyed hashes to find them by, and visitors; nothing readable.

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
