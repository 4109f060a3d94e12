"""The steps that bring a warehouse to these tables."""

from huike.base.warehouse.facade import Migration, NewColumns
from huike.library.facts.tables import CUSTOMERS, SHOP_BITS, TABLES

MIGRATIONS = [
    Migration(number=1, name="first_tables", changes=TABLES),
    Migration(number=2, name="shop_bits", changes=[NewColumns(table=CUSTOMERS, columns=SHOP_BITS)]),
]
