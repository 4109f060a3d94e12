"""What a message may name of its reader: values in the units that a text shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from huike.base.access.facade import Scope, workspace
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks
from huike.base.kernel.money import exponent
from huike.flow.identity import facade as identity
from huike.flow.profile.lists import customers
from huike.flow.profile.lists.customers import NO_TRAITS

_PART = 1_000
_MONEY = ("spend", "net", "average_order")


def render_facts(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The values of `customer` in a template, for each of these who is still there.

    Names are whole: they go to the person themselves.
    """
    place = workspace(workspace_id)
    parts = 10 ** exponent(place.currency)
    zone = ZoneInfo(place.timezone)
    today = clock.now().astimezone(zone).date()
    scope = Scope(workspace_id)
    found: dict[int, dict[str, Any]] = {}
    for ids in chunks([int(one) for one in customer_ids], _PART):
        cards = identity.cards(workspace_id, ids, masked=False)
        open_values = customers.facts_of(scope, ids)
        traits = customers.traits_of(scope, ids)
        for one, card in cards.items():
            values = traits.get(one, NO_TRAITS)
            liked = list(values["favourite_categories"])
            last: datetime | None = values["last_order_at"]
            found[one] = {
                "customer": {
                    "id": one,
                    "name": card.name,
                    "orders": values["orders"],
                    **{name: values[name] / parts for name in _MONEY},
                    "first_order_at": values["first_order_at"],
                    "last_order_at": last,
                    "days_since_order": last and (today - last.astimezone(zone).date()).days,
                    "rfm_segment": values["rfm_segment"],
                    "stage": values["stage"],
                    "favourite_category": liked[0] if liked else "",
                    "favourite_categories": liked,
                    "attributes": dict(open_values.get(one, {}).get("attributes", {})),
                }
            }
    return found
