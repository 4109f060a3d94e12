"""A new home: whatever word comes first, it finds its stores made."""

import json
from pathlib import Path

from tests.support.server import installation


def test_a_file_is_imported_before_anything_was_ever_served(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "订单号,下单时间,客户ID,商品编码,数量,金额\nA-1,2026-11-20 10:00:00,c-1,t-1,1,88.00\n",
        encoding="utf-8",
    )
    words = ["import", str(orders), "--kind", "orders", "--shop", "天猫", "--json"]
    with installation(is_new=True, is_apart=True) as home:
        home.huike(
            "workspace", "create", "--name", "茶", "--timezone", "Asia/Shanghai",
            "--currency", "CNY",
        )  # fmt: skip
        first, again = (json.loads(home.huike(*words)) for _ in range(2))
    counted = ("rows", "accepted", "duplicates", "quarantined", "new_customers")
    assert [first[name] for name in counted] == [1, 1, 0, 0, 1]
    assert [again[name] for name in counted] == [1, 0, 1, 0, 0]


def test_asking_for_help_makes_nothing() -> None:
    with installation(is_new=True, is_apart=True) as home:
        assert "Usage" in home.huike("token", "--help")
        assert not (home.home / "huike.db").exists()
