"""`huike export`: what was imported leaves as a file again."""

import json
from pathlib import Path

from tests.support.server import installation

ORDERS = """order_no,ordered_at,user_id,sku,title,category,quantity,amount
A1,2024-01-02 10:00:00,u1,s1,Tea,tea,2,30.00
A2,2024-02-03 11:00:00,u2,s2,Cup,ware,1,12.50
"""
REVIEWS = """review_id,user_id,sku,stars,review,review date
r1,u1,s1,5,Good tea,2024-02-01 10:00:00
r2,u1,s1,9,Better tea,2024-02-01 10:00:00
"""


def test_a_table_leaves_as_a_file_by_one_command(tmp_path: Path) -> None:
    bad = ("--column", "name")
    with installation() as home:
        path = tmp_path / "orders.csv"
        path.write_text(ORDERS, encoding="utf-8")
        home.huike("workspace", "create", "--name", "W", "--timezone", "UTC", "--currency", "CNY")
        home.huike("import", str(path), "--kind", "orders", "--workspace", "W", "--shop", "S")
        out = tmp_path / "lines.csv"
        words = ("export", str(out), "--workspace", "W", "--list", "order_lines")
        told = json.loads(
            home.huike(
                *words, "--from", "2024-02-01", "--column", "order_no", "--column", "amount",
                "--language", "en", "--json",
            )
        )  # fmt: skip
        assert told["rows"] == 1
        assert out.read_text(encoding="utf-8-sig").splitlines() == [
            "Order number,Amount (CNY)",
            "A2,12.5",
        ]
        path.write_text(REVIEWS, encoding="utf-8")
        told = json.loads(
            home.huike("import", str(path), "--kind", "reviews", "--shop", "S", "--json")
        )
        assert (told["accepted"], told["quarantined"]) == (1, 1)
        out = tmp_path / "reviews.csv"
        columns = ("--column", "stars", "--column", "words", "--language", "en")
        home.huike("export", str(out), "--workspace", "W", "--list", "reviews", *columns)
        assert out.read_text(encoding="utf-8-sig").splitlines()[1:] == ["5,Good tea"]
        for wrong, said in (("x.doc", "end it with .csv"), ("y.csv", "no column")):
            status, words_said = home.refused("export", str(tmp_path / wrong), *words[2:], *bad)
            assert status != 0
            assert said in words_said
            assert not (tmp_path / wrong).exists()
