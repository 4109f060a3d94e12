"""Reviews that events tell of (`Product Reviewed` of the public spec)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from huike.flow.ingest.collect.models import Landing
from huike.flow.ingest.collect.rules import commerce, naming
from huike.flow.ingest.reviews import keeping
from huike.flow.ingest.reviews.keeping import Review

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said


def land(row: Landing, said: Sequence["Said"], customers: "np.ndarray[Any, Any]") -> None:
    """Keep the reviews of a landing, a shop at a time."""
    by_shop: dict[int, list[Review]] = {}
    for one, customer in zip(said, customers, strict=True):
        if naming.event_of(one.message) == naming.REVIEWED:
            by_shop.setdefault(one.shop_id, []).append(_review(one, int(customer)))
    for shop_id, found in sorted(by_shop.items()):
        keeping.keep(
            row.workspace_id,
            shop_id,
            found,
            told_by="event",
            batch=row.pk,
            token=f"collect:{row.pk}:{shop_id}",
        )


def _review(one: "Said", customer: int) -> Review:
    given = one.message.properties
    review_id = commerce.named(given, "review_id")
    is_new = not review_id
    return Review(
        review_key=keeping.key_of(one.shop_id, f"\x1f{one.message_id}" if is_new else review_id),
        review_id=review_id,
        customer_id=customer,
        sku=commerce.named(given, "sku") or commerce.named(given, "product_id"),
        order_no=commerce.named(given, "order_id"),
        stars=commerce.stars(given),
        language=commerce.named(given, "language")[:20],
        images=_images(given),
        is_anonymous=given.get("anonymous") is True,
        written_at=one.happened_at,
        replied_at=None,
        words=commerce.long_words(given, "review_body"),
        reply="",
        version=round(one.happened_at.timestamp() * 1000),
    )


def _images(given: Any) -> int:
    listed = given.get("images")
    return len(listed) if isinstance(listed, list) else 0
