"""Where somebody's parcels are, what they asked and what they marked stands on their page."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.support.server import Server
from tests.support.wait import until

TALL = 2200


@dataclass(frozen=True)
class Words:
    """What the screens say in one language."""

    favourites: str
    receipt: str
    timeline: str
    logistics: str
    service: str
    told: str
    asked: str
    orders: str


ZH = Words("收藏的商品", "付款到签收", "时间线", "物流", "客服咨询", "签收", "类型 物流慢", "订单")
EN = Words(
    "Favourites", "Payment to receipt", "Timeline", "Logistics", "Service", "Received",
    "about 物流慢", "Orders",
)  # fmt: skip
STORY = [(Look("zh-CN", height=TALL), ZH), (Look("en-US", "dark", height=TALL), EN)]
ORDERS = (
    "订单编号,下单时间,会员号,商品编码,商品名称,数量,实付金额,状态,付款时间,发货时间,"
    "确认收货时间,物流公司,物流单号\n"
    "{who}-1,2026-11-01 09:00:00,{who},par-tea,龙井,1,88,已完成,2026-11-01 10:00:00,"
    "2026-11-02 10:00:00,2026-11-04 22:00:00,顺丰速运,SF1234567890\n"
)
ASKED = "会员号,咨询时间,渠道,问题类型\n{who},2026-11-03 10:00:00,电话,物流慢\n"


def _imports(server: Server, folder: Path, kind: str, text: str) -> None:
    path = folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    place = ("--workspace", WORKSPACE, "--shop", "天猫旗舰店")
    server.huike("import", str(path), "--kind", kind, *place)


def _brought(server: Server, folder: Path, who: str) -> int:
    """A shop's files, and a mark that its site tells of; the number of whom they are about."""
    _imports(server, folder, "orders", ORDERS.format(who=who))
    made = server.huike(
        "source", "create", "--workspace", WORKSPACE, "--kind", "http", "--name", who,
        "--shop", "天猫旗舰店", "--json",
    )  # fmt: skip
    marked = {
        "type": "track", "event": "Product Added to Wishlist", "userId": who,
        "messageId": f"{who}-mark", "timestamp": datetime.now(UTC).isoformat(),
        "properties": {"sku": "par-tea"},
    }  # fmt: skip
    key = json.loads(made)["write_key"]
    reply = httpx.post(f"{server.url}/v1/batch", json={"batch": [marked]}, auth=(key, ""))
    assert reply.status_code == 200
    with server.client(WORKSPACE) as api:

        def found() -> list[int]:
            rows = api.get("/customers", params={"q": who}).json()["items"]
            return [one["id"] for one in rows]

        until(lambda: found() != [], 30, 0.2)
        (number,) = found()
        until(lambda: api.get(f"/customers/{number}/favourites").json() != [], 30, 0.2)
        _imports(server, folder, "service_contacts", ASKED.format(who=who))
        until(lambda: api.get(f"/customers/{number}").json()["favourites"] == 1, 30, 0.2)
    return number


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_parcels_service_and_favourites_stand_on_the_page(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    tmp_path: Path,
    look: Look,
    words: Words,
) -> None:
    who = f"par-{look}".lower()
    number = _brought(server, tmp_path, who)
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/customers/{number}")
        drawer = page.get_by_role("dialog")
        expect(drawer.get_by_role("list", name=words.favourites)).to_contain_text("龙井")
        expect(drawer.get_by_text(words.receipt)).to_be_visible()
        settled(page)
        screenshot(page, f"parcels-profile-{look}")
        axe_clean(page)
        drawer.get_by_role("tab", name=words.timeline).click()
        drawer.get_by_role("checkbox", name=words.logistics).check()
        expect(drawer.get_by_text(f"{words.told} {who}-1 · 顺丰速运 …7890")).to_be_visible()
        drawer.get_by_role("checkbox", name=words.service).check()
        expect(drawer.get_by_text(words.asked)).to_be_visible()
        expect(page.get_by_text("SF1234567890")).to_have_count(0)
        settled(page)
        screenshot(page, f"parcels-timeline-{look}")
        axe_clean(page)
