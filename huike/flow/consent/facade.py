"""The door of consent: who may be reached, and what people said."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from huike.base.access.facade import Actor, system_actor
from huike.flow.consent import actions, holding, queries
from huike.flow.consent.actions import Answer, record, suppress, unsubscribe
from huike.flow.consent.queries import Proof, Standing, reachable, standings
from huike.flow.consent.rules import (
    CAUSES,
    CHANNELS,
    PURPOSES,
    REASONS,
    Cause,
    Purpose,
    Reason,
    State,
)

__all__ = [
    "CAUSES",
    "CHANNELS",
    "PURPOSES",
    "REASONS",
    "Answer",
    "Proof",
    "Standing",
    "grant",
    "reachable",
    "record",
    "record_batch",
    "standings",
    "still_reachable",
    "suppress",
    "suppress_addresses",
    "unsubscribe",
    "withdraw",
]


def grant(
    actor: Actor,
    customer_ids: Sequence[int],
    *,
    purpose: Purpose,
    channel: str,
    source: str,
    wording: str,
) -> list[int]:
    """These people said yes to these words; answer for whom that was news."""
    answer = Answer(
        purpose=purpose, channel=channel, state="granted", source=source, wording=wording
    )
    return record(actor, customer_ids, answer)


def withdraw(
    actor: Actor, customer_ids: Sequence[int], *, purpose: Purpose, channel: str, source: str
) -> list[int]:
    """These people said no; answer for whom that was news."""
    answer = Answer(purpose=purpose, channel=channel, state="withdrawn", source=source)
    return record(actor, customer_ids, answer)


def record_batch(
    workspace_id: int,
    customer_ids: Sequence[int],
    is_granted: Sequence[bool | None],
    *,
    channel: str,
    source: str,
    wording: str = "",
    purpose: Purpose = "marketing",
    at: datetime | None = None,
) -> tuple[int, int]:
    """What a file says of each customer (None = nothing); how many yes and no were news.

    A yes of a file never takes back a refusal. Who is said to be both refuses.
    """
    said: dict[int, bool] = {}
    for customer, answer in zip(customer_ids, is_granted, strict=True):
        if answer is not None and customer:
            said[int(customer)] = answer and said.get(int(customer), True)
    actor = system_actor(workspace_id, "import")
    news: dict[State, int] = {"granted": 0, "withdrawn": 0}
    for state in news:
        wanted = [one for one, answer in said.items() if answer == (state == "granted")]
        if wanted:
            words = Answer(
                purpose=purpose,
                channel=channel,
                state=state,
                source=source,
                wording=wording,
                means="import",
                at=at,
            )
            news[state] = len(record(actor, wanted, words))
    return news["granted"], news["withdrawn"]


def still_reachable(
    workspace_id: int, purpose: Purpose, channel: str, customer_ids: Sequence[int] | np.ndarray
) -> tuple[np.ndarray, dict[int, Reason]]:
    """The same as `reachable` at the moment of hand-over: true until the caller's transaction ends.

    A refusal that comes meanwhile waits for that end; one acknowledged before is seen.
    """
    holding.share(workspace_id)
    return reachable(workspace_id, purpose, channel, customer_ids)


def suppress_addresses(
    workspace_id: int, channel: str, addresses: Sequence[str], *, cause: Cause, source: str
) -> int:
    """Never use these addresses again; what is no address is left out."""
    return actions.suppress(
        workspace_id,
        channel,
        queries.hashes(workspace_id, channel, addresses),
        cause=cause,
        source=source,
    )
