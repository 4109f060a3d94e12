"""Reads of consent: always inside a workspace, always in sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from huike.base.kernel.bulk import chunks
from huike.base.kernel.lookup import among
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.consent import rules
from huike.flow.consent.models import Consent, ConsentProof, Policy, Suppression
from huike.flow.consent.rules import DEFAULT_RULE, Purpose, Reason, Rule, State
from huike.flow.identity import facade as identity

_PART = 900


@dataclass(frozen=True)
class Proof:
    """One answer of a customer with everything that proves it."""

    id: int
    customer_id: int
    purpose: str
    channel: str
    state: str
    at: datetime
    recorded_at: datetime
    means: str
    recorded_by: str
    source: str
    wording: str


@dataclass(frozen=True)
class Standing:
    """What a customer last said about a purpose on a channel, and what it means today."""

    purpose: str
    channel: str
    state: str | None
    changed_at: datetime | None
    source: str
    wording: str
    refusal: str | None  # None = may be reached


def rule_of(workspace_id: int, channel: str) -> Rule:
    """Whether marketing on this channel needs a yes."""
    rows = among(Policy, ("rule",), "channel", [channel], workspace=workspace_id)
    return next((rule for (rule,) in rows), DEFAULT_RULE)


def states(workspace_id: int, purpose: str, channel: str, ids: Sequence[int]) -> dict[int, State]:
    """What these customers last said, of those who said anything."""
    merged = identity.records_of(workspace_id, ids)
    alone = [one for one in ids if one not in merged] if merged else ids
    place = {"workspace": workspace_id, "purpose": purpose, "channel": channel}
    found = dict(among(Consent, ("customer", "state"), "customer", alone, **place))
    for one, row in last_words(workspace_id, merged, purpose=purpose, channel=channel).items():
        found[one[0]] = row.state
    return found


def last_words(
    workspace_id: int, merged: Mapping[int, Sequence[int]], **about: str
) -> dict[tuple[int, str, str], Consent]:
    """The last word of people with these records, by person, purpose and channel.

    Of two words of one moment the refusal counts.
    """
    of_record: dict[int, list[Consent]] = {}
    records = sorted(set().union(*merged.values()))
    for part in chunks(records, _PART):
        rows = Consent.objects.filter(workspace_id=workspace_id, customer__in=part, **about)
        for row in rows.select_related("wording"):
            of_record.setdefault(row.customer, []).append(row)
    found: dict[tuple[int, str, str], Consent] = {}
    for person, own in merged.items():
        for row in (row for record in own for row in of_record.get(record, ())):
            known = found.setdefault((person, row.purpose, row.channel), row)
            if (row.changed_at, row.state) > (known.changed_at, known.state):
                found[person, row.purpose, row.channel] = row
    return found


def causes(workspace_id: int, channel: str, hashes: Sequence[bytes]) -> dict[bytes, set[str]]:
    """Why these addresses must not be used, of those that are suppressed."""
    place = {"workspace": workspace_id, "channel": channel}
    found: dict[bytes, set[str]] = {}
    for hashed, cause in among(Suppression, ("hash", "cause"), "hash", hashes, **place):
        found.setdefault(bytes(hashed), set()).add(cause)
    return found


def reachable(
    workspace_id: int, purpose: Purpose, channel: str, customer_ids: Sequence[int] | np.ndarray
) -> tuple[np.ndarray, dict[int, Reason]]:
    """Who may be reached, in the order given, and why not each of the others."""
    ids = [int(one) for one in customer_ids]
    # Consents first: whoever unsubscribes between the two questions is found unsubscribed by the
    # second, with the reason that an unsubscription has, and not merely withdrawn.
    said = states(workspace_id, purpose, channel, ids)
    hashes = identity.address_hashes(workspace_id, channel, ids)
    suppressed = causes(workspace_id, channel, [one for few in hashes.values() for one in few])
    rule = rule_of(workspace_id, channel)
    allowed: list[int] = []
    refused: dict[int, Reason] = {}
    verdicts: dict[Any, Reason | None] = {}  # most customers stand as many others do
    for customer in ids:
        mine = hashes.get(customer)
        found = frozenset[str]()
        if suppressed and mine:
            found = found.union(*(suppressed.get(one, ()) for one in mine))
        stands = (said.get(customer), found, mine is not None)
        if stands not in verdicts:
            verdicts[stands] = rules.refusal(
                purpose=purpose, rule=rule, state=stands[0], causes=found, has_address=stands[2]
            )
        reason = verdicts[stands]
        if reason is None:
            allowed.append(customer)
        else:
            refused[customer] = reason
    return np.array(allowed, dtype=np.uint32), refused


def hashes(workspace_id: int, channel: str, addresses: Sequence[str]) -> list[bytes]:
    """The keyed hashes of these addresses; what is none is left out."""
    found = identity.hash_addresses(workspace_id, channel, addresses)
    return [one for one in found if one is not None]


def standings(workspace_id: int, customer_id: int) -> list[Standing]:
    """Everything one customer allowed and refused, and whether they may be reached."""
    words = last_words(workspace_id, {customer_id: _records(workspace_id, customer_id)})
    known = {(purpose, channel): row for (_, purpose, channel), row in words.items()}
    found = []
    for channel in rules.CHANNELS:
        for purpose in rules.PURPOSES:
            row = known.get((purpose, channel))
            _, refused = reachable(workspace_id, purpose, channel, [customer_id])
            found.append(
                Standing(
                    purpose,
                    channel,
                    row.state if row else None,
                    row.changed_at if row else None,
                    row.source if row else "",
                    row.wording.text if row and row.wording else "",
                    refused.get(customer_id),
                )
            )
    return found


def proofs(
    workspace_id: int, customer_id: int | None, cursor: str | None, limit: int
) -> Page[Proof]:
    """Answers of one customer, or of all, newest first."""
    rows = ConsentProof.objects.filter(workspace_id=workspace_id)
    if customer_id is not None:
        rows = rows.filter(customer__in=_records(workspace_id, customer_id))
    total = rows.count()
    if cursor:
        rows = rows.filter(id__lt=decode_cursor(cursor, 1)[0])
    found = list(rows.select_related("wording").order_by("-id")[: limit_of(limit) + 1])
    more = encode_cursor([found[limit - 1].pk]) if len(found) > limit else None
    return Page([_proof(row) for row in found[:limit]], more, total)


def _records(workspace_id: int, customer_id: int) -> list[int]:
    return identity.records_of(workspace_id, [customer_id]).get(customer_id, [customer_id])


def proofs_after(workspace_id: int, after: int, most: int) -> list[Proof]:
    """The next answers in the order they were recorded, for an export."""
    rows = ConsentProof.objects.filter(workspace_id=workspace_id, id__gt=after)
    return [_proof(row) for row in rows.select_related("wording").order_by("id")[:most]]


def suppressions(
    workspace_id: int, filters: dict[str, Any], cursor: str | None, limit: int
) -> Page[Suppression]:
    """Suppressed addresses, newest first."""
    rows = Suppression.objects.filter(workspace_id=workspace_id, **filters)
    total = rows.count()
    if cursor:
        rows = rows.filter(id__lt=decode_cursor(cursor, 1)[0])
    found = list(rows.order_by("-id")[: limit_of(limit) + 1])
    more = encode_cursor([found[limit - 1].pk]) if len(found) > limit else None
    return Page(found[:limit], more, total)


def _proof(row: ConsentProof) -> Proof:
    return Proof(
        row.pk,
        row.customer,
        row.purpose,
        row.channel,
        row.state,
        row.at,
        row.recorded_at,
        row.means,
        row.recorded_by,
        row.source,
        row.wording.text if row.wording else "",
    )


def owners_of(workspace_id: int, rows: Sequence[Suppression]) -> dict[int, int]:
    """Whose the addresses of these rows are today: customer by number of the row."""
    found: dict[int, int] = {}
    for channel in {row.channel for row in rows}:
        mine = {bytes(row.hash): row.pk for row in rows if row.channel == channel}
        owners = identity.owners_of_addresses(workspace_id, channel, list(mine))
        found.update((mine[hashed], customer) for hashed, customer in owners.items())
    return found
