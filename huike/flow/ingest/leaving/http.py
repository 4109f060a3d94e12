"""Orders that count nowhere over HTTP: rules, what they would do, and a word on one order."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from huike.base.access.facade import Actor, needs
from huike.flow.ingest.leaving import actions, reading
from huike.flow.ingest.leaving.actions import Draft, Word
from huike.flow.ingest.leaving.rules import LeavingConditions, LeavingPeople, Mark

router = Router(tags=["orders"])


class LeavingRuleIn(Schema):
    name: str
    mark: Mark
    conditions: LeavingConditions = LeavingConditions()
    people: LeavingPeople = LeavingPeople()

    def draft(self) -> Draft:
        """The rule as the house knows it."""
        return Draft(self.name, self.mark, self.conditions, self.people)


class LeavingRuleOut(Schema):
    """A rule; whom it names is shown only to those who may change it."""

    id: int
    name: str
    mark: Mark
    is_on: bool
    conditions: LeavingConditions
    people: LeavingPeople | None
    people_count: int
    job_id: int | None  # that judged the orders by it last
    changed_at: datetime
    changed_by: str


class LeftOutCount(Schema):
    mark: str
    orders: int
    amount: int


class LeavingOut(Schema):
    rules: list[LeavingRuleOut]
    left_out: list[LeftOutCount]
    said: int


class LeavingSample(Schema):
    shop_id: int
    order_no: str
    kind: str
    status: str
    ordered_at: datetime
    amount: int
    left_out: str


class LeavingPreview(Schema):
    """Orders that match: of them `already` are left out, of `said` a person said they count."""

    orders: int
    amount: int
    buyers: int
    already: int
    said: int
    sample: list[LeavingSample]


class LeavingSwitch(Schema):
    is_on: bool


class OrderWordIn(Schema):
    """`counts` stands above all rules; `rules` takes back what a person said."""

    word: Word


class OrderWordOut(Schema):
    left_out: str


@router.get("", response=LeavingOut, operation_id="listLeavingRules")
@needs("sources.read")
def list_rules(request: HttpRequest) -> Any:
    asker = _actor(request)
    return {
        "rules": reading.listed(asker),
        "left_out": reading.left_out(asker.scope),
        "said": reading.said(asker.scope),
    }


@router.post("/rules", response={201: LeavingRuleOut}, operation_id="createLeavingRule")
@needs("sources.write")
def create_rule(request: HttpRequest, body: LeavingRuleIn) -> Any:
    row = actions.create(_actor(request), body.draft())
    return Status(201, reading.shown(row, is_whole=True))


@router.put("/rules/{rule_id}", response=LeavingRuleOut, operation_id="changeLeavingRule")
@needs("sources.write")
def change_rule(request: HttpRequest, rule_id: int, body: LeavingRuleIn) -> Any:
    return reading.shown(actions.change(_actor(request), rule_id, body.draft()), is_whole=True)


@router.post("/rules/{rule_id}/switch", response=LeavingRuleOut, operation_id="switchLeavingRule")
@needs("sources.write")
def switch_rule(request: HttpRequest, rule_id: int, body: LeavingSwitch) -> Any:
    """Orders that are there are judged in a job; switching it back undoes that."""
    row = actions.switch(_actor(request), rule_id, is_on=body.is_on)
    return reading.shown(row, is_whole=True)


@router.delete("/rules/{rule_id}", response={204: None}, operation_id="deleteLeavingRule")
@needs("sources.write")
def delete_rule(request: HttpRequest, rule_id: int) -> Any:
    actions.delete(_actor(request), rule_id)
    return Status(204, None)


@router.post("/preview", response=LeavingPreview, operation_id="previewLeavingRule")
@needs("sources.write")
def preview_rule(request: HttpRequest, body: LeavingRuleIn) -> Any:
    return reading.preview(_actor(request), body.draft())


@router.post(
    "/orders/{int:shop_id}/{path:order_no}", response=OrderWordOut, operation_id="markOrder"
)
@needs("sources.write")
def mark_order(request: HttpRequest, shop_id: int, order_no: str, body: OrderWordIn) -> Any:
    return {"left_out": actions.say(_actor(request), shop_id, order_no, body.word)}


def _actor(request: HttpRequest) -> Actor:
    return request.auth  # type: ignore[attr-defined,no-any-return]
