"""S1: another workspace's rows do not exist, on any route; a new route cannot escape.

Workspace B is filled with one of everything. Every route that names an id is asked by an owner of
workspace A with B's ids: the answer is "not found", nothing of B is in it and nothing of B changes.
Every list is asked by A and holds nothing of B.
"""

from pathlib import Path
from typing import Any

import pytest

from huike.base.access import actions
from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, system_actor
from huike.base.jobs import facade as jobs
from huike.base.jobs.models import Job
from huike.base.kernel import clock
from huike.base.webhooks import actions as webhooks
from huike.entry.http import openapi
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Likeness
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.connect import actions as connections
from huike.flow.ingest.connect.models import PrivacyRequest
from huike.flow.ingest.models import EventName, EventPlan, QualityAlert, QuarantinedRow
from huike.flow.journey.models import Broadcast
from huike.flow.profile import attachments, notes
from huike.flow.profile.models import Export, SavedView
from huike.flow.segment.models import Segment
from tests.support import broadcasts
from tests.support.api import Caller
from tests.support.routes import PARAMETER, Route, all_routes

CANARY = "金丝雀"
_CSV = f"""order_no,ordered_at,user_id,email,name,sku,title,category,quantity,amount
{CANARY}-1,2026-01-05 10:00:00,u1,canary@b.example,{CANARY},s1,{CANARY}茶,{CANARY}类,1,10.00
{CANARY}-2,not a time,u2,canary2@b.example,{CANARY}二,s1,{CANARY}茶,{CANARY}类,1,10.00
"""


def _fill(place: Workspace, folder: Path) -> dict[str, Any]:
    """One of everything in B; the ids by the names that routes give them."""
    actor, api = system_actor(place.pk, CANARY), Caller(place)
    path = folder / "b.csv"
    path.write_text(_CSV, encoding="utf-8")
    told = ingest.import_file(actor, path, kind="orders", shop=f"{CANARY}店")
    jobs.drain()
    staff = actions.add_staff(
        actor, email="canary@staff.example", name=CANARY, role="agent", password="a long phrase 42"
    )
    rule = {"kind": "all", "rules": []}
    made = {
        "segment": api.post("/segments", {"name": CANARY, "rule": rule}),
        "suppression": api.post(
            "/consent/suppressions", {"channel": "email", "address": "canary3@b.example"}
        ),
        "team": api.post("/teams", {"name": CANARY}),
    }
    for name, answer in made.items():
        assert answer.status_code in (200, 201), (name, answer.content)
    sent = broadcasts.broadcast(place, name=CANARY)
    jobs.drain()
    shop_id = api.get("/shops").json()["items"][0]["id"]
    source, _key = ingest.create_source(actor, name=CANARY, kind="http", shop_id=shop_id)
    customer_id = api.get("/customers").json()["items"][0]["id"]
    hook, _secret = webhooks.create(actor, name=CANARY, url="https://example.cn/hook", kinds=[])
    return {
        "broadcast_id": sent.pk,
        "content_id": sent.content_id,
        **_connection(actor, shop_id),
        "endpoint_id": hook.pk,
        "delivery_id": webhooks.try_out(actor, hook.pk).pk,
        "customer_id": customer_id,
        "import_id": told["import_id"],
        "row_id": QuarantinedRow.objects.get(workspace=place).pk,
        "segment_id": made["segment"].json()["id"],
        "shop_id": shop_id,
        "source_id": source.id,
        "job_id": Job.objects.filter(workspace_id=place.pk).order_by("id")[0].pk,
        "kind": "entered",
        "mail_id": 1,
        "number": 1,
        "order_no": f"{CANARY}-1",
        "sku": "s1",
        "staff_id": staff.staff_id,
        "suppression_id": api.get("/consent/suppressions").json()["items"][0]["id"],
        "team_id": made["team"].json()["id"],
        "token_id": actions.create_token(actor, name=CANARY, role="agent")[0].pk,
        **_alert(place, source.id),
        **_events(place),
        **_kept(actor, customer_id),
        **_records(place),
        "category_id": api.post("/categories", {"name": CANARY}).json()["id"],
        "rule_id": _rule(api),
        "row_rule_id": _row_rule(api, shop_id),
    }


def _rule(api: Caller) -> int:
    """A rule of B for orders that count nowhere."""
    body = {"name": CANARY, "mark": "test", "conditions": {"skus": [CANARY]}}
    return int(api.post("/left-out/rules", body).json()["id"])


def _row_rule(api: Caller, shop_id: int) -> int:
    """A rule of B for the rows of its order files."""
    test = {"kind": "one_of", "field": "sku", "values": [CANARY]}
    body = {"source_kind": "file_orders", "source_id": shop_id, "severity": "warn", "test": test}
    return int(api.post("/row-rules", body).json()["id"])


def _kept(actor: Actor, customer_id: int) -> dict[str, int]:
    """What staff of B keep: a view, a file that somebody took away, a task."""
    view = SavedView.objects.create(
        workspace_id=actor.workspace_id, list_name="customers", name=CANARY, owner_id=0, state={}
    )
    export = Export.objects.create(
        workspace_id=actor.workspace_id, list_name="customers", format="csv", asked={},
        actor_kind="token", actor_id=1, actor_label=CANARY, actor_role="owner",
        created_at=clock.now(), forget_at=clock.now(),
    )  # fmt: skip
    day = clock.now().date()
    note = notes.write(actor, customer_id, words=CANARY, due_on=day, assignee_id=None)
    file = attachments.keep(actor, customer_id, CANARY, CANARY.encode())
    return {
        "view_id": view.pk, "export_id": export.pk, "note_id": note.id, "attachment_id": file.id,
    }  # fmt: skip


def _alert(place: Workspace, source_id: int) -> dict[str, Any]:
    """Something that is wrong with a source of B."""
    row = QualityAlert.objects.create(
        workspace=place, kind="events", source=source_id, about="freshness", facts={},
        opened_at=clock.now(),
    )  # fmt: skip
    return {"alert_id": row.pk, "source_kind": row.kind, "check": row.about}


def _records(place: Workspace) -> dict[str, int]:
    """Two records of one person of B, and why they are one."""
    people = PeopleBatch(shop_id=1, email=["canary8@b.example", "canary9@b.example"])
    one, other = (int(number) for number in identity.resolve(place.pk, people))
    identity.merge(system_actor(place.pk, CANARY), one, other)
    both = PeopleBatch(shop_id=1, email=["canary7@b.example"], phone=["+8613800000077"])
    (third,) = (int(number) for number in identity.resolve(place.pk, both))
    held = identity.identifiers_of(place.pk, third)
    low, high = sorted((one, other))
    alike = Likeness.objects.create(
        workspace=place, customer_id=low, other_id=high, what="person", score=0.9, reasons=[],
        found_at=clock.now(), run=1,
    )  # fmt: skip
    return {
        "record_id": other,
        "match_id": identity.evidence(place.pk, one)[0].id,
        "suggestion_id": alike.pk,
        "identifier_id": held[0].id,
        "split_id": identity.split_identifier(system_actor(place.pk, CANARY), held[1].id),
        "group_id": identity.make_group(system_actor(place.pk, CANARY), "company", CANARY, [one]),
    }


def _connection(actor: Actor, shop_id: int) -> dict[str, int]:
    """A connection of B that rests: nobody is called; and what somebody asked through it."""
    made = connections.create(
        actor,
        kind="woocommerce",
        name=CANARY,
        shop_id=shop_id,
        settings={"url": "https://example.cn", "consumer_key": "ck", "consumer_secret": CANARY},
    )
    asked = PrivacyRequest.objects.create(
        workspace_id=actor.workspace_id, connection=made, hash=b"", kind="data_request",
        number=CANARY, customers=[], orders=[], asked_at=clock.now(),
    )  # fmt: skip
    return {"connection_id": connections.pause(actor, made.pk).pk, "request_id": asked.pk}


def _events(place: Workspace) -> dict[str, int]:
    """An event of B's catalogue, and its plan."""
    now = clock.now()
    seen = EventName.objects.create(
        workspace=place, kind="track", name=CANARY, first_at=now, last_at=now
    )
    planned = EventPlan.objects.create(
        workspace=place, name=CANARY, mode="warn", changed_at=now, changed_by=CANARY
    )
    return {"event_id": seen.pk, "plan_id": planned.pk}


@pytest.fixture
def ids(
    workspace: Workspace, other_workspace: Workspace, warehouse: Any, tmp_path: Path
) -> dict[str, Any]:
    """B, filled."""
    return _fill(other_workspace, tmp_path)


def example(schema: dict[str, Any], shapes: dict[str, Any]) -> Any:
    """The smallest value that fits a JSON schema."""
    if "$ref" in schema:
        return example(shapes[schema["$ref"].split("/")[-1]], shapes)
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return example(schema[choice][0], shapes)
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    kind = schema.get("type", "object")
    if kind == "object":
        named = schema.get("properties", {})
        return {name: example(named[name], shapes) for name in schema.get("required", [])}
    if schema.get("format") == "date-time":
        return "2030-01-01T00:00:00Z"
    if kind == "array":
        return [example(schema["items"], shapes)] * int(schema.get("minItems", 0))
    plain: dict[str, Any] = {"string": "x" * max(1, schema.get("minLength", 1)), "boolean": True}
    return plain.get(kind, schema.get("minimum", 1))


# Bodies that a schema cannot tell: a person's words that must make sense first.
_BODIES: dict[str, Any] = {
    "recordConsent": {
        "purpose": "marketing", "channel": "email", "state": "granted", "wording": "x",
        "source": "x",
    },
    "saveContentVersion": {
        "document": {"kind": "blocks", "subject": "x", "blocks": [{"kind": "text", "html": "x"}]},
        "after": 1,
    },
    "askConnectionReceivers": {"order_nos": ["1"], "purpose": "ship", "scene": "1001"},
    "revealCustomer": {"fields": ["email"]},
    "changeBroadcast": {"name": "x", "content_id": 1, "is_everyone": True},
}  # fmt: skip
# The standard traits have these names in every workspace.
_OF_EVERYBODY = {"name"}
# What is sent to these is a file.
_FILES = {"attachToCustomer"}


def _body(route: Route, document: dict[str, Any]) -> Any:
    if route.operation_id in _BODIES:
        return _BODIES[route.operation_id]
    path = "/api/v1" + PARAMETER.sub(lambda found: "{" + found[1] + "}", route.path)
    operation = document["paths"][path][route.method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    return example(content["application/json"]["schema"], document["components"]["schemas"])


@pytest.mark.django_db(transaction=True)
def test_another_workspaces_rows_do_not_exist_on_any_route_that_names_one(
    workspace: Workspace, ids: dict[str, Any]
) -> None:
    api, document = Caller(workspace), openapi.schema()
    before = {name: _rows(name) for name in ("segments", "broadcasts")}
    wrong = []
    named = [route for route in all_routes() if set(route.parameters) - _OF_EVERYBODY]
    for route in named:
        address = route.address(ids).removeprefix("/api/v1")
        method = route.method.lower()
        is_read, takes_file = method == "get", route.operation_id in _FILES
        asked = {"customer_id": ids["customer_id"]} if address.endswith("/why") else {}
        answer = (
            api.get(address, **asked)
            if is_read
            else api.upload(address, "x.txt", b"x")
            if takes_file
            else api.send(method, address, _body(route, document))
        )
        text = _text(answer)
        if answer.status_code != 404 or CANARY in text:
            wrong.append(f"{route.method} {route.path}: {answer.status_code} {text[:160]}")

    assert len(named) > 50
    assert not wrong, "\n".join(wrong)
    assert {name: _rows(name) for name in before} == before


def _text(answer: Any) -> str:
    """The whole body, also of a download that comes in pieces."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


def _rows(name: str) -> list[Any]:
    """Every row of a table that the walk could have changed."""
    table = {"segments": Segment, "broadcasts": Broadcast}[name]
    return list(table.objects.order_by("pk").values())


@pytest.mark.django_db(transaction=True)
def test_no_list_of_one_workspace_holds_anything_of_another(
    workspace: Workspace, ids: dict[str, Any]
) -> None:
    api = Caller(workspace)
    lists = [route for route in all_routes() if route.method == "GET" and not route.parameters]
    leaks = []
    for route in lists:
        answer = api.get(route.path)
        if CANARY in _text(answer):
            leaks.append(route.path)

    assert len(lists) > 20
    assert leaks == []
