"""Reviews become facts, in sets and once: figures in the warehouse, words sealed in the database.

Of two tellings of one review the later version counts, whichever comes first; what a file says
outranks what an event told (decision 19).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from django.db import transaction

from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import chunks, upsert
from huike.base.kernel.exclusive import exclusive
from huike.base.kernel.personal import VALUES
from huike.flow.ingest import people
from huike.flow.ingest.collect import products
from huike.flow.ingest.reviews.models import ReviewWords
from huike.library.facts import facade as facts

OF_FILES = 1 << 62  # versions of files lie above those of events
_CONTEXT = "ingest.review.words"
_MOST = 900  # values in one question
_TOGETHER = 2_000  # rows in one transaction
_COLUMNS = ("workspace_id", "shop_id", "review_key", "record", "sealed", "version")


@dataclass(frozen=True, kw_only=True)
class Review:
    """A review as somebody told of it."""

    review_key: int
    review_id: str
    customer_id: int  # 0: nobody who is known
    sku: str
    order_no: str
    stars: int  # 1 to 5; 0: none given
    language: str
    images: int
    is_anonymous: bool
    written_at: datetime | None
    replied_at: datetime | None
    words: str
    reply: str
    version: int


@dataclass(frozen=True)
class Words:
    """What a review says, and what was replied."""

    words: str
    reply: str


def key_of(shop_id: int, review_id: str) -> int:
    """The number of the review that a shop calls so; of 63 bits, as databases have them."""
    return key_from(hashlib.sha256(f"review\x1f{shop_id}\x1f{review_id}".encode()).digest())


def key_from(digest: bytes) -> int:
    """A number out of a hash."""
    return int.from_bytes(digest[:8], "big") >> 1


def keep(
    workspace_id: int,
    shop_id: int,
    reviews: Sequence[Review],
    *,
    told_by: str,
    batch: int,
    token: str,
) -> None:
    """Land these reviews of one shop; done again it changes nothing more."""
    last = {one.review_key: one for one in sorted(reviews, key=lambda one: one.version)}
    found = list(last.values())
    if not found:
        return
    known = products.known(workspace_id, shop_id, {one.sku for one in found})
    landed = clock.now()
    rows = [
        {
            "workspace_id": workspace_id,
            "shop_id": shop_id,
            "review_key": one.review_key,
            "review_id": one.review_id,
            "customer_id": one.customer_id,
            "origin_id": one.customer_id,
            "sku": one.sku,
            "product_id": known[one.sku].product_id,
            "order_no": one.order_no,
            "stars": one.stars,
            "language": one.language,
            "images": one.images,
            "length": len(one.words),
            "is_anonymous": int(one.is_anonymous),
            "written_at": one.written_at,
            "replied_at": one.replied_at,
            "told_by": told_by,
            "landed_at": landed,
            "batch_id": batch,
            "version": one.version,
            "is_deleted": 0,
        }
        for one in found
    ]
    _keep_words(workspace_id, shop_id, found)
    made = pa.Table.from_pylist(rows, schema=facts.schema_of("reviews"))
    facts.land("reviews", made, token=token)


def words_of(workspace_id: int, keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Words]:
    """What these reviews (shop, key) say; of those whose author was erased nothing."""
    rows: list[ReviewWords] = []
    for part in chunks(sorted({key for _, key in keys}), _MOST):
        rows += ReviewWords.objects.filter(workspace_id=workspace_id, review_key__in=part)
    theirs = [(row.record, bytes(row.sealed)) for row in rows if row.record]
    opened = iter(people.unseal(workspace_id, theirs))
    found = {}
    for row in rows:
        text = next(opened) if row.record else crypto.unseal_secret(bytes(row.sealed), _CONTEXT)
        if text:
            said, reply = json.loads(text)
            found[row.shop_id, row.review_key] = Words(said, reply)
    return {key: found[key] for key in keys if key in found}


def masked(text: str) -> str:
    """The words without addresses and numbers by which somebody could be reached."""
    return VALUES.sub("***", text)


def _keep_words(workspace_id: int, shop_id: int, reviews: Sequence[Review]) -> None:
    """Where nobody newer has spoken; one at a time, or the older could be written last."""
    with exclusive(f"reviews:{workspace_id}:{shop_id}"):
        for part in chunks([one for one in reviews if one.words or one.reply], _TOGETHER):
            _write(workspace_id, shop_id, part)


def _write(workspace_id: int, shop_id: int, reviews: Sequence[Review]) -> None:
    kept: dict[int, int] = {}
    for part in chunks([one.review_key for one in reviews], _MOST):
        there = ReviewWords.objects.filter(
            workspace_id=workspace_id, shop_id=shop_id, review_key__in=part
        )
        kept.update(there.values_list("review_key", "version"))
    newer = [one for one in reviews if one.version >= kept.get(one.review_key, 0)]
    # Under the key of the author's record; who has none (a visitor, nobody) is not to be known.
    sealed = people.seal(workspace_id, [(one.customer_id, _text(one)) for one in newer])
    rows = [
        (workspace_id, shop_id, one.review_key, one.customer_id if blob else 0,
         blob or crypto.seal_secret(masked(_text(one)), _CONTEXT), one.version)
        for one, blob in zip(newer, sealed, strict=True)
    ]  # fmt: skip
    with transaction.atomic():
        upsert(
            ReviewWords,
            _COLUMNS,
            rows,
            unique=_COLUMNS[:3],
            update=_COLUMNS[3:],
        )


def _text(one: Review) -> str:
    return json.dumps([one.words, one.reply], ensure_ascii=False)
