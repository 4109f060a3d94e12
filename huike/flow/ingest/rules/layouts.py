"""Layouts: files whose columns are known beforehand, and a guess for the others."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from huike.flow.ingest.rules import moving, platforms
from huike.flow.ingest.rules.fields import ATTRIBUTE, FIELDS, HAVE_ATTRIBUTES, Kind
from huike.flow.ingest.rules.plan import LayoutName, Options, Plan


@dataclass(frozen=True)
class Layout:
    """A known file: its columns, and how it speaks of returns, times and ids."""

    name: LayoutName
    kind: Kind
    columns: dict[str, str]
    options: Options = field(default_factory=Options)


_LAYOUTS = (
    Layout(
        "uci_online_retail",
        "orders",
        {
            "InvoiceNo": "order_no",
            "InvoiceDate": "ordered_at",
            "CustomerID": "user_id",
            "StockCode": "sku",
            "Description": "title",
            "Quantity": "quantity",
            "UnitPrice": "unit_price",
        },
        Options(
            timezone="Europe/London",
            negative="adjustment",
            return_prefix="C",
            adjustment_prefix="A",
            is_free_and_anonymous_adjustment=True,
        ),
    ),
    Layout(
        "complete_journey",
        "orders",
        {
            "basket_id": "order_no",
            "transaction_timestamp": "ordered_at",
            "household_id": "user_id",
            "product_id": "sku",
            "quantity": "quantity",
            "sales_value": "amount",
            "retail_disc": "discount",
            "coupon_disc": "discount",
            "coupon_match_disc": "discount",
        },
    ),
    Layout(
        "complete_journey",
        "products",
        {
            "product_id": "sku",
            "product_type": "title",
            "product_category": "category",
            "department": "department",
            "brand": "brand",
            "package_size": f"{ATTRIBUTE}package_size",
            "manufacturer_id": f"{ATTRIBUTE}manufacturer_id",
        },
    ),
    Layout(
        "complete_journey",
        "customers",
        {
            "household_id": "user_id",
            **{
                name: ATTRIBUTE + name
                for name in (
                    "age", "income", "home_ownership", "marital_status", "household_size",
                    "household_comp", "kids_count",
                )
            },
        },
    ),
)  # fmt: skip


def detect(kind: Kind, header: Sequence[str]) -> LayoutName:
    """The layout whose columns are all there; generic where none fits."""
    for layout in _LAYOUTS:
        if layout.kind == kind and layout.columns.keys() <= set(header):
            return layout.name
    if kind == "orders" and (preset := platforms.recognised(header)):
        return preset.name
    return (moving.recognised(header) if kind == "customers" else None) or "generic"


def proposed(name: LayoutName, kind: Kind, header: Sequence[str], file_name: str = "") -> Plan:
    """The layout's own plan, or for `generic` one guessed from the header."""
    plan = moving.proposed(name, header, file_name) if kind == "customers" else None
    if plan is not None:
        return plan
    if kind == "orders" and (preset := platforms.named(name)):
        return preset.plan(header)
    for layout in _LAYOUTS:
        if layout.name == name and layout.kind == kind:
            return Plan(layout=name, columns=dict(layout.columns), options=layout.options)
    return Plan(layout="generic", columns=_guessed(kind, header))


def again(saved: Plan, header: Sequence[str], file_name: str) -> Plan:
    """A plan as it was saved, without what was said of that file's people alone.

    The file with other people has the same columns: who agreed is said anew for each.
    """
    fresh = moving.proposed(saved.layout, header, file_name)
    told = fresh.options if fresh else Options()
    update = {"people": told.people, "list_name": told.list_name, "is_consent_kept": False}
    return saved.model_copy(update={"options": saved.options.model_copy(update=update)})


def fingerprint(header: Sequence[str]) -> str:
    """The same for files with the same columns, in whatever order."""
    return hashlib.sha256("\x1f".join(sorted(header)).encode()).hexdigest()


def _guessed(kind: Kind, header: Sequence[str]) -> dict[str, str]:
    """Exact names first, then aliases in their order, so that the better name wins."""
    plain = {_plain(column): column for column in reversed(header)}
    columns: dict[str, str] = {}
    for one in FIELDS[kind]:
        for alias in (one.name, *one.aliases):
            column = plain.get(_plain(alias))
            if column is None or column in columns:
                continue
            columns[column] = one.name
            if not one.adds_up:
                break
    for column in header:
        if kind in HAVE_ATTRIBUTES and column.startswith(ATTRIBUTE):
            columns.setdefault(column, column)
    return columns


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-.:：]+", "", name).lower()
