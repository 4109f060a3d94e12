"""What shoppers wrote: figures are facts, words are sealed with their author; each review once."""

import gzip
import itertools
import random
from datetime import UTC, datetime
from functools import partial
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.models import Workspace
from huike.base.access.rules import system_actor
from huike.base.jobs import facade as jobs
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.ingest.models import QuarantinedRow
from huike.flow.ingest.reviews import keeping
from huike.flow.ingest.reviews.models import ReviewWords
from tests.flow.ingest.collect.test_orders import empty, event, key, shop, tell
from tests.support.api import Caller

__all__ = ["empty", "key", "shop", "tell"]
pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
HEAD = "评价编号,会员号,商品编码,订单号,星级,评价内容,评价时间,商家回复,图片,匿名\n"
FIGURES = (
    "SELECT review_id, customer_id != 0, sku, order_no, stars, images, is_anonymous, length,"
    " told_by FROM reviews FINAL ORDER BY review_id"
)
CALL = "请打 13812345678，谢谢"
_numbers = itertools.count(1)


def said(workspace: Workspace) -> list[tuple[str, str]]:
    """All words of a workspace, by the review's own id."""
    rows = warehouse.select(
        "SELECT shop_id, review_key FROM reviews FINAL WHERE workspace_id = {ws:UInt32}"
        " ORDER BY review_id",
        {"ws": workspace.pk},
    )
    found = keeping.words_of(workspace.pk, rows)
    return [(one.words, one.reply) for one in (found.get(row) for row in rows) if one]


@pytest.mark.stores
def test_a_file_of_reviews_lands_once_with_its_people(bring: Any, workspace: Workspace) -> None:
    text = HEAD + (
        f"r1,u1,tea,A1,5星,{CALL},2026-11-01 10:00:00,感谢,a.jpg;b.jpg,否\n"
        "r2,t**8,cup,,★★★☆☆,一般,2026-11-02,,,是\n"
        "r3,u1,tea,,差评,,,,2,\n"
        "r4,u1,tea,,6,太好,2026-11-02,,,\n"
        "r5,u1,tea,,,,2026-11-02,,,\n"
        "r6,u1,tea,,很多,好,2026-11-02,,,\n"
    )
    counts = bring(text, "reviews", shop="网店")
    assert (counts["rows"], counts["accepted"], counts["quarantined"]) == (6, 3, 3)
    assert warehouse.select(FIGURES) == [
        ("r1", 1, "tea", "A1", 5, 2, 0, len(CALL), "file"),
        ("r2", 0, "cup", "", 3, 0, 1, 2, "file"),
        ("r3", 1, "tea", "", 1, 2, 0, 0, "file"),
    ]
    at = "SELECT written_at FROM reviews FINAL ORDER BY review_id"
    assert warehouse.select(at) == [
        (datetime(2026, 11, 1, 2, tzinfo=UTC),), (datetime(2026, 11, 1, 16, tzinfo=UTC),), (None,),
    ]  # fmt: skip
    assert said(workspace) == [(CALL, "感谢"), ("一般", "")]
    aside = QuarantinedRow.objects.order_by("row").values_list("row", "reason")
    assert [reason for _, reason in aside] == [
        "quantity_out_of_range", "missing", "number_unreadable",
    ]  # fmt: skip
    again = bring(text, "reviews", shop="网店")
    assert (again["accepted"], again["duplicates"], again["quarantined"]) == (0, 3, 3)
    assert warehouse.scalar("SELECT count() FROM reviews") == 3
    edited = HEAD + "r1,u1,tea,A1,4,改了,2026-11-01 10:00:00,,,\n"
    assert bring(edited, "reviews", shop="网店")["accepted"] == 1
    assert warehouse.select(FIGURES)[0] == ("r1", 1, "tea", "A1", 4, 0, 0, 2, "file")
    assert said(workspace)[0] == ("改了", "")


REVIEWED = {"product_id": "tea", "review_id": "e1", "review_body": CALL, "rating": "4"}


def test_a_reviewed_product_is_a_review_and_its_words_lie_nowhere_open(
    tell: Any, workspace: Workspace
) -> None:
    tell(event("Product Reviewed", 1, REVIEWED))
    tell(event("Product Reviewed", 1, REVIEWED, messageId="again"))
    guest = {"review_body": CALL, "rating": 9}
    tell(event("product reviewed", 2, guest, userId=None, anonymousId="a"))
    assert warehouse.select(FIGURES) == [
        ("", 1, "", "", 0, 0, 0, len(CALL), "event"),
        ("e1", 1, "tea", "", 4, 0, 0, len(CALL), "event"),
    ]
    # A visitor has no key: what reaches somebody is hidden before it is sealed.
    assert said(workspace) == [("请打 ***，谢谢", ""), (CALL, "")]
    props = warehouse.select("SELECT props FROM events ORDER BY message_id")
    assert not any("谢谢" in one for (one,) in props)
    assert not any("谢谢".encode() in bytes(one.sealed) for one in ReviewWords.objects.all())


@pytest.mark.stores
def test_reviews_stand_on_the_timeline_and_go_with_whoever_is_erased(
    bring: Any, workspace: Workspace, other_workspace: Workspace
) -> None:
    bring("sku,title\ntea,龙井\n", "products", shop="网店")
    text = HEAD + f"r1,u1,tea,A1,5,{CALL},2026-11-01,谢谢您,,\nr2,u2,tea,,2,旧了,2026-11-02,,,\n"
    bring(text, "reviews", shop="网店")
    jobs.drain()
    one, two = (identity.find_by(workspace.pk, "user_id", name)[0] for name in ("u1", "u2"))
    shop_id = warehouse.scalar("SELECT max(shop_id) FROM reviews")
    caller = Caller(workspace)

    def timeline(number: int, who: Caller = caller) -> list[dict[str, Any]]:
        found = who.get(f"/customers/{number}/timeline?what=reviews").json()
        return [each["details"] for each in found["items"]]

    (told,) = timeline(one)
    assert told == {
        "stars": "5", "sku": "tea", "product": "龙井", "order_no": "A1", "images": "0",
        "is_anonymous": "0", "words": "请打 ***，谢谢", "reply": "谢谢您",
    }  # fmt: skip
    assert caller.get(f"/customers/{one}/timeline?what=events").json()["items"] == []
    narrow = Caller(workspace, "analyst", shop_ids=[shop_id + 1])
    assert narrow.get(f"/customers/{one}/timeline").status_code == 404
    assert Caller(other_workspace).get(f"/customers/{one}/timeline").status_code == 404

    actor = system_actor(workspace.pk, "tests")
    identity.merge(actor, one, two)
    jobs.drain()
    assert [each["stars"] for each in timeline(one)] == ["2", "5"]
    identity.separate(actor, two)
    jobs.drain()
    assert [each["stars"] for each in timeline(two)] == ["2"]

    identity.erase(actor, one)
    jobs.drain()
    assert said(workspace) == [("旧了", "")]
    assert warehouse.scalar("SELECT count() FROM reviews FINAL") == 2  # the figures stay, nameless
    assert timeline(two)[0]["words"] == "旧了"


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_in_whatever_order_and_how_often_a_review_is_told_the_same_stands(
    tell: Any, bring: Any, workspace: Workspace, seed: int
) -> None:
    chance = random.Random(seed)
    ends = []
    for is_mixed in (False, True):
        number = f"x{next(_numbers)}"
        given = {"sku": "tea", "review_id": number}
        acts = [
            partial(tell, event("Product Reviewed", place, body, messageId=f"{number}:{place}"))
            for place, body in enumerate(
                ({**given, "rating": 1, "review_body": "坏"}, {**given, "rating": 3}), 1
            )
        ]
        acts.append(partial(bring, HEAD + f"{number},u1,tea,,5,好,,,,\n", "reviews", shop="网店"))
        if is_mixed:
            acts += chance.choices(acts, k=2)
            chance.shuffle(acts)
        for act in acts:
            act()
        sql = "SELECT {} FROM reviews FINAL WHERE review_id = {{number:String}}"
        figures = sql.format("stars, customer_id, told_by, length")
        keys = warehouse.select(sql.format("shop_id, review_key"), {"number": number})
        words = keeping.words_of(workspace.pk, keys)
        ends.append((warehouse.select(figures, {"number": number}), list(words.values())))
    assert ends[0] == ends[1]
    assert ends[0][0][0][0] == 5
    assert [one.words for one in ends[0][1]] == ["好"]


def test_real_reviews_land_with_the_counts_of_their_file(
    bring: Any, shared_data: Any, workspace: Workspace
) -> None:
    raw = (shared_data / "asap_sample" / "train_sample.csv").read_bytes()
    table = pl.read_csv(raw)
    counts = bring(raw, "reviews", shop="餐厅")
    assert (counts["rows"], counts["accepted"], counts["quarantined"]) == (100, 100, 0)
    by_stars = "SELECT toFloat64(stars), count() FROM reviews FINAL GROUP BY ALL ORDER BY ALL"
    expected = table.group_by("star").len().sort("star").rows()
    assert warehouse.select(by_stars) == expected
    assert sorted(words for words, _ in said(workspace)) == sorted(
        one.strip() for one in table["reviewbody"]
    )

    raw = gzip.decompress((shared_data / "online_shopping_10_cats" / "reviews.csv.gz").read_bytes())
    texts = pl.read_csv(raw)["review"].str.strip_chars().str.strip_prefix("'")
    empty_ones = (texts.fill_null("") == "").sum()
    distinct = texts.filter(texts.fill_null("") != "").n_unique()
    counts = bring(raw, "reviews", shop="商城")
    assert counts["rows"] == len(texts) == 50_125
    assert (counts["quarantined"], counts["accepted"]) == (empty_ones, distinct)
    assert counts["duplicates"] == len(texts) - empty_ones - distinct
    assert ReviewWords.objects.filter(workspace=workspace).count() == 100 + distinct
