"""Contents over HTTP: versions, conflicts, other workspaces, roles."""

import pytest

from tests.support.api import Caller

DOCUMENT = {
    "kind": "blocks",
    "subject": "新品上架",
    "blocks": [{"kind": "button", "text": "去看看", "url": "https://shop.example/new"}],
}


def test_saving_makes_versions(workspace):
    client = Caller(workspace, "marketer")
    made = client.post("/content", {"name": "双十一", "document": DOCUMENT})
    assert made.status_code == 201
    number = made.json()["id"]
    again = client.post(
        f"/content/{number}/versions",
        {"document": {**DOCUMENT, "subject": "新品 2"}, "after": 1},
    )
    assert again.status_code == 201
    assert again.json()["number"] == 2
    shown = client.get(f"/content/{number}").json()
    assert (shown["latest"], shown["version"]["subject"]) == (2, "新品 2")
    assert [one["number"] for one in client.get(f"/content/{number}/versions").json()] == [
        2,
        1,
    ]
    first = client.get(f"/content/{number}/versions/1").json()
    assert first["document"]["subject"] == "新品上架"
    assert first["links"] == ["https://shop.example/new"]


def test_two_authors_do_not_overwrite_each_other(workspace):
    client = Caller(workspace)
    number = client.post("/content", {"name": "a", "document": DOCUMENT}).json()["id"]
    assert client.post(f"/content/{number}/versions", {"document": DOCUMENT, "after": 1})
    late = client.post(f"/content/{number}/versions", {"document": DOCUMENT, "after": 1})
    assert (late.status_code, late.json()["code"]) == (409, "content_changed")
    assert client.get(f"/content/{number}").json()["latest"] == 2


def test_names_are_given_once_while_in_use(workspace):
    client = Caller(workspace)
    number = client.post("/content", {"name": "a", "document": DOCUMENT}).json()["id"]
    twin = client.post("/content", {"name": "a", "document": DOCUMENT})
    assert (twin.status_code, twin.json()["code"]) == (409, "name_taken")
    assert client.post(f"/content/{number}/archive", {}).json()["is_archived"] is True
    assert client.post("/content", {"name": "a", "document": DOCUMENT}).status_code == 201
    assert client.post(f"/content/{number}/restore", {}).status_code == 409


def test_lists_search_sort_and_page(workspace):
    client = Caller(workspace)
    for name in ("b", "a", "c", "双十一"):
        client.post("/content", {"name": name, "document": DOCUMENT})
    first = client.get("/content?sort=name&limit=2").json()
    assert [one["name"] for one in first["items"]] == ["a", "b"]
    rest = client.get("/content", sort="name", limit=2, cursor=first["next_cursor"]).json()
    assert [one["name"] for one in rest["items"]] == ["c", "双十一"]
    assert (rest["next_cursor"], rest["total"]) == (None, 4)
    assert [one["name"] for one in client.get("/content?q=十一").json()["items"]] == ["双十一"]
    assert client.get("/content?sort=secret").status_code == 422


def test_wrong_liquid_is_answered_with_its_place_and_changes_nothing(workspace):
    client = Caller(workspace)
    wrong = {**DOCUMENT, "subject": "{{ customer.nmae }}"}
    refused = client.post("/content", {"name": "a", "document": wrong})
    assert refused.status_code == 422
    assert refused.json()["code"] == "unknown_value"
    assert refused.json()["mend"] == "Did you mean 'customer.name'?"
    assert client.get("/content").json()["total"] == 0


def test_previews_save_nothing(workspace):
    client = Caller(workspace, "analyst")
    shown = client.post("/content/preview", {"document": DOCUMENT})
    assert shown.status_code == 200
    assert "去看看: https://example.com/c/sample/0" in shown.json()["text"]
    assert client.get("/content").json()["total"] == 0


def test_the_brand_dresses_the_next_version(workspace):
    client = Caller(workspace)
    brand = {"accent": "#aa0000", "background": "#ffffff", "text": "#000000", "name": "红"}
    assert client.send("put", "/content/brand", brand).status_code == 200
    assert "#aa0000" in client.post("/content/preview", {"document": DOCUMENT}).json()["html"]
    evil = {**brand, "logo": "javascript:alert(1)"}
    assert client.send("put", "/content/brand", evil).status_code == 422
    assert client.get("/content/brand").json()["logo"] == ""


def test_another_workspaces_content_does_not_exist(workspace, other_workspace):
    made = Caller(workspace).post("/content", {"name": "a", "document": DOCUMENT})
    number = made.json()["id"]
    stranger = Caller(other_workspace)
    assert stranger.get("/content").json()["total"] == 0
    for path in ("", "/versions", "/versions/1"):
        assert stranger.get(f"/content/{number}{path}").status_code == 404
    assert stranger.post(f"/content/{number}/archive", {}).status_code == 404
    assert stranger.send("patch", f"/content/{number}", {"name": "x"}).status_code == 404
    saved = stranger.post(f"/content/{number}/versions", {"document": DOCUMENT})
    assert saved.status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [("marketer", 200, 201), ("analyst", 200, 403), ("auditor", 200, 403), ("agent", 403, 403)],
)
def test_roles(workspace, role, reads, writes):
    client = Caller(workspace, role)
    assert client.get("/content").status_code == reads
    made = client.post("/content", {"name": "a", "document": DOCUMENT})
    assert made.status_code == writes


def test_a_list_says_what_the_newest_version_says_and_who_saved_it(workspace):
    client = Caller(workspace, "marketer")
    made = client.post("/content", {"name": "a", "document": DOCUMENT}).json()
    assert (made["subject"], made["changed_by"]) == ("新品上架", made["created_by"])
    other = {**DOCUMENT, "subject": "第二版"}
    later = Caller(workspace, "owner")
    assert later.post(f"/content/{made['id']}/versions", {"document": other}).status_code == 201
    client.post("/content", {"name": "b", "document": DOCUMENT})
    found = client.get("/content?q=二版").json()
    assert [(one["name"], one["subject"]) for one in found["items"]] == [("a", "第二版")]
    versions = client.get(f"/content/{made['id']}/versions").json()
    assert found["items"][0]["changed_by"] == versions[0]["created_by"]


@pytest.mark.parametrize("sort", ["-updated_at", "subject", "latest", "-id"])
def test_every_sort_pages_without_gap_or_repetition(workspace, sort):
    client = Caller(workspace)
    names = {f"n{at}" for at in range(5)}
    for name in sorted(names):
        client.post("/content", {"name": name, "document": DOCUMENT})
    seen, cursor = [], ""
    for _ in range(3):
        page = client.get("/content", sort=sort, limit=2, cursor=cursor).json()
        seen += [one["name"] for one in page["items"]]
        cursor = page["next_cursor"] or ""
    assert (len(seen), set(seen), cursor) == (5, names, "")


def test_a_brand_can_be_looked_at_before_it_is_saved(workspace):
    client = Caller(workspace)
    brand = {"accent": "#aa0000", "name": "红"}
    shown = client.post("/content/preview", {"document": DOCUMENT, "brand": brand})
    assert "#aa0000" in shown.json()["html"]
    assert client.get("/content/brand").json()["accent"] != "#aa0000"


def test_a_refusal_names_the_block_it_is_about(workspace):
    client = Caller(workspace)
    good = DOCUMENT["blocks"][0]
    wrong = {"kind": "text", "html": "<p>{{ customer.nmae }}</p>"}
    refused = client.post(
        "/content/preview", {"document": {**DOCUMENT, "blocks": [good, wrong]}}
    ).json()
    assert (refused["code"], refused["where"]) == ("unknown_value", "block 2")
    assert (refused["params"]["block"], refused["params"]["near"]) == (2, "customer.name")
