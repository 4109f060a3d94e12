"""A merchant moves in from Mailchimp: drops the export, sees what will happen, and it happens."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import LOOKS, Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.support.moving import audience
from tests.support.server import Server
from tests.support.wait import until

TALL = 2900

ZH = {
    "phone": "+8613800138011",
    "add": "导入文件",
    "file": "文件",
    "shop": "店铺",
    "act": "上传并预览",
    "known": "识别为：Mailchimp 受众。",
    "moving": "从 Mailchimp 迁入",
    "list": "把文件里的所有人放进名单",
    "kept": "在原系统订阅的人确已同意接收营销信息，在这里登记同意",
    "wording": "他们当时同意的原文",
    "words": "我愿意收到茶讯",
    "try": "试跑",
    "will": "将会发生什么",
    "new": "新客户",
    "in": "已订阅",
    "out": "已退订",
    "bounced": "退信",
    "run": "开始导入",
    "done": "已完成",
    "told": "文件里怎么说",
    "not": "不登记同意：没有勾选“确已同意”。",
    "granted": "已订阅的人登记为同意，以当时的时间为凭证。",
    "consent": "授权",
}
EN = {
    "phone": "+8613800138012",
    "add": "Import a file",
    "file": "File",
    "shop": "Shop",
    "act": "Upload and look",
    "known": "Recognised as: Mailchimp audience.",
    "moving": "Moving in from Mailchimp",
    "list": "Put everybody in this file on the list",
    "kept": "Those subscribed there had agreed to marketing; grant it here",
    "wording": "The words they agreed to",
    "words": "Send me news of tea",
    "try": "Dry run",
    "will": "What will happen",
    "new": "New customers",
    "in": "Subscribed",
    "out": "Opted out",
    "bounced": "Bounced",
    "run": "Run the import",
    "done": "Finished",
    "told": "What the file says of its people",
    "not": "No consent is granted: nobody has ticked that those subscribed had agreed.",
    "granted": "Consent of those subscribed is granted, with its time as proof.",
    "consent": "Consent",
}
STORY = [(Look("zh-CN", height=TALL), ZH), (Look("en-US", "dark", height=TALL), EN)]


def _figure(page: Page, label: str) -> str:
    """The number that stands under this name."""
    return page.get_by_role("group", name=label, exact=True).inner_text().split("\n")[-1]


def _drops_the_export(page: Page, words: dict[str, str], domain: str) -> None:
    """Says neither what is in it nor whose it is."""
    visit(page, f"/w/{WORKSPACE}/data/imports/new")
    form = page.get_by_role("dialog", name=words["add"])
    export = {
        "name": "audience_export_1a10653875.zip",
        "mimeType": "application/zip",
        "buffer": audience(domain, words["phone"]),
    }
    form.get_by_label(words["file"], exact=True).set_input_files(export)  # type: ignore[arg-type]
    form.get_by_role("combobox", name=words["shop"]).click()
    page.get_by_title("天猫旗舰店").click()
    form.get_by_role("button", name=words["act"]).click()
    expect(page.get_by_text(words["known"])).to_be_visible()


def _pictured(page: Page, name: str) -> None:
    settled(page)
    screenshot(page, name)
    axe_clean(page)


def _moved_in(server: Server, domain: str, name: str) -> tuple[int, int]:
    """Who may be reached is as it was there; the list's number, and that of one who left."""
    with server.client(WORKSPACE) as api:

        def number(person: str) -> int:
            (one,) = api.get("/customers", params={"q": f"{person}@{domain}"}).json()["items"]
            return int(one["id"])

        def refusal(person: str) -> str | None:
            told = api.get(f"/consent/customers/{number(person)}").json()["standings"]
            (one,) = [s for s in told if (s["purpose"], s["channel"]) == ("marketing", "email")]
            return one["refusal"]  # type: ignore[no-any-return]

        def lists() -> list[int]:
            found = api.get("/segments", params={"q": name}).json()["items"]
            return [one["id"] for one in found if one["count"] == 6]

        until(lambda: refusal("ann") is None, 30, 0.2)
        assert [refusal(one) for one in ("bo", "cem", "dua", "eva", "fay")] == [
            None,
            "unsubscribed",
            "unsubscribed",
            "suppressed",
            "no_consent",
        ]
        (made,) = until(lists, 30, 0.2)
        return made, number("cem")


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_a_merchant_moves_in_from_mailchimp(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    look: Look,
    words: dict[str, str],
) -> None:
    domain = f"{look.language.lower()}.moving.example"
    name = f"Newsletter {look.language}"
    with open_page(browser, base_url, look, signed_in) as page:
        _drops_the_export(page, words, domain)
        part = page.get_by_role("group", name=words["moving"])
        part.get_by_label(words["list"]).fill(name)
        _pictured(page, f"moving-in-1-mapping-{look}")

        page.get_by_role("button", name=words["try"], exact=True).click()
        expect(page.get_by_role("heading", name=words["will"])).to_be_visible(timeout=30_000)
        for figure, count in (("new", "6"), ("in", "2"), ("out", "2"), ("bounced", "1")):
            assert _figure(page, words[figure]) == count, figure
        expect(page.get_by_text(words["not"])).to_be_visible()
        page.mouse.move(0, 0)  # the button that was clicked is no longer the one to click
        _pictured(page, f"moving-in-2-trial-{look}")

        part.get_by_label(words["kept"]).check()
        part.get_by_label(words["wording"]).fill(words["words"])
        page.get_by_role("button", name=words["run"]).click()
        expect(page.get_by_text(words["done"], exact=True)).to_be_visible(timeout=60_000)
        expect(page.get_by_role("heading", name=words["told"])).to_be_visible()
        expect(page.get_by_text(words["granted"])).to_be_visible()
        _pictured(page, f"moving-in-3-done-{look}")

        made, cem = _moved_in(server, domain, name)
        visit(page, f"/w/{WORKSPACE}/segments/{made}")
        screenshot(page, f"moving-in-4-list-{look}")
        visit(page, f"/w/{WORKSPACE}/customers/{cem}")
        page.get_by_role("dialog").get_by_role("tab", name=words["consent"]).click()
        expect(page.get_by_text("Mailchimp, ").first).to_be_visible()
        screenshot(page, f"moving-in-5-refused-{look}")


@pytest.mark.parametrize("look", [replace(LOOKS[0], width=375, height=TALL)], ids=str)
def test_it_fits_a_phone(
    browser: Browser, base_url: str, signed_in: str, server: Server, look: Look
) -> None:
    with server.client(WORKSPACE) as api:
        shop = api.get("/shops").json()["items"][0]["id"]
        made = api.post(
            "/imports",
            data={"kind": "customers", "shop_id": str(shop)},
            files={
                "file": (
                    "audience_export_2.zip",
                    audience("phone.moving.example", "+8613800138013"),
                )
            },
        ).raise_for_status()
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/data/imports/{made.json()['id']}")
        expect(page.get_by_role("group", name=ZH["moving"])).to_be_visible()
        screenshot(page, f"moving-in-phone-{look}")
        axe_clean(page)
