"""Where cleaned rows wait in the warehouse until they land: tables of an import's run.

Nothing personal is in them. They are made when a run begins to read and dropped when it ends.
"""

from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from huike.base.warehouse import facade as warehouse
from huike.base.warehouse.facade import Table

_TIME = "DateTime64(3, 'UTC')"
_KIND = "LowCardinality(String)"

LINE_COLUMNS = (
    "row", "order_no", "sku", "customer_id", "kind", "status", "ordered_at", "quantity",
    "unit_price", "amount", "discount", "currency", "currency_amount",
    "content_price", "content_amount", "content_discount",
)  # fmt: skip
PAYING_COLUMNS = (
    "row", "order_no", "payment_method", "paid_at", "coupons", "shipped_at", "signed_at", "carrier",
    "parcel", "tail",
)  # fmt: skip
PRODUCT_COLUMNS = (
    "row", "sku", "title", "category", "department", "brand", "price", "attributes",
    "cost", "stock", "unit", "unit_written",
)  # fmt: skip


@dataclass(frozen=True)
class Staging:
    """The staging tables of one run of one import."""

    import_id: int
    run: int

    @property
    def lines(self) -> Table:
        """Order lines; by the hash of the order, so that a bucket is a range of the key."""
        return Table(
            name=f"import_lines_{self.import_id}_{self.run}",
            columns={
                "row": "Int64",
                "order_no": "String",
                "sku": "String",
                "customer_id": "UInt32",
                "kind": _KIND,
                "status": _KIND,
                "ordered_at": _TIME,
                "quantity": "Int64",
                "unit_price": "Int64",
                "amount": "Int64",
                "discount": "Int64",
                "currency": _KIND,
                "currency_amount": "Int64",
                "content_price": "Int64",
                "content_amount": "Int64",
                "content_discount": "Int64",
                "order_hash": "UInt32 MATERIALIZED toUInt32(cityHash64(order_no))",
                "content": "UInt64 MATERIALIZED cityHash64("
                "sku, quantity, content_price, content_amount, content_discount)",
            },
            order_by="(order_hash, order_no, content, row)",
            shard_by="cityHash64(order_no)",
        )

    @property
    def products(self) -> Table:
        """Products: of a file of them, or what order lines say of what they sold."""
        return Table(
            name=f"import_products_{self.import_id}_{self.run}",
            columns={
                "row": "Int64",
                "sku": "String",
                "title": "String",
                "category": _KIND,
                "department": _KIND,
                "brand": _KIND,
                "price": "Nullable(Int64)",
                "attributes": "Map(LowCardinality(String), String)",
                "cost": "Nullable(Int64)",
                "stock": "Nullable(Int64)",
                "unit": _KIND,
                "unit_written": _KIND,
            },
            order_by="(sku, row)",
            shard_by="cityHash64(sku)",
        )

    @property
    def paying(self) -> Table:
        """What order lines say of how they were paid and sent; made with the first that do."""
        return Table(
            name=f"import_paying_{self.import_id}_{self.run}",
            columns={
                "row": "Int64",
                "order_no": "String",
                "payment_method": "String",
                "paid_at": f"Nullable({_TIME})",
                "coupons": "Array(String)",
                "shipped_at": f"Nullable({_TIME})",
                "signed_at": f"Nullable({_TIME})",
                "carrier": "String",
                "parcel": "String",
                "tail": "String",
                "order_hash": "UInt32 MATERIALIZED toUInt32(cityHash64(order_no))",
            },
            order_by="(order_hash, order_no, row)",
            shard_by="cityHash64(order_no)",
        )

    def create(self) -> None:
        """Make the tables where they are not there."""
        warehouse.create_table(self.lines)
        warehouse.create_table(self.products)

    def drop(self) -> None:
        """Remove all of them."""
        for table in (self.lines, self.products, self.paying):
            warehouse.drop_table(table)

    def is_whole(self, kind: str, rows: int) -> bool:
        """Whether all rows that were recorded are there (a power cut may take the newest)."""
        table = {"orders": self.lines, "products": self.products}.get(kind)
        if table is None:
            return True
        found = warehouse.scalar(f"SELECT count() FROM {table.name}", lane="long")  # noqa: S608
        return int(found) == rows

    def add_lines(self, rows: pl.DataFrame, batch: int) -> None:
        """Stage a batch of lines, once however often it is sent."""
        self._add(self.lines, rows.select(LINE_COLUMNS), batch)

    def add_paying(self, rows: pl.DataFrame, batch: int) -> None:
        """Stage what a batch of lines says of paying, once however often it is sent."""
        warehouse.create_table(self.paying)
        self._add(self.paying, rows.select(PAYING_COLUMNS), batch)

    def add_products(self, rows: pl.DataFrame, batch: int) -> None:
        """Stage a batch of products, once however often it is sent."""
        self._add(self.products, rows.select(PRODUCT_COLUMNS), batch)

    def _add(self, table: Table, rows: pl.DataFrame, batch: int) -> None:
        if rows.height:
            data = rows.to_arrow(compat_level=pl.CompatLevel.oldest())
            warehouse.insert(table.name, _with_maps(data), token=f"{table.name}:{batch}")


def _with_maps(data: pa.Table) -> pa.Table:
    """Polars has no maps: lists of pairs become maps on the way."""
    place = data.schema.get_field_index("attributes")
    if place < 0:
        return data
    pairs = data.column(place).combine_chunks().cast(pa.list_(_PAIR))
    maps = pa.MapArray.from_arrays(
        pairs.offsets, pairs.values.field("key"), pairs.values.field("value")
    )
    return data.set_column(place, "attributes", maps)


_PAIR = pa.struct([("key", pa.string()), ("value", pa.string())])
