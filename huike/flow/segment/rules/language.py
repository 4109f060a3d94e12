"""The rule language: a tagged union that is saved as JSON and shown in the console."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
)
from pydantic_core import PydanticCustomError

SCHEMA = 1  # raised when stored rules must be rewritten; see `stored.UPGRADES`
MAX_DEPTH = 6
MAX_CONDITIONS = 100
MAX_LIST = 500
MAX_TEXT = 200
MAX_NUMBER = 2**53  # beyond it a whole number and a float no longer compare alike

Op = Literal[
    "eq", "ne", "gt", "gte", "lt", "lte", "between", "in", "not_in",
    "contains", "in_last", "before_last", "exists", "not_exists",
]  # fmt: skip
Unit = Literal["hour", "day", "week", "month"]
Status = Literal["placed", "paid", "shipped", "completed", "cancelled", "refunded"]
STATUSES: tuple[Status, ...] = (
    "placed", "paid", "shipped", "completed", "cancelled", "refunded",
)  # fmt: skip

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_day(text: str) -> bool:
    """Whether it is a day of the calendar between 1970 and 2199, like 2026-01-31."""
    try:
        return bool(_DAY.fullmatch(text)) and 1970 <= date.fromisoformat(text).year < 2200
    except ValueError:
        return False


def _day(text: str) -> str:
    if not is_day(text):
        raise PydanticCustomError("not_a_day", "A day like 2026-01-31 (1970 to 2199) is wanted")
    return text


def _plain(text: str) -> str:
    # A lone surrogate or NUL cannot travel to either store.
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise PydanticCustomError("not_plain_text", "Text may not hold control or broken letters")
    return text


Day = Annotated[StrictStr, AfterValidator(_day)]
Text = Annotated[StrictStr, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_plain)]
Name = Annotated[StrictStr, Field(pattern=r"^[\w][\w .:/-]{0,63}$")]
Id = Annotated[StrictInt, Field(gt=0, lt=2**63)]
Whole = Annotated[StrictInt, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)]
Real = Annotated[StrictFloat, Field(ge=-MAX_NUMBER, le=MAX_NUMBER, allow_inf_nan=False)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1, max_length=MAX_LIST)]
Ids = Annotated[tuple[Id, ...], Field(min_length=1, max_length=MAX_LIST)]


def _kind_required(schema: dict[str, Any]) -> None:
    # Optional for us who build rules in Python; the console's types need it to tell members apart.
    if "kind" in schema["properties"]:
        schema["required"] = ["kind", *schema.get("required", [])]


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_kind_required)


class Ago(_Node):
    """A length of time back from now: an hour is 60 minutes, the others are calendar days."""

    n: Annotated[StrictInt, Field(ge=0, le=9999)]
    unit: Unit = "day"


TAG = "~"  # marks the members of unions without a `kind`, so that no place in a refusal names them
_TAGS = {int: "~whole", float: "~real", str: "~text", Ago: "~ago", dict: "~ago"}


def _tag(value: Any) -> str | None:
    return _TAGS.get(type(value)) or ("~many" if isinstance(value, (list, tuple)) else None)


_NO_VALUE: dict[str, Any] = {
    "custom_error_type": "value_kind",
    "custom_error_message": "A number, a text, a list of them or a length of time is wanted",
}
_Scalar = Annotated[
    Annotated[Whole, Tag("~whole")] | Annotated[Real, Tag("~real")] | Annotated[Text, Tag("~text")],
    Discriminator(_tag, **_NO_VALUE),
]
Value = Annotated[
    Annotated[Whole, Tag("~whole")]
    | Annotated[Real, Tag("~real")]
    | Annotated[Text, Tag("~text")]
    | Annotated[Ago, Tag("~ago")]
    | Annotated[tuple[_Scalar, ...], Field(max_length=MAX_LIST), Tag("~many")],
    Discriminator(_tag, **_NO_VALUE),
]


class EverWindow(_Node):
    kind: Literal["ever"] = "ever"


class LastWindow(Ago):
    """From the start of the day n units ago until now, today included."""

    kind: Literal["last"] = "last"


class EarlierWindow(Ago):
    """Before the start of the day n units ago: exactly what `last` leaves out of the past."""

    kind: Literal["earlier"] = "earlier"


class BetweenWindow(_Node):
    """Two days, both included."""

    kind: Literal["between"] = "between"
    start: Day
    end: Day


class SinceWindow(_Node):
    kind: Literal["since"] = "since"
    start: Day


Window = Annotated[
    EverWindow | LastWindow | EarlierWindow | BetweenWindow | SinceWindow,
    Field(discriminator="kind"),
]


class AllOf(_Node):
    """Every part holds; with no part, everybody."""

    kind: Literal["all"] = "all"
    rules: Annotated[tuple["Rule", ...], Field(max_length=MAX_CONDITIONS)] = ()


class AnyOf(_Node):
    kind: Literal["any"] = "any"
    rules: Annotated[tuple["Rule", ...], Field(min_length=1, max_length=MAX_CONDITIONS)]


class Not(_Node):
    kind: Literal["not"] = "not"
    rule: "Rule"


class TraitIs(_Node):
    """A computed trait (`spend`) or an imported attribute (`attributes.city`)."""

    kind: Literal["trait"] = "trait"
    name: Name
    op: Op
    value: Value | None = None


class IdentityHas(_Node):
    """Whether an e-mail address, a phone number or a user id is known."""

    kind: Literal["identity"] = "identity"
    has: Literal["email", "phone", "user_id"]
    present: bool = True


class CreatedIn(_Node):
    """When the customer was first seen."""

    kind: Literal["created"] = "created"
    window: Window


class ShopOf(_Node):
    """Known in at least one of these shops: registered there or ordered there."""

    kind: Literal["shop"] = "shop"
    shops: Ids


class OfProducts(_Node):
    kind: Literal["products"] = "products"
    skus: Texts


class OfCategories(_Node):
    kind: Literal["categories"] = "categories"
    categories: Texts


Of = Annotated[OfProducts | OfCategories, Field(discriminator="kind")]
Measure = Literal["count", "sum", "quantity", "average", "refund", "first", "last"]


class OrdersAre(_Node):
    """A figure over the orders in a window; without `statuses`, all but cancelled ones count."""

    kind: Literal["orders"] = "orders"
    measure: Measure = "count"
    op: Op = "gte"
    value: Value | None = None
    of: Of | None = None
    shops: Ids | None = None
    statuses: Annotated[tuple[Status, ...], Field(min_length=1, max_length=6)] | None = None
    window: Window = EverWindow()


class MemberOf(_Node):
    kind: Literal["membership"] = "membership"
    segment_id: Id
    member: bool = True


class ConsentIs(_Node):
    """The newest word of the person; `none` is neither granted nor withdrawn."""

    kind: Literal["consent"] = "consent"
    purpose: Name
    channel: Name
    state: Literal["granted", "withdrawn", "none"] = "granted"


class PropertyIs(_Node):
    """A test on one property of an event; a text is never equal to a number."""

    name: Name
    op: Literal["eq", "in", "contains", "gt", "gte", "lt", "lte", "between", "exists"]
    value: Value | None = None


class EventsAre(_Node):
    """How often something happened."""

    kind: Literal["events"] = "events"
    event: Name
    op: Op = "gte"
    value: Value | None = None
    window: Window = EverWindow()
    where: Annotated[tuple[PropertyIs, ...], Field(max_length=5)] = ()


class MessagesAre(_Node):
    """How many messages reached a point: sent, delivered, opened, clicked or unsubscribed from."""

    kind: Literal["messages"] = "messages"
    did: Literal["sent", "delivered", "opened", "clicked", "unsubscribed"]
    channel: Name | None = None
    op: Op = "gte"
    value: Value | None = None
    window: Window = EverWindow()


Rule = Annotated[
    AllOf
    | AnyOf
    | Not
    | TraitIs
    | IdentityHas
    | CreatedIn
    | ShopOf
    | OrdersAre
    | MemberOf
    | ConsentIs
    | EventsAre
    | MessagesAre,
    Field(discriminator="kind"),
]
AllOf.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()
