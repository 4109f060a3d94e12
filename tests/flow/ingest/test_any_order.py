"""However files are cut, doubled and mixed, the same facts lie in the warehouse in the end."""

import itertools
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.warehouse import facade as warehouse

pytestmark = [pytest.mark.facts, pytest.mark.django_db]
HEAD = "order_no,ordered_at,user_id,sku,quantity,unit_price,status\n"
_shops = itertools.count(1)

order = st.tuples(
    st.integers(1, 3).map(lambda n: None if n == 3 else f"u{n}"),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 2)), min_size=1, max_size=4),
    st.sampled_from(["paid", "shipped", "completed"]),
)


def _text(orders: dict[str, tuple]) -> str:
    return HEAD + "".join(
        f"{number},2024-01-0{number},{user or ''},{sku},{quantity},2.50,{status}\n"
        for number, (user, lines, status) in orders.items()
        for sku, quantity in lines
    )


def _facts(shop: str) -> list[list[tuple]]:
    scope = "shop_id = (SELECT max(shop_id) FROM orders)"
    return [
        warehouse.select(sql.format(scope=scope))
        for sql in (
            "SELECT order_no, kind, status, ordered_at, amount, quantity, line_count, "
            "customer_id != 0 FROM orders FINAL WHERE {scope} ORDER BY order_no",
            "SELECT order_no, sku, quantity, amount, count() FROM order_lines FINAL WHERE {scope} "
            "GROUP BY ALL ORDER BY ALL",
        )
    ]


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    orders=st.lists(order, min_size=1, max_size=4).map(
        lambda found: {str(n): one for n, one in enumerate(found, 1)}
    ),
    seed=st.randoms(use_true_random=False),
    files=st.integers(1, 3),
)
def test_any_cut_order_and_doubling_of_files_lands_the_same(bring, orders, seed, files):
    plain, mixed = (f"shop {next(_shops)}" for _ in range(2))
    bring(_text(orders), shop=plain)
    expected = _facts(plain)

    for part in _parts(orders, files, seed):
        rows = _text(part).splitlines(keepends=True)[1:]
        seed.shuffle(rows)
        bring(HEAD + "".join(rows), shop=mixed)

    assert _facts(mixed) == expected


def _parts(orders: dict[str, tuple], files: int, seed: random.Random) -> list[dict[str, tuple]]:
    """Each order whole in at least one file; files overlap, some come twice, none in order."""
    parts = [
        {number: one for number, one in orders.items() if seed.random() < 0.6} for _ in range(files)
    ]
    covered = set().union(*parts)
    parts.append({number: one for number, one in orders.items() if number not in covered})
    parts += [part for part in parts if seed.random() < 0.3]
    parts = [part for part in parts if part]
    seed.shuffle(parts)
    return parts
