"""Products as lists and one by one, from files that landed: only what counts, within the scope."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from huike.base.access.facade import Scope
from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.base.kernel import clock
from huike.base.kernel.errors import Invalid, NotFound
from huike.entry.commands.products import products_group
from huike.library.commerce import facade as commerce
from huike.library.commerce.facade import ProductFilters
from tests.support.api import Caller

pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
GOODS = """商品编码,商品名称,类目,价格,成本价,库存
tea,龙井,茶叶,88,30.5,12
cup,杯,茶具,10,,3
a/b%c,怪 100%,茶具,5,,
"""


@pytest.fixture
def shops(bring: Any, owner: Actor) -> list[int]:
    """Two shops with goods, and orders of this month and of two months ago in the first."""
    now = clock.now().astimezone(UTC)
    day, old = (f"{now - timedelta(days=n):%Y-%m-%d} 02:00:00" for n in (2, 65))
    orders = f"""订单号,下单时间,客户ID,商品编码,数量,金额,订单状态
1,{day},u1,tea,2,176,已完成
2,{day},u2,tea,1,80,已完成
3,{day},u2,tea,5,440,已关闭
4,{old},u1,tea,1,88,已完成
5,{day},u3,cup,1,10,已完成
"""
    bring(GOODS, "products", shop="网店")
    bring(GOODS.replace("88,30.5,12", "79,,-1"), "products", shop="门店")
    bring(orders, "orders", shop="网店")
    bring("商品编码,商品名称,类目,价格,成本价,库存\ntea,龙井,茶叶,92,,4\n", "products", shop="网店")
    return [commerce.ensure_shop(owner, name).id for name in ("网店", "门店")]


def names(page: Any) -> list[tuple[int, str]]:
    return [(one.shop_id, one.sku) for one in page.items]


def ask(workspace: Workspace, sort: str = "-revenue", **filters: Any) -> Any:
    given = ProductFilters(**filters)
    return commerce.product_page(Scope(workspace.pk), given, sort=sort, cursor=None, limit=50)


def test_what_is_listed_was_told_last_and_sold_lately(
    workspace: Workspace, shops: list[int]
) -> None:
    web, store = shops
    page = ask(workspace)

    assert page.total == 6
    assert names(page) == [
        (web, "tea"), (web, "cup"),
        (web, "a/b%c"), (store, "a/b%c"), (store, "cup"), (store, "tea"),
    ]  # fmt: skip
    first = page.items[0]
    assert (first.title, first.category) == ("龙井", "茶叶")
    assert (first.price, first.cost, first.stock) == (92_00, 30_50, 4)
    # The closed order and the one of two months ago count for nothing here.
    assert (first.pieces, first.revenue, first.orders) == (3, 256_00, 2)
    low = ask(workspace, sort="stock", at_most=3)
    assert names(low) == [(store, "tea"), (web, "cup"), (store, "cup")]
    assert names(ask(workspace, sort="title", q="龙井", shop_ids=[store])) == [(store, "tea")]
    assert ask(workspace, q="A/B").total == 2
    assert ask(workspace, q="100%").total == 2
    assert names(ask(workspace, sort="-price", categories=["茶叶"])) == [
        (web, "tea"), (store, "tea"),
    ]  # fmt: skip
    for sort in ("-revenue", "price", "-stock", "title", "-title", "-sku"):
        whole, seen, cursor = names(ask(workspace, sort=sort)), [], None
        while True:
            part = commerce.product_page(
                Scope(workspace.pk), ProductFilters(), sort=sort, cursor=cursor, limit=2
            )
            seen += names(part)
            cursor = part.next_cursor
            if cursor is None:
                break
        assert seen == whole
    with pytest.raises(Invalid, match="sorted"):
        ask(workspace, sort="cost")


def test_one_tells_its_changes_and_months_and_only_to_whom_it_may(
    workspace: Workspace, other_workspace: Workspace, shops: list[int]
) -> None:
    web, store = shops
    tea = commerce.product(Scope(workspace.pk), web, "tea")

    assert (tea.price, tea.cost, tea.stock) == (92_00, 30_50, 4)
    assert (tea.pieces, tea.orders, tea.buyers, tea.returned) == (4, 3, 2, 0)
    assert sum(one.revenue for one in tea.months) == tea.revenue == 344_00
    assert [one.pieces for one in tea.months] == [1, 3]
    assert [(one.what, one.value) for one in reversed(tea.changes)][-2:] == [
        ("stock", 4), ("price", 92_00),
    ]  # fmt: skip
    assert commerce.product(Scope(workspace.pk), store, "tea").first_at is None
    for scope, shop in (
        (Scope(workspace.pk, (store,)), web),
        (Scope(other_workspace.pk), web),
        (Scope(workspace.pk), 2**40),
    ):
        with pytest.raises(NotFound):
            commerce.product(scope, shop, "tea")

    owner, agent = Caller(workspace), Caller(workspace, "agent", [web])
    told = owner.get(f"/products/{web}/tea").json()
    assert told["cost"] == 30_50
    assert datetime.fromisoformat(told["last_at"]) > clock.now() - timedelta(days=4)
    assert owner.get(f"/products/{web}/a/b%25c").json()["title"] == "怪 100%"
    hidden = agent.get(f"/products/{web}/tea").json()
    assert (hidden["cost"], hidden["price"]) == (None, 92_00)
    assert {one["what"] for one in hidden["changes"]} == {"price", "stock"}
    listed = agent.get("/products").json()
    assert (listed["total"], {one["cost"] for one in listed["items"]}) == (3, {None})
    assert agent.get(f"/products/{store}/tea").status_code == 404
    assert agent.get("/products/categories").json() == [
        {"name": "茶具", "products": 2},
        {"name": "茶叶", "products": 1},
    ]
    assert owner.get("/products", sort="x").status_code == 422

    def huike(*words: str) -> str:
        done = CliRunner().invoke(products_group, [*words, "--workspace", workspace.name])
        assert done.exception is None, done.output
        return done.stdout

    assert huike("list", "--q", "tea", "--shop", str(web)) == f"{web}\ttea\t龙井\t92.00\t4\t3\t\n"
    listed = json.loads(huike("list", "--stock-at-most", "3", "--sort", "stock", "--json"))
    assert [one["sku"] for one in listed["items"]] == ["tea", "cup", "cup"]
    assert json.loads(huike("show", str(web), "tea"))["revenue"] == 344_00
