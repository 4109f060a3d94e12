"""From an event to the notices of it, in the transaction of the event."""

import secrets
from collections.abc import Iterable
from typing import Any

from huike.base.kernel import clock
from huike.base.outbox.facade import Event, to_payload
from huike.base.webhooks.models import Delivery, Endpoint, Notice
from huike.base.webhooks.rules.kinds import kind_of


def note(event: Event) -> None:
    """Whatever is published is told to whoever wants to hear of it, if it is committed."""
    kind = kind_of(type(event).__name__)
    wanting = [one for one in _listening(event.workspace_id) if not one.kinds or kind in one.kinds]
    if wanting:
        data = to_payload(event)
        del data["workspace_id"]  # the token's and the endpoint's own; numbers of others say much
        data = {name: value for name, value in data.items() if name not in event.inner}
        tell(event.workspace_id, kind, data, wanting)


def kinds() -> list[str]:
    """Everything there is to hear of."""
    return sorted(kind_of(one.__name__) for one in Event.__subclasses__())


def tell(
    workspace_id: int, kind: str, data: dict[str, Any], endpoints: Iterable[Endpoint]
) -> list[Delivery]:
    """Put a notice on its way to these endpoints."""
    now = clock.now()
    notice = Notice.objects.create(
        workspace_id=workspace_id,
        mark=f"msg_{secrets.token_urlsafe(18)}",
        kind=kind,
        data=data,
        at=now,
    )
    return Delivery.objects.bulk_create(
        Delivery(workspace_id=workspace_id, endpoint=one, notice=notice, next_at=now)
        for one in endpoints
    )


def _listening(workspace_id: int) -> list[Endpoint]:
    # A paused one is told later what it missed; one that has ended said that it does not care.
    rows = Endpoint.objects.filter(workspace_id=workspace_id)
    return list(rows.exclude(state=Endpoint.State.ENDED).only("id", "kinds"))
