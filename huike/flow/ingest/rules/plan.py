"""The plan of an import: which column becomes which field, and how doubtful things are read."""

from collections import Counter
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from huike.base.kernel.errors import Invalid
from huike.flow.ingest.rules import fields
from huike.flow.ingest.rules.fields import Kind

LayoutName = Literal[
    "generic", "complete_journey", "uci_online_retail",
    "mailchimp", "hubspot", "hubspot_optouts", "mautic", "mautic_dnc",
    "taobao_orders", "tmall_items", "qianniu_orders", "pinduoduo_orders", "douyin_orders",
    "jd_orders",
]  # fmt: skip


class Options(BaseModel):
    """What the cells do not say themselves."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: str = ""  # of times without a zone; empty: the workspace's
    date_order: Literal["ymd", "dmy", "mdy"] = "ymd"  # how 01/02/2024 is read
    is_decimal_comma: bool = False  # 1.234,50
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""  # empty: the workspace's
    # Units of the workspace's currency for one unit of another.
    rates: dict[str, Annotated[Decimal, Field(gt=0, lt=10**9, decimal_places=9)]] = {}
    status: Literal["placed", "paid", "shipped", "completed"] = "completed"  # where no column says
    # What a line with a negative quantity or amount is.
    negative: Literal["refuse", "return", "adjustment"] = "refuse"
    return_prefix: Annotated[str, Field(max_length=10)] = (
        ""  # order numbers that begin so are returns
    )
    adjustment_prefix: Annotated[str, Field(max_length=10)] = ""
    is_free_and_anonymous_adjustment: bool = (
        False  # a line with price 0 and no buyer is stock-taking
    )
    is_anonymous_allowed: bool = True  # lines without a buyer are anonymous sales
    is_amount_of_order: bool = False  # each line of an order may repeat what was paid for all of it

    # Of people from another system: what they are where no column says so.
    people: Literal["", "in", "out", "bounced", "none"] = ""
    # Somebody answers for it that who was subscribed there had agreed, in these words.
    is_consent_kept: bool = False
    wording: Annotated[str, Field(max_length=500)] = ""
    list_name: Annotated[str, Field(max_length=120)] = ""  # everybody in the file is on this list
    is_nobody_made: bool = False  # only addresses are kept from use; nobody new is made of them

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value and value not in available_timezones():
            raise ValueError(f"{value!r} is no time zone")
        return value


class Plan(BaseModel):
    """A layout's columns and options, as a person may have edited them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layout: LayoutName = "generic"
    columns: dict[str, str]  # source column -> our field
    options: Options = Options()


def checked(plan: Plan, kind: Kind, header: tuple[str, ...]) -> Plan:
    """The plan, if this table can be read by it; otherwise what is wrong, by name."""
    absent = [column for column in plan.columns if column not in header]
    if absent:
        raise Invalid(
            f"The file has no column {absent[0]!r}",
            code="mapping_column_missing",
            where=absent[0],
            mend="Map the columns again: the file's header is another one",
            columns=absent,
        )
    for column, name in plan.columns.items():
        if fields.field(kind, name) is None:
            raise Invalid(
                f"{name!r} is no field of {kind}", code="mapping_field_unknown", where=column
            )
    for name, times in Counter(plan.columns.values()).items():
        known = fields.field(kind, name)
        if times > 1 and known and not known.adds_up:
            raise Invalid(
                f"{times} columns are mapped to {name}, which takes one",
                code="mapping_field_doubled",
                where=name,
            )
    _check_complete(plan, kind)
    return plan


def _check_complete(plan: Plan, kind: Kind) -> None:
    mapped = set(plan.columns.values())
    missing = [
        one.name for one in fields.FIELDS[kind] if one.is_required and one.name not in mapped
    ]
    if kind == "orders" and not mapped & {"amount", "unit_price"}:
        missing.append("amount")
    if kind == "reviews" and not mapped & {"words", "stars"}:
        missing.append("words")
    if kind in fields.OF_SOMEBODY and not mapped & {"user_id", "email", "phone"}:
        missing.append("user_id")
    if missing:
        raise Invalid(
            f"No column is mapped to {missing[0]}",
            code="mapping_incomplete",
            where=missing[0],
            mend="Choose the column that holds it",
            fields=missing,
        )
    attributes = sum(name.startswith(fields.ATTRIBUTE) for name in mapped)
    if attributes > fields.MOST_ATTRIBUTES:
        raise Invalid(
            f"At most {fields.MOST_ATTRIBUTES} columns may become attributes",
            code="mapping_attributes",
            where="columns",
        )
