"""Consent over HTTP and in the warehouse: the right people see and change the right rows."""

from types import ModuleType

import pytest

from huike.base.access.models import AuditEntry, Workspace
from huike.base.jobs.facade import drain
from huike.flow.consent import facade, jobs, landing
from huike.flow.consent.models import ConsentProof
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)
YES = {
    "purpose": "marketing",
    "channel": "email",
    "state": "granted",
    "source": "counter",
    "wording": "=I agree",
}


@pytest.fixture
def ids(workspace: Workspace, warehouse: ModuleType) -> list[int]:
    """A customer of shop 1 and one of shop 2."""
    batch = PeopleBatch(shop_id=[1, 2], email=["p0@x.com", "p1@x.com"])
    found: list[int] = identity.resolve(workspace.pk, batch).tolist()
    drain()
    return found


def test_staff_record_an_answer_and_it_lands(
    workspace: Workspace, ids: list[int], warehouse: ModuleType
) -> None:
    agent = Caller(workspace, "agent")
    answer = agent.post(f"/consent/customers/{ids[0]}", YES)
    drain()

    assert answer.status_code == 200, answer.content
    told = answer.json()
    (mine,) = [s for s in told["standings"] if s["purpose"] == "marketing" and s["state"]]
    assert (mine["channel"], mine["wording"], mine["refusal"]) == ("email", "=I agree", None)
    assert told["proofs"][0]["recorded_by"] == "agent"
    assert AuditEntry.objects.filter(action="consent.granted", target_id=str(ids[0])).count() == 1
    rows = warehouse.select(
        "SELECT customer_id, purpose, channel, state, version FROM consents FINAL"
    )
    assert rows == [(ids[0], "marketing", "email", "granted", 1)]


@pytest.mark.parametrize(
    ("role", "shops", "expected"),
    [
        ("agent", None, [200, 200]),
        ("agent", [1], [200, 404]),
        ("agent", [], [404, 404]),
        ("marketer", [2], [404, 200]),
        ("analyst", None, [403, 403]),
        ("auditor", None, [403, 403]),
    ],
)
def test_who_may_record_for_whom(
    workspace: Workspace, ids: list[int], role: str, shops: list[int] | None, expected: list[int]
) -> None:
    caller = Caller(workspace, role, shops)
    assert [caller.post(f"/consent/customers/{one}", YES).status_code for one in ids] == expected
    assert ConsentProof.objects.count() == expected.count(200)


def test_another_workspace_sees_nobody(
    workspace: Workspace, other_workspace: Workspace, ids: list[int]
) -> None:
    stranger = Caller(other_workspace, "owner")
    assert stranger.get(f"/consent/customers/{ids[0]}").status_code == 404
    assert stranger.post(f"/consent/customers/{ids[0]}", YES).status_code == 404
    assert stranger.get("/consent/proofs").json()["total"] == 0


def test_a_yes_without_words_is_refused(workspace: Workspace, ids: list[int]) -> None:
    answer = Caller(workspace).post(f"/consent/customers/{ids[0]}", {**YES, "wording": ""})
    assert (answer.status_code, answer.json()["code"]) == (422, "wording_missing")
    assert not ConsentProof.objects.exists()


def test_suppressions_are_listed_blocked_and_lifted(workspace: Workspace, ids: list[int]) -> None:
    caller = Caller(workspace)
    made = caller.post("/consent/suppressions", {"channel": "email", "address": " P1@X.com"})
    caller.post("/consent/suppressions", {"channel": "email", "address": "nobody@x.com"})
    wrong = caller.post("/consent/suppressions", {"channel": "email", "address": "nobody"})
    listed = caller.get("/consent/suppressions", limit=1).json()
    rest = caller.get("/consent/suppressions", limit=1, cursor=listed["next_cursor"]).json()

    assert (made.status_code, wrong.status_code) == (201, 422)
    assert [one["customer_id"] for one in listed["items"] + rest["items"]] == [None, ids[1]]
    assert (listed["total"], rest["next_cursor"]) == (2, None)
    number = made.json()["id"]
    assert caller.send("delete", f"/consent/suppressions/{number}").status_code == 204
    assert caller.send("delete", f"/consent/suppressions/{number}").status_code == 404
    assert Caller(workspace, "owner", [1]).get("/consent/suppressions").status_code == 403


def test_proofs_leave_as_a_file_without_formulas(
    workspace: Workspace, other_workspace: Workspace, ids: list[int]
) -> None:
    caller = Caller(workspace)
    for one in ids:
        caller.post(f"/consent/customers/{one}", YES)
    answer = caller.get("/consent/proofs.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]

    lines = text.splitlines()
    assert len(lines) == 3
    assert lines[1].endswith(",counter,'=I agree")
    assert AuditEntry.objects.filter(action="consent.proofs_exported").count() == 1
    assert Caller(workspace, "marketer").get("/consent/proofs.csv").status_code == 403


def test_the_policy_is_the_owners_choice(workspace: Workspace, ids: list[int]) -> None:
    soft = {"channel": "email", "rule": "soft"}
    assert Caller(workspace, "marketer").send("put", "/consent/policy", soft).status_code == 403
    assert Caller(workspace).send("put", "/consent/policy", soft).status_code == 200
    listed = Caller(workspace, "marketer").get("/consent/policy").json()
    assert listed == [soft, {"channel": "sms", "rule": "opt_in"}]


def test_catching_up_mends_a_warehouse_that_lost_answers(
    workspace: Workspace, ids: list[int], warehouse: ModuleType
) -> None:
    facade.record_batch(workspace.pk, ids, [True, False], channel="email", source="import:1")
    drain()
    before = warehouse.select("SELECT * FROM consents FINAL ORDER BY customer_id")
    assert not landing.differs(workspace.pk)
    warehouse.execute("TRUNCATE TABLE consents")
    assert landing.differs(workspace.pk)

    jobs.start_catch_up(workspace.pk)
    drain()

    assert warehouse.select("SELECT * FROM consents FINAL ORDER BY customer_id") == before
    assert len(before) == 2
