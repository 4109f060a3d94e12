"""The kernel's one table: numbers that are given out once."""

from django.db import models


class Sequence(models.Model):
    """The next free number of a named row of numbers."""

    name = models.CharField(max_length=64, primary_key=True)
    next_value = models.BigIntegerField(default=1)
