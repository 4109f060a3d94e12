"""The steps that bring a warehouse to these tables."""

from huike.base.warehouse.facade import Migration
from huike.library.facts.tables import TABLES

MIGRATIONS = [Migration(number=1, name="first_tables", changes=TABLES)]
