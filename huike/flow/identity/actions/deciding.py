"""What a member of staff says about who is who: the same person, not the same, and the rules."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.kernel import clock
from huike.base.kernel.bulk import insert_new
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.flow.identity import groups, matching
from huike.flow.identity.actions import merging, writing
from huike.flow.identity.matching import CODES, DECIDING, KindRule
from huike.flow.identity.models import Apart, Customer, Match, MatchRule
from huike.flow.identity.rules.grouping import MOST_BY_STAFF, STAFF

_APART = ["workspace", "one", "other", "said_by", "said_at"]
MOST_SHARED = 1_000


def merge(actor: Actor, one: int, other: int) -> int:
    """These two are one person, whatever was said before; the number of that person."""
    with writing.alone(actor.workspace_id), transaction.atomic():
        return bring_together(actor, one, other)


def bring_together(actor: Actor, one: int, other: int, *, is_pair: bool = False) -> int:
    """`merge` inside a transaction whose caller holds the workspace.

    Kept as said of the oldest records of the two; `is_pair`: of these very records, so that it can
    be taken back alone.
    """
    workspace_id = actor.workspace_id
    mine, others = records_of(workspace_id, one), records_of(workspace_id, other)
    if mine[0] == others[0]:
        raise Conflict("They are one person already", code="already_one_person")
    if len(mine) + len(others) > MOST_BY_STAFF:
        raise Conflict(
            f"A person has at most {MOST_BY_STAFF} records",
            code="too_many_records",
            most=MOST_BY_STAFF,
        )
    for first, second in ((mine, others), (others, mine)):
        rows = Apart.objects.filter(workspace_id=workspace_id, one__in=first)
        rows.filter(other__in=second).delete()
    low, high = sorted((one, other) if is_pair else (mine[0], others[0]))
    said = Match.objects.filter(workspace_id=workspace_id, kind=STAFF)
    if not merging.note(workspace_id, [(low, high, STAFF, b"")], actor.label):
        said.filter(customer=low, other=high).update(
            state=Match.State.NEW, source=actor.label[:120], seen_at=clock.now()
        )
    merging.settle(workspace_id)
    audit(actor, "customer.merged", target_kind="customer", target_id=low, fields=[str(high)])
    return groups.shown_as(workspace_id, [low])[0]


def separate(actor: Actor, record: int) -> list[int]:
    """This record is not the person that it is shown as: apart from all others, until said so.

    The numbers of those who were one person and are no longer.
    """
    workspace_id = actor.workspace_id
    with writing.alone(workspace_id), transaction.atomic():
        mine = records_of(workspace_id, record)
        others = [one for one in mine if one != record]
        if not others:
            raise Conflict("The person has one record only", code="one_record_only")
        keep_apart(actor, [(record, one) for one in others])
        audit(
            actor,
            "customer.separated",
            target_kind="customer",
            target_id=mine[0],
            fields=[str(record)],
        )
        return sorted(set(groups.shown_as(workspace_id, mine)))


def accept(actor: Actor, match: int) -> int:
    """A suggested match is right; the number of the person."""
    row = _match(actor.workspace_id, match)
    return merge(actor, row.customer_id, row.other_id)


def dismiss(actor: Actor, match: int) -> None:
    """A suggested match is wrong: the two stay apart, whatever is found later."""
    workspace_id = actor.workspace_id
    row = _match(workspace_id, match)
    with writing.alone(workspace_id), transaction.atomic():
        mine = records_of(workspace_id, row.customer_id)
        others = records_of(workspace_id, row.other_id)
        if mine[0] == others[0]:
            raise Conflict("They are one person already", code="already_one_person")
        keep_apart(actor, [(one, other) for one in mine for other in others])
        Match.objects.filter(workspace_id=workspace_id, pk=match).update(state=Match.State.APART)
        audit(
            actor,
            "customer.kept_apart",
            target_kind="customer",
            target_id=mine[0],
            fields=[str(others[0])],
        )


def drafted(
    rules: Mapping[int, KindRule], kind: str, mode: str, most: int, place: int | None
) -> dict[int, KindRule]:
    """The rules with this one for a kind, the most believed first; `Invalid` says what is wrong.

    Without a place it keeps its own; with one, the others close up in the order they had.
    """
    if kind not in CODES:
        raise Invalid(f"There is no rule for {kind!r}", code="no_match_rule", where="kind")
    if mode not in MatchRule.Mode.values:
        raise Invalid(f"{mode!r} is none of merge, ask, never", code="unknown_mode", where="mode")
    if not 2 <= most <= MOST_SHARED:
        raise Invalid(
            f"An identifier brings together 2 to {MOST_SHARED} records",
            code="out_of_range",
            where="most",
            least=2,
            most=MOST_SHARED,
        )
    if place is not None and not 1 <= place <= len(DECIDING):
        raise Invalid(
            f"There are {len(DECIDING)} places",
            code="out_of_range",
            where="place",
            least=1,
            most=len(DECIDING),
        )
    code = CODES[kind]
    order = [one for one in rules if one != code]
    order.insert((place or rules[code].place) - 1, code)
    changed = {**rules, code: replace(rules[code], mode=mode, most=most)}
    return {one: replace(changed[one], place=at) for at, one in enumerate(order, 1)}


def set_rule(actor: Actor, kind: str, mode: str, most: int, place: int | None = None) -> None:
    """What an identifier of this kind means from now on, also where it was seen before.

    Its place says how far it is believed beside the others; those whose place it takes move on.
    """
    workspace_id, code = actor.workspace_id, CODES.get(kind, -1)
    with writing.alone(workspace_id):
        before = matching.rules_of(workspace_id)
        rules = drafted(before, kind, mode, most, place)
        fields = [
            f"{name}: {getattr(before[code], name)} → {getattr(rules[code], name)}"
            for name in ("mode", "most", "place")
            if getattr(before[code], name) != getattr(rules[code], name)
        ]
        with transaction.atomic():
            for one, rule in rules.items():
                if one == code or rule != before[one]:
                    MatchRule.objects.update_or_create(
                        workspace_id=workspace_id,
                        kind=one,
                        defaults={"mode": rule.mode, "most": rule.most, "place": rule.place},
                    )
                    merging.again(workspace_id, one)
            audit(
                actor,
                "customer.match_rule_changed",
                target_kind="match_rule",
                target_id=kind,
                fields=fields,
            )
        merging.settle(workspace_id)


def keep_apart(actor: Actor, pairs: list[tuple[int, int]]) -> datetime:
    """Nothing but a member of staff brings these together again; when that was said."""
    workspace_id, now = actor.workspace_id, clock.now()
    sorted_pairs = sorted({(min(pair), max(pair)) for pair in pairs})
    rows = [(workspace_id, *pair, actor.label[:120], now) for pair in sorted_pairs]
    insert_new(Apart, _APART, rows)
    records = sorted({one for pair in sorted_pairs for one in pair})
    for one, other in sorted_pairs:  # a former word of staff yields to the newer one
        said = Match.objects.filter(workspace_id=workspace_id, kind=STAFF)
        said.filter(customer__in=(one, other), other__in=(one, other)).delete()
    merging.look_again(workspace_id, records)
    merging.settle(workspace_id, records)  # these too, though nothing may be left between them
    return now


def records_of(workspace_id: int, record: int) -> list[int]:
    """All records of the person to whom this one belongs; a living one."""
    known = Customer.objects.filter(workspace_id=workspace_id, id=record, erased_at=None)
    if not known.exists():
        raise NotFound("No such customer")
    return groups.records(workspace_id, [record]).get(record, [record])


def _match(workspace_id: int, number: int) -> Match:
    row = Match.objects.filter(workspace_id=workspace_id, pk=number).first()
    if row is None:
        raise NotFound("No such match")
    return row
