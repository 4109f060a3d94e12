"""The registry of traits: what each means is told, who has which value is counted and opened."""

import json
import re
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from huike.base.access.facade import Scope
from huike.base.access.models import Workspace
from huike.base.jobs.facade import drain
from huike.base.warehouse import facade as warehouse
from huike.entry.commands.traits import traits_group
from huike.flow.profile import facade as profile
from huike.flow.profile import traits
from huike.flow.profile.more import MORE
from huike.flow.segment.rules import FIELDS
from tests.flow.profile import world
from tests.flow.profile.world import ago
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ids(workspace: Workspace, warehouse: ModuleType) -> list[int]:
    """Forty customers, of whom the first has bought often and elsewhere, and the last nothing."""
    some: list[dict[str, Any]] = [{"user_id": f"u{n}", "attributes": {}} for n in range(40)]
    some[0]["attributes"] = {"省份": "浙江", "city": "杭州"}
    some[1]["attributes"] = {"province": "浙江"}
    found = world.people(workspace.pk, *some)
    world.orders(
        workspace.pk,
        *({"customer_id": one, "amount": 1000 * at} for at, one in enumerate(found[:-1], 1)),
        {"customer_id": found[0], "shop_id": 2, "amount": 9000, "discount": 1000, "refund": 500},
        {"customer_id": found[0], "status": "cancelled", "amount": 99_000},
        {"customer_id": found[1], "ordered_at": ago(40), "amount": 7000},
    )
    traits.refresh(workspace.pk)
    drain()
    return found


def row_of(workspace: Workspace, number: int) -> dict[str, Any]:
    rows = warehouse.select_dicts(
        f"SELECT {', '.join(MORE)} FROM traits FINAL"
        " WHERE workspace_id = {ws:UInt32} AND customer_id = {who:UInt32}",
        {"ws": workspace.pk, "who": number},
    )
    return rows[0]


def test_what_orders_and_attributes_tell_is_exact(workspace: Workspace, ids: list[int]) -> None:
    first = row_of(workspace, ids[0])
    assert first | {"preferred_weekday": "", "preferred_hour": 0} == {
        "cancelled_orders": 1,
        "largest_order": 9000,
        "return_rate": 0.5,
        "discount_share": pytest.approx(1 / 11),
        "coupons_used": 0,
        "shops_bought": 2,
        "preferred_weekday": "",
        "preferred_hour": 0,
        "reviews_written": 0,
        "mean_stars": None,
        "last_review_at": None,
        "service_contacts": 0,
        "last_contact_at": None,
        "store_visits": 0,
        "last_active_at": None,
        "province": "浙江",
        "city": "杭州",
    }
    nothing = row_of(workspace, ids[-1])
    assert (nothing["largest_order"], nothing["return_rate"], nothing["preferred_hour"]) == (
        0, None, None,
    )  # fmt: skip
    assert nothing["preferred_weekday"] == ""


def test_every_trait_has_a_meaning_and_its_bars_open_exactly_who_they_count(
    workspace: Workspace, ids: list[int]
) -> None:
    api = Caller(workspace)
    told = api.get("/traits").json()
    assert told["customers"] == len(ids)
    assert {one["name"] for one in told["items"]} == set(profile.STANDARD)
    assert set(profile.STANDARD) <= set(FIELDS)
    for one in told["items"]:
        assert all(one[said] for said in ("meaning_zh", "meaning_en", "facts")), one["name"]
        shown = api.get(f"/traits/{one['name']}").json()
        behind = api.get(f"/customers?limit=1&trait={one['name']}").json()
        assert behind["total"] == one["known"], one["name"]
        if one["type"] != "list":
            assert sum(bar["count"] for bar in shown["bars"]) == one["known"], one["name"]
        for bar in shown["bars"]:
            asked = f"/customers?limit=1&trait={one['name']}"
            if bar["value"] is not None:
                asked += f"&trait_is={bar['value']}"
            elif bar["start"] is not None and bar["start"] == bar["end"]:
                asked += f"&trait_at={bar['start']!r}"
            else:
                ends = {"trait_from": bar["start"], "trait_to": bar["end"]}
                asked += "".join(f"&{k}={v!r}" for k, v in ends.items() if v is not None)
            assert api.get(asked).json()["total"] == bar["count"], asked


def test_the_sql_that_is_shown_is_the_sql_that_is_asked(workspace: Workspace) -> None:
    def flat(text: str) -> str:
        return re.sub(r"\s+", " ", text)

    asked = flat(traits._TRAITS)
    for name in profile.STANDARD:
        expression, *pieces = re.split(r"\n\n-- \w+\n", profile.sql_of(name))
        assert flat(expression) in asked, name
        assert all(flat(piece) in asked for piece in pieces), name
        assert expression.endswith(name)


def test_segments_that_ask_for_a_trait_are_named_and_scopes_see_their_own(
    workspace: Workspace, other_workspace: Workspace, ids: list[int]
) -> None:
    api = Caller(workspace)
    rule = {"kind": "trait", "name": "largest_order", "op": "gte", "value": 20_000}
    made = api.post("/segments", {"name": "大单", "rule": {"kind": "not", "rule": rule}}).json()
    shown = api.get("/traits/largest_order").json()
    assert shown["segments"] == [{"id": made["id"], "name": "大单"}]
    second = Caller(workspace, "analyst", [2])
    assert second.get("/traits").json()["customers"] == 1
    assert second.get("/traits/largest_order").json()["bars"] == [
        {"value": None, "start": 9000.0, "end": 9000.0, "count": 1}
    ]
    assert Caller(other_workspace).get("/traits").json()["customers"] == 0
    refused = api.get("/traits/nothing")
    assert (refused.status_code, refused.json()["code"]) == (404, "trait_not_found")
    refused = api.get("/customers?trait=nothing")
    assert (refused.status_code, refused.json()["code"]) == (422, "trait_not_found")


def test_the_command_tells_the_same(workspace: Workspace, ids: list[int]) -> None:
    def huike(*words: str) -> Any:
        return CliRunner().invoke(traits_group, [*words, "--workspace", workspace.name])

    told = json.loads(huike("list", "--json").stdout)
    known = {one["name"]: one["known"] for one in told["items"]}
    assert (told["customers"], known["province"], known["city"], known["orders"]) == (40, 2, 1, 40)
    shown = huike("show", "province").stdout
    for text in ("省份", "浙江\t2", "arrayFirst"):
        assert text in shown
    assert "There is no trait 'x'" in huike("show", "x").output
    total, _ = profile.coverage(Scope(workspace.pk))
    assert total == 40
