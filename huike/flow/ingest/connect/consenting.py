"""What platforms say of whether people may be written to is told to whoever keeps consent."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from huike.events import MOST_IDS, ContactsTold
from huike.flow.ingest import people
from huike.flow.ingest.connect.calling import Consent


def told_of(
    workspace_id: int, source: str, said: Sequence[tuple[int, Consent]]
) -> Iterator[ContactsTold]:
    """What these customers said, for whoever keeps consent; nobody is nobody's."""
    known = sorted(
        ((customer, one) for customer, one in said if customer),
        key=lambda pair: _sort(pair[1]),
    )
    for (channel, answer, level), part in groupby(known, key=lambda pair: _sort(pair[1])):
        rows = list(part)
        for start in range(0, len(rows), MOST_IDS):
            few = rows[start : start + MOST_IDS]
            hashes = people.hashes(workspace_id, channel, [one.address for _, one in few])
            yield ContactsTold(
                workspace_id=workspace_id,
                import_id=0,
                channel=channel,
                answer=answer,
                source=source,
                wording=level if answer == "in" else "",
                customer_ids=tuple(customer for customer, _ in few),
                addresses=tuple(one.hex() if one else "" for one in hashes),
                said_at=tuple(round(one.at.timestamp() * 1000) if one.at else 0 for _, one in few),
            )


def _sort(one: Consent) -> tuple[str, str, str]:
    return one.channel, one.answer, one.level
