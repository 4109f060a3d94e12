"""Own categories from file to figure: what is assigned counts so everywhere, and goes back."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from huike.base.access.facade import Scope
from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.jobs.facade import drain
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.entry import wiring
from huike.entry.commands.categories import categories_group
from huike.flow.segment import facade as segment
from huike.flow.segment.queries.bitmaps import context
from huike.flow.segment.queries.people import facts_of
from huike.flow.segment.rules.predicate import matches
from huike.library.commerce import facade as commerce
from tests.support.api import Caller

pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
WEB = "商品编码,商品名称,类目\na,红裙,女装/连衣裙\nb,蓝裙,Dresses\nc,茶,茶叶\n"
STORE = "商品编码,商品名称,类目\na,旧裙,Dresses\n"

AFTER = {
    "segment": 3,
    "overview": {"茶叶": 500_00, "连衣裙": 250_00},
    "traits": [("茶叶", 1), ("连衣裙", 3)],
    "facet": [
        {"name": "女装", "products": 3}, {"name": "连衣裙", "products": 3},
        {"name": "茶叶", "products": 1},
    ],
    "listed": 3,
}  # fmt: skip
DIFFERENCES = [
    {
        "name": "连衣裙",
        "before": {"products": 0, "orders": 0, "revenue": 0},
        "after": {"products": 3, "orders": 3, "revenue": 250_00},
    },
    {
        "name": "Dresses",
        "before": {"products": 2, "orders": 3, "revenue": 150_00},
        "after": {"products": 0, "orders": 0, "revenue": 0},
    },
    {
        "name": "女装/连衣裙",
        "before": {"products": 1, "orders": 1, "revenue": 100_00},
        "after": {"products": 0, "orders": 0, "revenue": 0},
    },
]


@pytest.fixture
def shops(bring: Any, owner: Actor) -> list[int]:
    """Two shops that write Dresses, and orders of some days ago."""
    wiring.connect()
    day = f"{clock.now() - timedelta(days=3):%Y-%m-%d} 02:00:00"
    head = "订单号,下单时间,客户ID,商品编码,数量,金额,订单状态\n"
    rows = (
        f"1,{day},u1,a,1,100,已完成\n1,{day},u1,b,1,50,已完成\n2,{day},u2,b,1,70,已完成\n"
        f"3,{day},u3,c,1,500,已完成\n4,{day},u3,b,1,60,已关闭\n"
    )
    for text, kind, shop in [
        (WEB, "products", "网店"),
        (STORE, "products", "门店"),
        (head + rows, "orders", "网店"),
        (head + f"9,{day},u4,a,1,30,已完成\n", "orders", "门店"),
    ]:
        bring(text, kind, shop=shop)
        drain()
    return [commerce.ensure_shop(owner, name).id for name in ("网店", "门店")]


def lovers(*names: str) -> dict[str, Any]:
    of = {"kind": "categories", "categories": list(names)}
    window = {"kind": "last", "n": 30, "unit": "day"}
    return {"kind": "orders", "op": "gte", "value": 1, "of": of, "window": window}


class Figures:
    """What everything that asks by category says."""

    def __init__(self, workspace: Workspace, api: Caller) -> None:
        self._scope = Scope(workspace.pk)
        self._api = api

    def asked(self, name: str) -> tuple[int, int]:
        """How many people bought of it, and how many products are listed."""
        count = segment.preview(self._scope, segment.parse(lovers(name))).count
        return count, self._api.get("/products", category=name).json()["total"]

    def sold(self) -> dict[str, int]:
        """Revenue by category."""
        seen = self._api.get("/reports/overview").json()
        return {one["name"]: one["revenue"]["value"] for one in seen["categories"]}

    def now(self, *names: str) -> dict[str, Any]:
        """All of them, the predicate of each person among them."""
        drain()
        rule = segment.parse(lovers(*names))
        people = segment.everybody(self._scope)
        at = context(self._scope).at
        by_sql = segment.preview(self._scope, rule).count
        by_person = sum(matches(rule, facts_of(self._scope, int(one)), at) for one in people)
        assert by_sql == by_person
        return {
            "segment": by_sql,
            "overview": self.sold(),
            "traits": warehouse.select(
                "SELECT favourite_category, count() FROM traits FINAL WHERE workspace_id ="
                f" {self._scope.workspace_id:d} GROUP BY 1 ORDER BY 1"
            ),
            "facet": self._api.get("/products/categories").json(),
            "listed": self._api.get("/products", category=names[0]).json()["total"],
        }


def test_from_file_to_figures_and_back(
    workspace: Workspace, other_workspace: Workspace, shops: list[int]
) -> None:
    web, store = shops
    api, figures = Caller(workspace), Figures(workspace, Caller(workspace))
    before = figures.now("Dresses")
    assert before["segment"] == 3
    assert before["overview"] == {"茶叶": 500_00, "女装/连衣裙": 100_00, "Dresses": 150_00}
    women = api.post("/categories", {"name": "女装"}).json()["id"]
    dress = api.post("/categories", {"name": "连衣裙", "parent_id": women}).json()["id"]
    listed = api.get("/categories/written").json()
    assert (listed["total"], listed["open"]) == (4, 4)
    columns = ("shop_id", "written", "products", "orders", "revenue", "likely_id")
    assert [
        tuple(one[name] for name in columns)
        for one in listed["items"]
    ] == [
        (web, "茶叶", 1, 1, 500_00, None), (web, "Dresses", 1, 2, 120_00, None),
        (web, "女装/连衣裙", 1, 1, 100_00, dress), (store, "Dresses", 1, 1, 30_00, None),
    ]  # fmt: skip

    namings = [
        {"shop_id": 0, "written": "Dresses", "category_id": dress},
        {"shop_id": web, "written": "女装/连衣裙", "category_id": dress},
    ]
    assert api.post("/categories/preview", {"namings": namings}).json() == DIFFERENCES
    assert {one["names"] for one in api.get("/categories").json()} == {0}
    done = api.post("/categories/assign", {"namings": namings}).json()
    assert done == {"changed": 2, "before": [{**one, "category_id": None} for one in namings]}
    after = figures.now("连衣裙")
    assert after == AFTER
    # What lies in it is meant too, and a rule from before it was assigned keeps its people.
    assert (figures.asked("女装"), figures.asked("Dresses")) == ((3, 3), (3, 2))
    one = api.get(f"/products/{web}/b").json()
    assert (one["category"], one["category_written"]) == ("连衣裙", "Dresses")
    assert warehouse.select("SELECT DISTINCT category FROM order_lines ORDER BY 1") == [
        ("Dresses",), ("女装/连衣裙",), ("茶叶",),
    ]  # fmt: skip

    # A shop's own word stands above that of any shop.
    mine = {"shop_id": store, "written": "Dresses", "category_id": women}
    assert api.post("/categories/assign", {"namings": [mine]}).json()["changed"] == 1
    drain()
    assert figures.sold() == {
        "茶叶": 500_00, "连衣裙": 220_00, "女装": 30_00,
    }  # fmt: skip
    assert figures.asked("女装")[0] == 3
    others_see_nothing(workspace, other_workspace, mine, women)

    back = [{**mine, "category_id": None}, *done["before"]]
    assert api.post("/categories/assign", {"namings": back}).json()["changed"] == 3
    assert figures.now("Dresses") == before
    assert (figures.asked("连衣裙"), figures.asked("女装")) == ((0, 0), (0, 0))
    acts = AuditEntry.objects.filter(workspace_id=workspace.pk, action__startswith="categor")
    assert [one.action for one in acts.order_by("pk")] == [
        "category.created", "category.created", *["categories.assigned"] * 3,
    ]  # fmt: skip


def others_see_nothing(
    workspace: Workspace, other_workspace: Workspace, mine: dict[str, Any], women: int
) -> None:
    seen = Caller(workspace, "analyst", [mine["shop_id"]])
    assert [
        (w["shop_id"], w["category_id"]) for w in seen.get("/categories/written").json()["items"]
    ] == [(mine["shop_id"], women)]
    assert seen.post("/categories/assign", {"namings": [mine]}).status_code == 403
    theirs = Caller(other_workspace)
    assert theirs.get("/categories").json() == []
    assert theirs.get("/categories/written").json()["items"] == []
    assert theirs.send("delete", f"/categories/{women}").status_code == 404
    foreign = theirs.post("/categories/assign", {"namings": [mine]})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "shop_missing")


def test_what_makes_no_sense_is_refused_and_changes_nothing(
    workspace: Workspace, shops: list[int], tmp_path: Path
) -> None:
    web, _ = shops
    api = Caller(workspace)

    def refused(answer: Any) -> tuple[int, str]:
        return answer.status_code, answer.json()["code"]

    women = api.post("/categories", {"name": "女装"}).json()["id"]
    dress = api.post("/categories", {"name": "连衣裙", "parent_id": women}).json()["id"]
    assert refused(api.post("/categories", {"name": "女 装"})) == (409, "category_name_taken")
    circle = {"name": "女装", "parent_id": dress}
    assert refused(api.send("put", f"/categories/{women}", circle)) == (409, "category_cycle")
    assert refused(api.send("delete", f"/categories/{women}")) == (409, "category_in_use")
    good = {"shop_id": web, "written": "茶叶", "category_id": dress}
    for wrong, code in [
        ({"written": "没有的"}, (422, "category_unknown")),
        ({"shop_id": 99}, (404, "shop_missing")),
        ({"category_id": 99}, (404, "category_missing")),
        ({"written": " 茶叶"}, (422, "category_twice")),
    ]:
        first = [good] if "written" in wrong else []
        body = {"namings": [*first, {**good, **wrong}]}
        assert refused(api.post("/categories/assign", body)) == code
    assert {one["category_id"] for one in api.get("/categories/written").json()["items"]} == {None}


def test_a_file_of_names_is_checked_whole_before_any_of_it_is_done(
    workspace: Workspace, shops: list[int], tmp_path: Path
) -> None:
    api = Caller(workspace)
    women = api.post("/categories", {"name": "女装"}).json()["id"]
    dress = api.post("/categories", {"name": "连衣裙", "parent_id": women}).json()["id"]

    def huike(*words: str) -> Any:
        return CliRunner().invoke(categories_group, [*words, "--workspace", workspace.name])

    table = tmp_path / "names.csv"
    table.write_text("店铺,类目\n网店,茶叶\n")
    assert huike("map", "--file", str(table)).exception.code == "category_file_columns"
    table.write_text("shop,written,category\n网店,茶叶,饮品\n,Dresses,女装 / 连衣裙\n")
    assert huike("map", "--file", str(table)).exception.code == "category_missing"
    foreseen = json.loads(huike("map", "--file", str(table), "--create", "--dry-run").stdout)
    assert {"饮品", "茶叶", "连衣裙", "Dresses"} == {one["name"] for one in foreseen}
    # The last of 120 rows says what is written nowhere: the first hundred are not done either.
    many = "".join(",茶叶,饮品\n" if not at else f"网店,没有的{at},\n" for at in range(119))
    table.write_text(f"shop,written,category\n{many}网店,没有的,饮品\n")
    assert huike("map", "--file", str(table), "--create").exception.code == "category_unknown"
    assert [one["name"] for one in api.get("/categories").json()] == ["女装", "连衣裙"]
    table.write_text("shop,written,category\n网店,茶叶,饮品\n,Dresses,女装 / 连衣裙\n")
    assert huike("list", "--json").stdout.count('"category_id": null') == 4
    assert huike("map", "--file", str(table), "--create").stdout == "2 assignments changed\n"
    drain()
    shown = json.loads(huike("list", "--json").stdout)
    assert [(one["written"], one["category_id"]) for one in shown["items"]] == [
        ("女装/连衣裙", None),
        ("茶叶", shown["own"][-1]["id"]),
        ("Dresses", dress),
        ("Dresses", dress),
    ]
    renamed = {"name": "裙", "parent_id": None}
    assert api.send("put", f"/categories/{dress}", renamed).status_code == 200
    drain()
    known = "SELECT written, own FROM category_names FINAL ORDER BY written"
    assert warehouse.select(known) == [("Dresses", "裙"), ("茶叶", "饮品")]
    assert huike("unmap", "Dresses").stdout == "1 assignments changed\n"
    assert "裙?" not in huike("list").stdout
    drain()
    assert warehouse.select(known) == [("茶叶", "饮品")]
