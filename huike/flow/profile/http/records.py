"""The records that a person is made of: why they are one, taking them apart, and suggestions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema, Status

from huike.base.access.facade import Actor, needs
from huike.base.kernel.errors import Forbidden, NotFound
from huike.flow.identity import facade as identity
from huike.flow.profile.http.routing import actor, router, seen


class RecordOut(Schema):
    id: int
    label: str
    name: str
    email: list[str]
    phone: list[str]
    user_id: list[str]
    created_at: datetime
    shop_ids: list[int]


class AlikeReason(Schema):
    field: str  # name, address, email, phone, birthday, device
    level: str  # same, near, family, city, other
    bits: float  # above zero speaks for it; each bit doubles the odds


class MatchOut(Schema):
    id: int
    customer_id: int
    other_id: int
    kind: str  # the identifier seen with both; staff: somebody said so
    source: str
    seen_at: datetime
    state: str  # merged, asked, ignored, shared, accounts, apart, too_many, new
    alike: list[AlikeReason] | None = None  # where somebody confirmed a suggestion: why it was one


class CustomerRecords(Schema):
    customer_id: int  # the person, after what was done
    records: list[RecordOut]
    matches: list[MatchOut]


class DuplicateOut(MatchOut):
    one: RecordOut
    other: RecordOut


class DuplicatePage(Schema):
    items: list[DuplicateOut]
    next_cursor: str | None
    total: int | None


class MergeIn(Schema):
    customer_id: int


class MatchRuleOut(Schema):
    kind: str
    mode: Literal["merge", "ask", "never"]
    most: int
    place: int = Field(description="1 is believed first where identifiers disagree")


class MatchRuleIn(Schema):
    kind: str
    mode: Literal["merge", "ask", "never"]
    most: int = Field(ge=2, le=1000)
    place: int | None = Field(
        default=None, ge=1, le=5, description="How far it is believed; left out, as before"
    )


class RuleCustomer(Schema):
    id: int
    label: str


class MatchRuleExample(Schema):
    change: Literal["joined", "parted"]
    customers: list[RuleCustomer]
    kinds: list[str]


class MatchRulePreview(Schema):
    joined: int = Field(description="People who would be made of several of now")
    parted: int = Field(description="People of now who would become several")
    moved: int = Field(description="Records that would be shown under another number")
    suggested: int = Field(description="Matches of the kind that would only be suggested")
    shared: int = Field(description="Matches whose identifier too many have")
    examples: list[MatchRuleExample]


@router.get(
    "/{int:customer_id}/records", response=CustomerRecords, operation_id="listCustomerRecords"
)
@needs("customers.read")
def listrecords_of(request: HttpRequest, customer_id: int) -> Any:
    """The records of a person, masked, and everything that speaks of their being one."""
    asker = actor(request)
    return records_of(asker, seen(asker, customer_id))


@router.post("/{int:customer_id}/merge", response=CustomerRecords, operation_id="mergeCustomers")
@needs("customers.write")
def merge(request: HttpRequest, customer_id: int, body: MergeIn) -> Any:
    """Say that two customers are one person; nothing is lost, and it can be taken back."""
    asker = actor(request)
    for one in (customer_id, body.customer_id):
        seen(asker, one)
    return records_of(asker, identity.merge(asker, customer_id, body.customer_id))


@router.post(
    "/{int:customer_id}/records/{int:record_id}/separate",
    response=CustomerRecords,
    operation_id="separateRecord",
)
@needs("customers.write")
def separate(request: HttpRequest, customer_id: int, record_id: int) -> Any:
    """Say that a record is somebody else; their own facts go with it."""
    asker = actor(request)
    if record_id not in identity.records(asker.workspace_id, seen(asker, customer_id)):
        raise NotFound("The person has no such record", where="record_id")
    left = identity.separate(asker, record_id)
    return records_of(asker, next((one for one in left if one != record_id), record_id))


@router.get("/duplicates", response=DuplicatePage, operation_id="listDuplicates")
@needs("customers.read")
def list_duplicates(request: HttpRequest, cursor: str = "", limit: int = 50) -> Any:
    """Pairs that may be one person and wait for somebody to say so, newest first."""
    asker = whole(request)
    found = identity.suggestions(asker.workspace_id, cursor or None, limit)
    ends = [end for row in found.items for end in (row.customer_id, row.other_id)]
    people = {row["id"]: row for row in shown(asker, ends)}
    items = [
        {**vars(row), "one": people[row.customer_id], "other": people[row.other_id]}
        for row in found.items
        if row.customer_id in people and row.other_id in people
    ]
    return {"items": items, "next_cursor": found.next_cursor, "total": None}


@router.post(
    "/duplicates/{int:match_id}/merge", response=CustomerRecords, operation_id="mergeDuplicate"
)
@needs("customers.write")
def merge_duplicate(request: HttpRequest, match_id: int) -> Any:
    """The two are one person."""
    asker = whole(request)
    return records_of(asker, identity.accept(asker, match_id))


@router.post(
    "/duplicates/{int:match_id}/dismiss", response={204: None}, operation_id="dismissDuplicate"
)
@needs("customers.write")
def dismiss_duplicate(request: HttpRequest, match_id: int) -> Any:
    """The two are not one person, whatever is found later."""
    identity.dismiss(whole(request), match_id)
    return Status(204, None)


@router.get("/match-rules", response=list[MatchRuleOut], operation_id="listMatchRules")
@needs("customers.read")
def list_rules(request: HttpRequest) -> Any:
    """What an identifier that is seen with two records means, what is believed first at first."""
    return [vars(rule) for rule in identity.rules_of(whole(request).workspace_id).values()]


@router.post("/match-rules/preview", response=MatchRulePreview, operation_id="previewMatchRule")
@needs("workspace.write")
def preview_rule(request: HttpRequest, body: MatchRuleIn) -> Any:
    """Who would become one person and who would come apart, were the rule so; changes nothing."""
    asker = whole(request)
    found = identity.foresee_rule(asker.workspace_id, **body.dict())
    everybody = sorted({one for each in found.examples for one in each.customer_ids})
    labels = identity.display_names(asker.workspace_id, everybody)
    examples = [
        {
            "change": each.change,
            "kinds": each.kinds,
            "customers": [{"id": one, "label": labels.get(one, "")} for one in each.customer_ids],
        }
        for each in found.examples
    ]
    return {**vars(found), "examples": examples}


@router.put("/match-rules", response=list[MatchRuleOut], operation_id="changeMatchRule")
@needs("workspace.write")
def change_rule(request: HttpRequest, body: MatchRuleIn) -> Any:
    """Change it, also for what was seen before."""
    identity.set_rule(whole(request), **body.dict())
    return list_rules(request)


def whole(request: HttpRequest) -> Actor:
    """Who asks, of somebody who sees the whole workspace."""
    asker = actor(request)
    if asker.scope.shop_ids is not None:
        raise Forbidden(
            "This is of the whole workspace, and your rights cover some shops only",
            code="scope_too_narrow",
        )
    return asker


def records_of(asker: Actor, customer_id: int) -> dict[str, Any]:
    """The records of a person, and why they are one."""
    workspace_id = asker.workspace_id
    records = identity.records(workspace_id, customer_id)
    confirmed = identity.confirmed_between(workspace_id, records)
    return {
        "customer_id": customer_id,
        "records": shown(asker, records),
        "matches": [
            {**vars(row), "alike": _alike(row, confirmed)}
            for row in identity.evidence(workspace_id, customer_id)
        ],
    }


def _alike(
    row: identity.Told, confirmed: dict[tuple[int, int], identity.Suggested]
) -> list[dict[str, Any]] | None:
    """Why it was suggested, where a person confirmed a suggestion."""
    found = confirmed.get((row.customer_id, row.other_id)) if row.kind == "staff" else None
    return [*reasons(found)] if found else None


def reasons(found: identity.Suggested) -> list[dict[str, Any]]:
    """What speaks for and against a suggestion."""
    return [{"field": name, "level": level, "bits": bits} for name, level, bits in found.reasons]


def shown(asker: Actor, ids: Sequence[int]) -> list[dict[str, Any]]:
    """These records, masked, in the order given; the shops are those that the asker may see."""
    cards = identity.record_cards(asker.workspace_id, ids)
    outlines = identity.outlines(asker.workspace_id, ids)
    found = []
    for one in dict.fromkeys(ids):
        if one not in cards or one not in outlines:
            continue
        card, outline = cards[one], outlines[one]
        found.append(
            {
                "id": one,
                "label": card.label,
                "name": card.name,
                "email": list(card.email),
                "phone": list(card.phone),
                "user_id": list(card.user_id),
                "created_at": outline.created_at,
                "shop_ids": [shop for shop in outline.shop_ids if asker.scope.allows_shop(shop)],
            }
        )
    return found
