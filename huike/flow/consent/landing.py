"""Consent as facts of the warehouse, for segments and reports."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import product
from typing import Any

import pyarrow as pa

from huike.base.kernel.bulk import chunks, reserve_ids
from huike.base.warehouse import facade as warehouse
from huike.flow.consent.models import Consent
from huike.flow.consent.queries import last_words
from huike.flow.consent.rules import CHANNELS, PURPOSES
from huike.flow.identity import facade as identity

MERGED = 2**32  # versions above are of people who were ever merged
_PART = 5_000
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_SCHEMA = pa.schema(
    [
        ("workspace_id", pa.uint32()),
        ("customer_id", pa.uint32()),
        ("purpose", pa.string()),
        ("channel", pa.string()),
        ("state", pa.string()),
        ("changed_at", pa.timestamp("ms", tz="UTC")),
        ("version", pa.uint64()),
    ]
)
_COLUMNS = ["customer", "purpose", "channel", "state", "changed_at", "version"]


def land(workspace_id: int, customer_ids: Sequence[int], *, token: str = "") -> int:
    """Write what these customers say now; a later version replaces an earlier one."""
    landed = 0
    for part in chunks(sorted({int(one) for one in customer_ids}), _PART):
        merged = identity.ever_merged(workspace_id, part)
        alone = [one for one in part if one not in merged]
        rows = list(
            Consent.objects.filter(workspace_id=workspace_id, customer__in=alone)
            .order_by("customer", "purpose", "channel")
            .values_list(*_COLUMNS)
        )
        if merged:
            rows += _of_merged(workspace_id, merged)
        if not rows:
            continue
        columns = [[workspace_id] * len(rows), *(list(one) for one in zip(*rows, strict=True))]
        table = pa.table(
            dict(zip(_SCHEMA.names, columns, strict=True)),  # type: ignore[arg-type]
            schema=_SCHEMA,
        )
        content = ",".join(f"{row[0]}:{row[1]}:{row[2]}:{row[5]}" for row in rows)
        mark = sha256(f"{workspace_id}:{content}".encode()).hexdigest()[:32]
        warehouse.insert("consents", table, token=f"consents-{mark}{token}")
        landed += len(rows)
    return landed


def _of_merged(workspace_id: int, ids: Collection[int]) -> list[tuple[Any, ...]]:
    """The same of people with several records, or once with several: all records together.

    The survivor says what the person said last, the others nothing; so whatever was merged or taken
    apart, the newest version says it all.
    """
    # Whoever takes the later number reads later: so the newest version is the newest truth.
    (number,) = reserve_ids("consent_landing", 1)
    people = identity.records_of(workspace_id, list(ids))
    records = sorted({*ids}.union(*people.values()))
    own = {one: people.get(one, [one]) for one in records if people.get(one, [one])[0] == one}
    words = last_words(workspace_id, own)
    rows: list[tuple[Any, ...]] = []
    for record in records:
        for purpose, channel in product(PURPOSES, CHANNELS):
            word = words.get((record, purpose, channel))
            state, at = (word.state, word.changed_at) if word else ("", _NEVER)
            rows.append((record, purpose, channel, state, at, MERGED + number))
    return rows


def everybody(workspace_id: int, after: int, most: int) -> list[int]:
    """The next customers who said anything, by number."""
    rows = Consent.objects.filter(workspace_id=workspace_id, customer__gt=after)
    return list(rows.order_by("customer").values_list("customer", flat=True).distinct()[:most])


def differs(workspace_id: int) -> bool:
    """Whether the warehouse lacks an answer or has an older one.

    Of people who were ever merged only whether it has the answer: their versions are of landings.
    """
    rows = Consent.objects.filter(workspace_id=workspace_id)
    plain: list[int] = []
    merged: set[tuple[int, str, str]] = set()
    columns = ("customer", "purpose", "channel", "version")
    for part in chunks(rows.order_by("id").values_list(*columns).iterator(), _PART):
        customers = [one for one, *_ in part]
        ever = identity.ever_merged(workspace_id, customers)
        people = identity.shown_as(workspace_id, customers) if ever else customers
        for (customer, purpose, channel, version), person in zip(part, people, strict=True):
            if customer in ever:
                merged.add((person, purpose, channel))
            else:
                plain.append(version)
    (found,) = warehouse.select(
        "SELECT countIf(version < {merged:UInt64}), sumIf(version, version < {merged:UInt64}),"
        " countIf(version >= {merged:UInt64} AND state != '')"
        " FROM consents FINAL WHERE workspace_id = {workspace:UInt32}",
        {"workspace": workspace_id, "merged": MERGED},
        lane="long",
    )
    return (len(plain), sum(plain), len(merged)) != tuple(found)
