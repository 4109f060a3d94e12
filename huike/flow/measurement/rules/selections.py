"""What stands behind a figure: a tagged union, kept in addresses, read as people or orders.

Every figure carries the selection of its own people or orders. `measure` says which number of the
list is the figure: how many there are, or what their values add up to.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Kind = Literal["customers", "orders"]
Measure = Literal["count", "value"]
Stage = Literal[
    "audience", "treated", "holdout", "sent", "delivered", "opened", "clicked", "ordered",
    "bought_treated", "bought_holdout", "unsubscribed", "refused", "failed", "unknown", "waiting",
]  # fmt: skip
Act = Literal["sent", "opened", "clicked", "unsubscribed", "bought_treated", "bought_holdout"]
Arm = Literal["treated", "holdout"]


class _Selection(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _InPeriod(_Selection):
    start: AwareDatetime
    end: AwareDatetime


class PeriodOrders(_InPeriod):
    """Orders that count in a period; with `net`, also whatever gave money back."""

    of: Literal["period_orders"] = "period_orders"
    kind: Literal["orders"] = "orders"
    measure: Measure = "count"
    net: bool = False


class PeriodBuyers(_InPeriod):
    """Customers with at least so many orders in a period."""

    of: Literal["period_buyers"] = "period_buyers"
    kind: Literal["customers"] = "customers"
    measure: Measure = "count"
    at_least: int = Field(default=1, ge=1, le=1000)


class NewCustomers(_InPeriod):
    """Customers whose first order lies in a period."""

    of: Literal["new_customers"] = "new_customers"
    kind: Literal["customers"] = "customers"
    measure: Measure = "count"


class CategoryOrders(_InPeriod):
    """Orders of a period with a line of a category."""

    of: Literal["category_orders"] = "category_orders"
    kind: Literal["orders"] = "orders"
    measure: Measure = "value"
    category: str = Field(max_length=500)


class ProductOrders(_InPeriod):
    """Orders of a period with a line of a product."""

    of: Literal["product_orders"] = "product_orders"
    kind: Literal["orders"] = "orders"
    measure: Measure = "value"
    shop_id: int = Field(ge=0, lt=2**32)
    sku: str = Field(max_length=500)


class RfmCell(_Selection):
    """Customers with these recency and frequency scores."""

    of: Literal["rfm_cell"] = "rfm_cell"
    kind: Literal["customers"] = "customers"
    measure: Measure = "count"
    recency: int = Field(ge=1, le=5)
    frequency: int = Field(ge=1, le=5)


class CohortCell(_Selection):
    """Customers of a first month who ordered so many months later, as seen at `end`."""

    of: Literal["cohort_cell"] = "cohort_cell"
    kind: Literal["customers"] = "customers"
    measure: Measure = "count"
    month: date
    months_since: int = Field(ge=0, le=600)
    end: AwareDatetime


class BroadcastStage(_Selection):
    """People of a broadcast who came to a stage; `reason` narrows refused, failed and unknown."""

    of: Literal["broadcast_stage"] = "broadcast_stage"
    kind: Literal["customers"] = "customers"
    measure: Measure = "count"
    broadcast_id: int = Field(ge=1, lt=2**63)
    stage: Stage
    reason: str | None = Field(default=None, max_length=100)


class BroadcastDay(_Selection):
    """People who did an act on a local day of a broadcast."""

    of: Literal["broadcast_day"] = "broadcast_day"
    kind: Literal["customers"] = "customers"
    measure: Measure = "count"
    broadcast_id: int = Field(ge=1, lt=2**63)
    day: date
    act: Act


class BroadcastOrders(_Selection):
    """Orders of an arm of a broadcast in its goal window."""

    of: Literal["broadcast_orders"] = "broadcast_orders"
    kind: Literal["orders"] = "orders"
    measure: Measure = "value"
    broadcast_id: int = Field(ge=1, lt=2**63)
    arm: Arm


Selection = Annotated[
    PeriodOrders
    | PeriodBuyers
    | NewCustomers
    | CategoryOrders
    | ProductOrders
    | RfmCell
    | CohortCell
    | BroadcastStage
    | BroadcastDay
    | BroadcastOrders,
    Field(discriminator="of"),
]
