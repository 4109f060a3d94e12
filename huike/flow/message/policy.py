"""May this customer get this message: consent and suppression, in sets, with reasons."""

from collections.abc import Sequence

import numpy as np

from huike.flow.consent import facade as consent
from huike.flow.consent.rules import Purpose
from huike.flow.message.rules import Reason


def purpose_of(text: str) -> Purpose:
    """A stored purpose as consent knows it."""
    return "transactional" if text == "transactional" else "marketing"


def refusals(
    workspace_id: int, purpose: Purpose, channel: str, customer_ids: Sequence[int]
) -> dict[int, str]:
    """Why each of these customers may not get a message as things stand; those left out may."""
    ids = np.array(customer_ids, dtype=np.uint32)
    _, refused = consent.reachable(workspace_id, purpose, channel, ids)
    return {int(customer): Reason(reason) for customer, reason in refused.items()}


def refusals_now(
    workspace_id: int, purpose: Purpose, channel: str, customer_ids: Sequence[int]
) -> dict[int, str]:
    """The same at the hand-over: it stays true until the caller's transaction has ended."""
    ids = np.array(customer_ids, dtype=np.uint32)
    _, refused = consent.still_reachable(workspace_id, purpose, channel, ids)
    return {int(customer): Reason(reason) for customer, reason in refused.items()}
