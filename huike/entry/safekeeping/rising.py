"""After a restore no number is given twice: each sequence rises above what was ever used of it.

The warehouse may be ahead of the database, and the list of erasures names people who came after.
"""

from django.db import models, transaction

from huike.base.kernel.bulk import raise_ids
from huike.base.kernel.models import Sequence
from huike.base.warehouse import facade as warehouse
from huike.flow.identity.erasures import remembered
from huike.flow.journey.models import Broadcast
from huike.flow.message.models import Message
from huike.flow.segment.models import Segment

_NUMBERS = {
    "customer": [
        "SELECT max(customer_id) FROM customers",
        "SELECT max(greatest(customer_id, origin_id)) FROM orders",
        "SELECT max(greatest(customer_id, origin_id)) FROM events",
    ],
    "batch": [
        "SELECT max(batch_id) FROM orders",
        "SELECT max(batch_id) FROM order_lines",
        "SELECT max(batch_id) FROM payments",
        "SELECT max(batch_id) FROM order_coupons",
        "SELECT max(batch_id) FROM reviews",
        "SELECT max(batch_id) FROM logistics",
        "SELECT max(batch_id) FROM favourites",
        "SELECT max(batch_id) FROM product_changes",
        "SELECT max(batch_id) FROM events",
    ],
    "message_batch": ["SELECT max(batch_id) FROM messages"],
}
_ROWS: dict[type[models.Model], list[str]] = {
    Broadcast: [
        "SELECT max(experiment_id) FROM exposures WHERE experiment = 'broadcast'",
        "SELECT max(source_id) FROM messages WHERE source = 'broadcast'",
    ],
    Message: ["SELECT max(message_id) FROM messages"],
    Segment: ["SELECT max(segment_id) FROM memberships"],
}


def raise_all() -> None:
    """Raise every sequence whose numbers the warehouse holds."""
    erased = max((customer for _, customer in remembered()), default=0)
    with transaction.atomic():
        for name, questions in _NUMBERS.items():
            least = {"customer": erased}.get(name, 0)
            _raise(name, max(least, _highest(questions)) + 1)
        for model, questions in _ROWS.items():
            raise_ids(model, _highest(questions))


def _raise(name: str, least: int) -> None:
    row, _ = Sequence.objects.select_for_update().get_or_create(
        name=name, defaults={"next_value": 1}
    )
    row.next_value = max(row.next_value, least)
    row.save()


def _highest(questions: list[str]) -> int:
    return max(int(warehouse.scalar(sql, lane="long") or 0) for sql in questions)
