"""What is looked for in each source: the defaults, and what a person has set instead."""

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.kernel.bulk import upsert
from huike.base.kernel.errors import Invalid
from huike.flow.ingest.quality import sources
from huike.flow.ingest.quality.models import QualityRule
from huike.flow.ingest.quality.rules.checks import CHECKS, Check, Limit, default, fits
from huike.flow.ingest.quality.sources import Key

_COLUMNS = ("workspace_id", "kind", "source", "about", "is_on", "limit")


def limits(workspace_id: int) -> dict[Key, dict[Check, Limit]]:
    """What persons have set, by source and check."""
    found: dict[Key, dict[Check, Limit]] = {}
    for row in QualityRule.objects.filter(workspace_id=workspace_id, about__in=CHECKS):
        of_source = found.setdefault((row.kind, row.source), {})
        of_source[row.about] = Limit(row.is_on, row.limit)  # type: ignore[index]
    return found


def of(kind: str, known: dict[Check, Limit], check: Check) -> Limit:
    """What holds for a source of this kind."""
    return known.get(check) or default(kind, check)


def change(actor: Actor, kind: str, number: int, check: Check, limit: Limit) -> None:
    """Set what is looked for in a source."""
    source = sources.one(actor.scope, kind, number)
    if not fits(check, limit.limit):
        raise Invalid("The limit is out of its range", code="quality_limit", where="limit")
    row = (actor.workspace_id, source.kind, source.id, check, limit.is_on, limit.limit)
    with transaction.atomic():
        upsert(
            QualityRule,
            _COLUMNS,
            [row],
            unique=("workspace_id", "kind", "source", "about"),
            update=("is_on", "limit"),
        )
        audit(actor, "quality.changed", target_kind="quality_source", target_id=number,
              fields=[check])  # fmt: skip
