"""What tells an order that does not count, as SQL over a row of orders. Pure.

Within a condition any of its values will do; of a rule all conditions must hold that are given.
Text is joined from fixed words and placeholders only; every value is bound.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from huike.library.facts import facade as facts

Mark = Literal["test", "staff"]
MARKS: tuple[Mark, ...] = get_args(Mark)
Handle = Literal["email", "phone", "user_id"]
Bind = Callable[[str, Any], str]
_MOST = 200
_MONEY = 10**15
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Texts = Annotated[list[_Text], Field(max_length=_MOST)]
_Amount = Annotated[int | None, Field(ge=0, le=_MONEY)]


class LeavingIdentifier(BaseModel):
    """By what somebody is known."""

    model_config = ConfigDict(extra="forbid")

    kind: Handle
    value: _Text


class LeavingPeople(BaseModel):
    """Whose orders: somebody with one of these identifiers, or with such a name."""

    model_config = ConfigDict(extra="forbid")

    identifiers: Annotated[list[LeavingIdentifier], Field(max_length=_MOST)] = []
    names: Annotated[
        list[Annotated[_Text, StringConstraints(min_length=2)]],
        Field(max_length=20),
    ] = []


class LeavingConditions(BaseModel):
    """What else must hold; `sku*` and `order*` are how a text begins. Amounts in minor units."""

    model_config = ConfigDict(extra="forbid")

    order_nos: _Texts = []
    skus: _Texts = []
    coupons: _Texts = []
    tags: _Texts = []
    amount_min: _Amount = None
    amount_max: _Amount = None
    shop_ids: Annotated[list[int], Field(max_length=_MOST)] = []


def is_empty(conditions: LeavingConditions, people: LeavingPeople) -> bool:
    """Whether nothing is asked but the shop: such a rule would leave out everything."""
    asked = conditions.model_dump(exclude={"shop_ids"})
    return not (any(one not in (None, []) for one in asked.values()) or _asks(people))


def _asks(people: LeavingPeople) -> bool:
    return bool(people.identifiers or people.names)


def condition_sql(
    conditions: LeavingConditions,
    people: LeavingPeople,
    customers: Sequence[int],
    bind: Bind,
    narrowed: str,
) -> str:
    """Whether an order is meant; `customers` are those whom `people` names, as they are now.

    `narrowed` goes with questions for lines and coupons: which orders are looked at.
    """
    workspace = "{workspace:UInt32}"
    buyer = facts.survivor("customer_id", workspace)
    tests = []
    if conditions.shop_ids:
        tests.append(f"shop_id IN {bind('Array(UInt32)', _numbers(conditions.shop_ids))}")
    if conditions.amount_min is not None:
        tests.append(f"kind = 'sale' AND amount >= {bind('Int64', conditions.amount_min)}")
    if conditions.amount_max is not None:
        tests.append(f"kind = 'sale' AND amount <= {bind('Int64', conditions.amount_max)}")
    if conditions.order_nos:
        tests.append(_named("order_no", conditions.order_nos, bind))
    if conditions.skus:
        tests.append(_among("order_lines", _named("sku", conditions.skus, bind), narrowed))
    if conditions.coupons:
        coupons = bind("Array(String)", [one.casefold() for one in conditions.coupons])
        tests.append(_among("order_coupons", f"lowerUTF8(coupon) IN {coupons}", narrowed))
    if conditions.tags:
        tags = bind("Array(String)", conditions.tags)
        tests.append(
            f"{buyer} IN (SELECT customer_id FROM {facts.current('customers')}"  # noqa: S608
            f" WHERE workspace_id = {workspace}"
            " AND hasAny(arrayMap(one -> trim(one), splitByChar(',', attributes['tags'])),"
            f" {tags}))"
        )
    if _asks(people):
        tests.append(f"{buyer} IN {bind('Array(UInt32)', _numbers(customers))}")
    return " AND ".join(f"({one})" for one in tests) or "false"


def wanted_sql(tests: Sequence[tuple[Mark, str]], said: str, bind: Bind) -> str:
    """Why an order is left out, "" if it counts: what a person said first, then the first rule.

    `said` is an expression for the person's word: a mark, "counts", or "" where nobody said any.
    """
    by_rule = ", ".join(f"{test}, {bind('String', mark)}" for mark, test in tests)
    rule = f"multiIf({by_rule}, '')" if by_rule else "''"
    return f"multiIf({said} = 'counts', '', {said} != '', {said}, {rule})"


def _named(column: str, values: Sequence[str], bind: Bind) -> str:
    whole = [one for one in values if not one.endswith("*")]
    begins = [one[:-1] for one in values if one.endswith("*")]
    tests = []
    if whole:
        tests.append(f"{column} IN {bind('Array(String)', whole)}")
    if begins:
        head = bind("Array(String)", begins)
        tests.append(f"arrayExists(one -> startsWith({column}, one), {head})")
    return " OR ".join(tests)


def _among(table: str, test: str, narrowed: str) -> str:
    return (
        f"(shop_id, order_no) IN (SELECT shop_id, order_no FROM {facts.current(table)}"  # noqa: S608
        f" WHERE workspace_id = {{workspace:UInt32}} AND {narrowed} AND ({test}))"
    )


def _numbers(values: Sequence[int]) -> list[int]:
    return [one for one in values if 0 < one < 2**32]
