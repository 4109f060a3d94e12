"""Records become one person by themselves, are explained and taken apart; doubts are decided."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import LOOKS, Look, open_page
from tests.e2e.support.visit import accessible_in_every_look, axe_clean, screenshot, settled, visit
from tests.e2e.support.watch import watch_of
from tests.support.server import Server
from tests.support.wait import until

PAGES = ["duplicates", "alike", "groups", "groups/new", "settings/matching", "tasks"]
ZH = {
    "tab": "记录",
    "records": "合并的记录",
    "why": "同一邮箱",
    "separate": "拆出",
    "separated": "已拆出",
    "merge": "合并",
    "number": "另一位客户的编号",
    "save": "保存",
    "merged": "已合并",
    "staff": "认定",
    "doubt": "同店有不同账号",
    "no": "不是",
    "never": "以后不再提示",
    "none": "没有疑似重复的客户",
    "notes": "备注",
    "add": "写备注",
    "words": "内容",
    "due": "截止日期",
    "keep": "保存备注",
    "kept": "备注已保存",
    "over": "已逾期",
    "finish": "完成",
    "finished": "已完成",
    "reopen": "重新打开",
    "remove": "删除",
    "removed": "备注已删除",
    "file": "要保存的文件",
    "files": "附件",
    "filed": "附件已保存",
    "open file": "下载“{}”",
    "identifiers": "标识",
    "theirs": "不是此人的",
    "cut": "拆出",
    "gone": "拆出的标识",
    "put back": "撤销",
    "back": "已撤销",
    "values": "来源",
    "list": "每项资料从哪里来",
    "from": "数据源“会员站”",
    "correct": "改写“姓名”",
    "value": "新的值",
    "corrected": "已改写",
    "by staff": "员工填写",
    "undo": "撤销改写“姓名”",
    "undone": "已恢复为数据源所说的值",
}
EN = {
    "tab": "Records",
    "records": "Merged records",
    "why": "the same e-mail address",
    "separate": "Separate",
    "separated": "Separated",
    "merge": "Merge",
    "number": "Number of the other customer",
    "save": "Save",
    "merged": "Merged",
    "staff": "said so",
    "doubt": "different accounts in one shop",
    "no": "No",
    "never": "They will not be suggested again",
    "none": "No possible duplicates",
    "notes": "Notes",
    "add": "Write a note",
    "words": "Note",
    "due": "Due on",
    "keep": "Save note",
    "kept": "Note saved",
    "over": "Overdue",
    "finish": "Done",
    "finished": "Task done",
    "reopen": "Reopen",
    "remove": "Remove",
    "removed": "Note removed",
    "file": "File to keep",
    "files": "Files",
    "filed": "File kept",
    "open file": "Download “{}”",
    "identifiers": "Identifiers",
    "theirs": "Not theirs",
    "cut": "Take out",
    "gone": "Identifiers taken out",
    "put back": "Undo",
    "back": "Undone",
    "values": "Sources",
    "list": "Where each value comes from",
    "from": "source “会员站”",
    "correct": "Correct “Name”",
    "value": "New value",
    "corrected": "Corrected",
    "by staff": "entered by staff",
    "undo": "Undo the correction of “Name”",
    "undone": "What sources say stands again",
}
STORY = [(Look("zh-CN", height=1200), ZH), (Look("en-US", "dark", height=1200), EN)]
Identify = Callable[..., None]


def confirming(page: Page, act: str) -> Locator:
    """The question's own button: until it is there, the last of this name is the one that asks."""
    return page.locator(".ant-modal").get_by_role("button", name=act, exact=True)


@pytest.fixture(scope="module")
def identify(server: Server) -> Identify:
    """Says who somebody is, as a shop's site would."""
    with server.client(WORKSPACE) as api:
        shop = api.get("/shops").json()["items"][0]["id"]
        body = {"name": "会员站", "shop_id": shop}
        key = api.post("/sources", json=body).raise_for_status().json()["write_key"]

    def said(**message: Any) -> None:
        answer = httpx.post(f"{server.url}/v1/identify", json=message, auth=(key, ""), timeout=30)
        answer.raise_for_status()

    return said


def _found(server: Server, text: str) -> list[dict[str, Any]]:
    with server.client(WORKSPACE) as api:
        found: list[dict[str, Any]] = api.get("/customers", params={"q": text}).json()["items"]
        return found


def _two(server: Server, identify: Identify, mark: str) -> list[int]:
    """The same person by e-mail and by phone, not yet known as one."""
    phone = f"1390000{sum(map(ord, mark)):04d}"
    identify(anonymousId=f"{mark}1", traits={"email": f"{mark}@x.com", "name": "林小满"})
    identify(anonymousId=f"{mark}2", traits={"phone": phone, "name": "林满"})
    ids = [
        until(lambda text=text: _found(server, text), 60, 0.2)[0]["id"]
        for text in (f"{mark}@x.com", phone)
    ]
    identify(anonymousId=f"{mark}3", traits={"email": f"{mark}@x.com", "phone": phone})
    until(lambda: _found(server, phone) and _found(server, phone)[0]["id"] == ids[0], 60, 0.2)
    return ids


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_matching_is_accessible(walk: Page, path: str) -> None:
    looks = [replace(one, height=1400) for one in LOOKS]
    accessible_in_every_look(walk, f"/w/{WORKSPACE}/{path}", looks)


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_one_person_of_two_records_is_taken_apart_and_put_together_again(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    identify: Identify,
    look: Look,
    words: dict[str, str],
) -> None:
    one, two = _two(server, identify, f"rec{look.language[:2]}")
    with open_page(browser, base_url, look, signed_in) as page:
        watch_of(page).expect_status(404)  # a link from before the merge leads on
        visit(page, f"/w/{WORKSPACE}/customers/{two}")
        expect(page).to_have_url(f"{base_url}/w/{WORKSPACE}/customers/{one}")
        page.get_by_role("tab", name=words["tab"], exact=True).click()
        records = page.get_by_role("list", name=words["records"])
        expect(records.get_by_role("listitem")).to_have_count(2)
        expect(page.get_by_text(words["why"])).to_be_visible()
        settled(page)
        screenshot(page, f"records-{look}")
        axe_clean(page)
        page.get_by_role("button", name=f"{words['separate']} {two}", exact=True).click()
        confirming(page, words["separate"]).click()
        expect(page.get_by_text(words["separated"], exact=True).first).to_be_visible()
        expect(records).to_have_count(0)
        page.get_by_role("button", name=words["merge"], exact=True).click()
        page.get_by_label(words["number"]).fill(str(two))
        settled(page)
        screenshot(page, f"records-merge-{look}")
        page.get_by_role("dialog").get_by_role(
            "button", name=words["save"], exact=True
        ).last.click()
        expect(page.get_by_text(words["merged"], exact=True).first).to_be_visible()
        page.get_by_role("tab", name=words["tab"], exact=True).click()
        expect(records.get_by_role("listitem")).to_have_count(2)
        expect(page.get_by_text(words["staff"])).to_be_visible()
        mine = page.get_by_role("list", name=words["identifiers"], exact=True)
        expect(mine.get_by_role("listitem")).to_have_count(2)
        mine.get_by_role("button", name=words["theirs"]).last.click()
        dialog = page.get_by_role("dialog", name=words["theirs"])
        expect(dialog.get_by_role("listitem").first).to_be_visible()
        settled(page)
        screenshot(page, f"records-split-{look}")
        axe_clean(page, within=".ant-modal")
        dialog.get_by_role("button", name=words["cut"], exact=True).click()
        gone = page.get_by_role("list", name=words["gone"])
        expect(gone.get_by_role("listitem")).to_have_count(1)
        expect(records).to_have_count(0)
        settled(page)
        screenshot(page, f"records-taken-out-{look}")
        gone.get_by_role("button", name=words["put back"]).click()
        expect(page.get_by_text(words["back"], exact=True).first).to_be_visible()
        expect(records.get_by_role("listitem")).to_have_count(2)


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_two_accounts_with_one_phone_are_decided_by_a_person(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    identify: Identify,
    look: Look,
    words: dict[str, str],
) -> None:
    mark = look.language[:2]
    phone = f"1370000{sum(map(ord, mark)):04d}"
    identify(userId=f"{mark}-a", traits={"phone": phone, "name": "周甲"})
    identify(userId=f"{mark}-b", traits={"name": "周乙"})
    until(lambda: _found(server, phone) and _found(server, f"{mark}-b"), 60, 0.2)
    identify(userId=f"{mark}-b", traits={"phone": phone})
    with server.client(WORKSPACE) as api:
        until(lambda: api.get("/customers/duplicates").json()["items"], 60, 0.2)
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/duplicates")
        row = page.get_by_role("row").filter(has_text=words["doubt"])
        expect(row).to_have_count(1)
        screenshot(page, f"duplicates-of-{look}")
        axe_clean(page)
        row.get_by_role("button", name=words["no"], exact=True).click()
        expect(page.get_by_text(words["never"])).to_be_visible()
        expect(page.get_by_text(words["none"])).to_be_visible()
    assert len(_found(server, phone)) == 1
    assert _found(server, phone)[0]["id"] != _found(server, f"{mark}-b")[0]["id"]


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_a_note_with_a_day_is_a_task_until_it_is_done(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    identify: Identify,
    look: Look,
    words: dict[str, str],
) -> None:
    mark = f"note{look.language[:2]}"
    identify(anonymousId=mark, traits={"email": f"{mark}@x.com", "name": "周小满"})
    customer = until(lambda: _found(server, f"{mark}@x.com"), 60, 0.2)[0]["id"]
    text = f"{mark}: 11.11 回访"
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/customers/{customer}")
        page.get_by_role("tab", name=words["notes"], exact=True).click()
        page.get_by_role("button", name=words["add"]).click()
        page.get_by_label(words["words"], exact=True).fill(text)
        page.get_by_label(words["due"]).fill("2026-01-05")
        settled(page)
        screenshot(page, f"note-new-{look}")
        axe_clean(page)
        page.get_by_role("button", name=words["keep"]).click()
        expect(page.get_by_text(words["kept"])).to_be_visible()
        note = page.get_by_role("list", name=words["notes"]).get_by_role("listitem")
        expect(note).to_contain_text(text)
        expect(note).to_contain_text(words["over"])
        file = {"name": f"{mark}.txt", "mimeType": "text/plain", "buffer": "破损".encode()}
        page.get_by_label(words["file"]).set_input_files(file)
        expect(page.get_by_text(words["filed"])).to_be_visible()
        with page.expect_download() as taken:
            page.get_by_role("button", name=words["open file"].format(f"{mark}.txt")).click()
        assert taken.value.path().read_text(encoding="utf-8") == "破损"
        settled(page)
        screenshot(page, f"note-{look}")
        axe_clean(page)

        visit(page, f"/w/{WORKSPACE}/tasks")
        task = page.get_by_role("row", name=mark)
        expect(task).to_contain_text(words["over"])
        screenshot(page, f"tasks-{look}")
        task.get_by_role("button", name=words["finish"], exact=True).click()
        expect(page.get_by_text(words["finished"])).to_be_visible()
        expect(task).to_have_count(0)

        visit(page, f"/w/{WORKSPACE}/customers/{customer}")
        page.get_by_role("tab", name=words["notes"], exact=True).click()
        expect(note.get_by_role("button", name=words["reopen"])).to_be_visible()
        expect(note).not_to_contain_text(words["over"])
        note.get_by_role("button", name=words["remove"]).click()
        confirming(page, words["remove"]).click()
        expect(page.get_by_text(words["removed"])).to_be_visible()
        expect(note).to_have_count(0)


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_staff_correct_a_value_and_take_their_word_back(
    browser: Browser,
    base_url: str,
    server: Server,
    signed_in: str,
    identify: Identify,
    look: Look,
    words: dict[str, str],
) -> None:
    mail = f"said-{look.language.lower()}@x.com"
    identify(anonymousId=mail, traits={"email": mail, "name": "林小满", "level": "gold"})
    (customer,) = until(lambda: _found(server, mail), 60, 0.2)
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/customers/{customer['id']}")
        page.get_by_role("tab", name=words["values"], exact=True).click()
        name = page.get_by_role("list", name=words["list"]).get_by_role("listitem").first
        expect(name).to_contain_text("林*满")
        expect(name).to_contain_text(words["from"])
        name.get_by_role("button", name=words["correct"]).click()
        name.get_by_label(words["value"]).fill("王五")
        name.get_by_role("button", name=words["save"], exact=True).click()
        expect(page.get_by_text(words["corrected"], exact=True)).to_be_visible()
        expect(name).to_contain_text("王*")
        expect(name).to_contain_text(words["by staff"])
        expect(name).to_contain_text("林*满")
        expect(page.locator("tr", has_text="王*")).to_be_visible()  # the list behind is new, too
        settled(page)
        screenshot(page, f"values-{look}")
        axe_clean(page)
        name.get_by_role("button", name=words["undo"]).click()
        expect(page.get_by_text(words["undone"])).to_be_visible()
        expect(name).not_to_contain_text("王*")
        expect(name).not_to_contain_text(words["by staff"])
