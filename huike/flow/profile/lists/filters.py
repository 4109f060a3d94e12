"""What a list of customers may be narrowed to, and how the warehouse is asked for it. Pure.

Text is joined here from fixed words and placeholders only; every value is bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from huike.base.kernel.errors import Invalid
from huike.flow.profile.registry import STANDARD, number, present
from huike.flow.profile.rules import NO_ORDERS, RFM_SEGMENTS, STAGES

Stage = Literal["prospect", "new", "active", "loyal", "at_risk", "lost", "won_back"]
Score = Literal[1, 2, 3, 4, 5]
_MOST_MONEY = 2**62

# name of the sort -> what is compared: always a number, so that a cursor can hold it
SORTS: Mapping[str, str] = {
    "created_at": "toInt64(customer_id)",  # numbers are given in the order of creation
    "orders": "toInt64(orders)",
    "spend": "spend",
    "refunds": "refunds",
    "net": "net",
    "average_order": "average_order",
    "first_order_at": "ifNull(toUnixTimestamp64Milli(first_order_at), -1)",
    "last_order_at": "ifNull(toUnixTimestamp64Milli(last_order_at), -1)",
    "interval_days": "toFloat64(ifNull(interval_days, -1))",
    "recency": "toInt64(recency)",
    "frequency": "toInt64(frequency)",
    "monetary": "toInt64(monetary)",
}

_RANGES = ("orders", "spend", "refunds", "net", "average_order")
_MOMENTS = ("first_order_at", "last_order_at")


class CustomerFilters(BaseModel):
    """The filters of the customer list, as they stand in its address."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(default="", max_length=320)
    stage: list[Stage] = []
    rfm_segment: list[str] = Field(default=[], max_length=20)
    recency: list[Score] = []
    frequency: list[Score] = []
    monetary: list[Score] = []
    orders_min: int | None = Field(default=None, ge=0, lt=2**32)
    orders_max: int | None = Field(default=None, ge=0, lt=2**32)
    spend_min: int | None = Field(default=None, ge=-_MOST_MONEY, le=_MOST_MONEY)
    spend_max: int | None = Field(default=None, ge=-_MOST_MONEY, le=_MOST_MONEY)
    refunds_min: int | None = Field(default=None, ge=-_MOST_MONEY, le=_MOST_MONEY)
    refunds_max: int | None = Field(default=None, ge=-_MOST_MONEY, le=_MOST_MONEY)
    net_min: int | None = Field(default=None, ge=-_MOST_MONEY, le=_MOST_MONEY)
    net_max: int | None = Field(default=None, ge=-_MOST_MONEY, le=_MOST_MONEY)
    average_order_min: int | None = Field(default=None, ge=-_MOST_MONEY, le=_MOST_MONEY)
    average_order_max: int | None = Field(default=None, ge=-_MOST_MONEY, le=_MOST_MONEY)
    first_order_at_from: AwareDatetime | None = None
    first_order_at_to: AwareDatetime | None = None
    last_order_at_from: AwareDatetime | None = None
    last_order_at_to: AwareDatetime | None = None
    created_from: AwareDatetime | None = None
    created_to: AwareDatetime | None = None
    category: list[str] = Field(default=[], max_length=100)
    shop_id: list[int] = Field(default=[], max_length=200)
    segment_id: int | None = Field(default=None, ge=1, lt=2**63)
    has_email: bool | None = None
    has_phone: bool | None = None
    attribute: list[str] = Field(default=[], max_length=20)  # "level:gold"
    trait: str = Field(default="", max_length=64)  # of a standard trait, those with a value
    trait_is: str | None = Field(default=None, max_length=200)  # this text
    trait_from: float | None = Field(default=None, allow_inf_nan=False)  # moments in seconds
    trait_to: float | None = Field(default=None, allow_inf_nan=False)  # without it
    trait_at: float | None = Field(default=None, allow_inf_nan=False)  # exactly this number


@dataclass
class Conditions:
    """Conditions of a question, with what is bound in them."""

    texts: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, text: str, **values: Any) -> None:
        """One condition more."""
        self.texts.append(text)
        self.values.update(values)

    def where(self) -> str:
        """All of them in one text."""
        return " AND ".join(self.texts) or "true"


def conditions(asked: CustomerFilters) -> Conditions:
    """The conditions on traits and customers; search and people lists are the caller's."""
    found = Conditions()
    _of_traits(asked, found)
    _of_customers(asked, found)
    if asked.trait:
        _of_one_trait(asked, found)
    if asked.shop_id:
        found.add(_OF_SHOPS, f_shops=[shop for shop in asked.shop_id if 0 < shop < 2**32])
    if asked.segment_id is not None:
        found.add(_IN_SEGMENT, f_segment=asked.segment_id)
    return found


_OF_SHOPS = """customer_id IN (
    SELECT customer_id FROM customers FINAL
    WHERE workspace_id = {ws:UInt32} AND hasAny(shop_ids, {f_shops:Array(UInt32)})
    UNION DISTINCT
    SELECT customer_id FROM orders FINAL
    WHERE workspace_id = {ws:UInt32} AND shop_id IN {f_shops:Array(UInt32)}
)"""
_IN_SEGMENT = """customer_id IN (
    SELECT arrayJoin(bitmapToArray(members)) FROM memberships FINAL
    WHERE workspace_id = {ws:UInt32} AND segment_id = {f_segment:UInt64}
)"""


def _of_traits(asked: CustomerFilters, found: Conditions) -> None:
    if asked.stage:
        found.add("stage IN {f_stage:Array(String)}", f_stage=list(asked.stage))
    if asked.rfm_segment:
        known = {*RFM_SEGMENTS, NO_ORDERS}
        chosen = [one for one in asked.rfm_segment if one in known]
        found.add("rfm_segment IN {f_rfm:Array(String)}", f_rfm=chosen)
    for name in ("recency", "frequency", "monetary"):
        scores = getattr(asked, name)
        if scores:
            found.add(f"{name} IN {{f_{name}:Array(UInt8)}}", **{f"f_{name}": list(scores)})
    for name in _RANGES:
        for bound, sign in (("min", ">="), ("max", "<=")):
            value = getattr(asked, f"{name}_{bound}")
            if value is not None:
                place = f"f_{name}_{bound}"
                found.add(f"{name} {sign} {{{place}:Int64}}", **{place: value})
    for name in _MOMENTS:
        _between(
            found, name, getattr(asked, f"{name}_from"), getattr(asked, f"{name}_to"), prefix=name
        )
    if asked.category:
        found.add(
            "hasAny(favourite_categories, {f_category:Array(String)})",
            f_category=list(asked.category),
        )


def _of_one_trait(asked: CustomerFilters, found: Conditions) -> None:
    """Those behind a bar of a trait's distribution."""
    if asked.trait not in STANDARD:
        raise Invalid(
            f"There is no trait {asked.trait!r}",
            code="trait_not_found",
            where="trait",
            mend="Take one of the list of traits",
        )
    found.add(present(asked.trait))
    kind = STANDARD[asked.trait].kind
    if kind in ("text", "list"):
        if asked.trait_is is not None:
            name = "{f_trait:String}"
            test = f"{asked.trait} = {name}" if kind == "text" else f"has({asked.trait}, {name})"
            found.add(test, f_trait=asked.trait_is)
        return
    for bound, sign in (("from", ">="), ("to", "<"), ("at", "=")):
        value = getattr(asked, f"trait_{bound}")
        if value is not None:
            place = f"f_trait_{bound}"
            test = f"{number(asked.trait)} {sign} {{{place}:Float64}}"
            found.add(test, **{place: value})


def _of_customers(asked: CustomerFilters, found: Conditions) -> None:
    """Conditions on the customer's own row, as one set."""
    own = Conditions()
    for name in ("has_email", "has_phone"):
        wanted = getattr(asked, name)
        if wanted is not None:
            own.add(f"{name} = {int(wanted)}")
    _between(own, "created_at", asked.created_from, asked.created_to, prefix="created")
    for at, text in enumerate(asked.attribute):
        key, _, value = text.partition(":")
        own.add(
            f"attributes[{{f_key_{at}:String}}] = {{f_value_{at}:String}}",
            **{f"f_key_{at}": key, f"f_value_{at}": value},
        )
    if own.texts:
        text = (
            "customer_id IN (SELECT customer_id FROM customers FINAL"  # noqa: S608
            f" WHERE workspace_id = {{ws:UInt32}} AND {own.where()})"
        )
        found.add(text, **own.values)


def _between(
    found: Conditions, column: str, start: datetime | None, stop: datetime | None, *, prefix: str
) -> None:
    for place, sign, moment in ((f"f_{prefix}_from", ">=", start), (f"f_{prefix}_to", "<", stop)):
        if moment is not None:
            text = f"{column} {sign} fromUnixTimestamp64Milli({{{place}:Int64}}, 'UTC')"
            found.add(text, **{place: round(moment.timestamp() * 1000)})


assert set(STAGES) == set(Stage.__args__)  # type: ignore[attr-defined]
