"""The API's door: who calls, in which workspace, and how refusals look."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from huike.base.access import actions
from huike.base.access.models import Membership, Staff, Workspace
from huike.base.access.rules import Actor

PASSWORD = "a long enough phrase 42"


@pytest.fixture
def staff(owner: Actor) -> Staff:
    """A marketer of the workspace."""
    return actions.add_staff(
        owner, email="lin@example.com", name="林", role="marketer", password=PASSWORD
    ).staff


def _token(owner: Actor, role: str = "owner") -> dict[str, str]:
    _row, text = actions.create_token(owner, name="t", role=role)
    return {"Authorization": f"Bearer {text}"}


def _signed_in(staff: Staff) -> Client:
    client = Client(enforce_csrf_checks=True)
    login = actions.one_time_login(staff)
    assert client.get(f"/login/once/{login}").status_code == 302
    return client


def _problem(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.mark.django_db
def test_nobody_gets_nothing_but_a_clear_problem() -> None:
    answer = Client().get("/api/v1/session")

    assert answer.status_code == 401
    assert _problem(answer)["code"] == "unauthenticated"


@pytest.mark.django_db
def test_a_wrong_token_is_refused_even_beside_a_session(staff: Staff) -> None:
    answer = _signed_in(staff).get("/api/v1/session", headers={"Authorization": "Bearer hk_x"})

    assert answer.status_code == 401
    assert _problem(answer)["code"] == "bad_token"


@pytest.mark.django_db
def test_a_token_acts_in_its_own_workspace_whatever_the_header_says(
    owner: Actor, other_workspace: Workspace
) -> None:
    headers = {**_token(owner), "X-Workspace": str(other_workspace.pk)}

    answer = Client().get("/api/v1/workspace", headers=headers)

    assert answer.json()["id"] == owner.workspace_id


@pytest.mark.django_db
def test_staff_choose_among_their_workspaces_only(
    staff: Staff, owner: Actor, other_workspace: Workspace
) -> None:
    client = _signed_in(staff)

    mine = client.get("/api/v1/session", headers={"X-Workspace": str(owner.workspace_id)})
    foreign = client.get("/api/v1/session", headers={"X-Workspace": str(other_workspace.pk)})

    assert mine.json()["workspace_id"] == owner.workspace_id
    assert [found["role"] for found in mine.json()["workspaces"]] == ["marketer"]
    assert foreign.status_code == 403
    assert _problem(foreign)["code"] == "not_a_member"


@pytest.mark.django_db
def test_a_write_by_session_needs_the_csrf_proof(staff: Staff) -> None:
    client = _signed_in(staff)
    client.get("/api/v1/session")
    body = {"name": "新名字"}

    refused = client.patch("/api/v1/session", body, "application/json")
    assert refused.status_code == 403
    assert _problem(refused)["code"] == "csrf_failed"
    assert Staff.objects.get(pk=staff.pk).name == "林"

    proof = client.cookies["csrftoken"].value
    done = client.patch("/api/v1/session", body, "application/json", headers={"X-CSRFToken": proof})
    assert done.status_code == 200
    assert Staff.objects.get(pk=staff.pk).name == "新名字"


@pytest.mark.django_db
def test_a_missing_permission_is_named(owner: Actor) -> None:
    answer = Client().get("/api/v1/audit", headers=_token(owner, "marketer"))

    assert answer.status_code == 403
    assert _problem(answer)["params"] == {"permission": "audit.read"}


@pytest.mark.django_db
def test_wrong_input_says_where_and_changes_nothing(owner: Actor) -> None:
    headers = _token(owner)

    missing = Client().post("/api/v1/tokens", {"name": "x"}, "application/json", headers=headers)
    nonsense = Client().post("/api/v1/tokens", "{", "application/json", headers=headers)
    zone = Client().patch(
        "/api/v1/workspace", {"timezone": "Mars/Base"}, "application/json", headers=headers
    )

    assert (missing.status_code, _problem(missing)["where"]) == (422, "role")
    assert (nonsense.status_code, _problem(nonsense)["code"]) == (400, "malformed")
    assert (zone.status_code, _problem(zone)["code"]) == (422, "bad_timezone")
    assert Workspace.objects.get(pk=owner.workspace_id).timezone == "Asia/Shanghai"


@pytest.mark.django_db
def test_the_character_nul_is_refused_wherever_it_comes(owner: Actor) -> None:
    headers = _token(owner)

    def patched(body: str) -> Any:
        return Client().patch("/api/v1/workspace", body, "application/json", headers=headers)

    written = patched('{"name": "a\\u0000b"}')
    asked = Client().get("/api/v1/audit", {"q": "a\0b"}, headers=headers)
    kept = patched('{"name": "a\\\\u0000b"}')

    for refused, where in ((written, "body"), (asked, "q")):
        found = _problem(refused)
        assert (refused.status_code, found["code"]) == (422, "nul_in_text")
        assert found["where"] == where
    assert kept.status_code == 200
    assert Workspace.objects.get(pk=owner.workspace_id).name == "a\\u0000b"


@pytest.mark.django_db
def test_a_number_that_no_database_keeps_is_refused_in_an_address_and_in_a_body(
    owner: Actor,
) -> None:
    headers = _token(owner)
    huge = 10**25

    asked = Client().get(f"/api/v1/customers/{huge}/segments", headers=headers)
    body = json.dumps({"ids": [huge]})
    told = Client().post(
        "/api/v1/tracking-plan/blocked/discard", body, "application/json", headers=headers
    )

    assert (told.status_code, _problem(told)["code"]) == (422, "number_out_of_range")
    # SQLite refuses to look for it, PostgreSQL finds nobody under it.
    refused = {"sqlite": (422, "number_out_of_range"), "postgresql": (404, "not_found")}
    assert (asked.status_code, _problem(asked)["code"]) == refused[connection.vendor]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["nothing-here", "orders/2/a%0Ab"])
def test_an_unknown_address_under_the_api_is_a_problem_too(owner: Actor, address: str) -> None:
    answer = Client().get(f"/api/v1/{address}", headers=_token(owner))

    assert answer.status_code == 404
    assert _problem(answer)["code"] == "not_found"


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["put", "delete", "options", "trace"])
def test_a_verb_that_an_address_lacks_is_a_problem_that_tells_those_it_has(
    owner: Actor, verb: str
) -> None:
    answer = getattr(Client(), verb)("/api/v1/customers", headers=_token(owner))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert _problem(answer)["code"] == "method_not_allowed"


@pytest.mark.django_db
def test_a_token_is_shown_once(owner: Actor) -> None:
    headers = _token(owner)
    made = Client().post(
        "/api/v1/tokens", {"name": "till", "role": "agent"}, "application/json", headers=headers
    )

    assert made.status_code == 201
    text = made.json()["token"]
    listed = Client().get("/api/v1/tokens", headers=headers)
    assert text not in listed.content.decode()
    assert text[-4:] in listed.content.decode()


@pytest.mark.django_db
def test_signing_in_by_password_and_its_failure(staff: Staff) -> None:
    client = Client()
    address = "/_allauth/browser/v1/auth/login"

    wrong = client.post(
        address, {"email": staff.email, "password": "not this one"}, "application/json"
    )
    right = client.post(address, {"email": staff.email, "password": PASSWORD}, "application/json")

    assert wrong.status_code == 400
    assert right.status_code == 200
    assert client.get("/api/v1/session").json()["staff"]["email"] == staff.email


@pytest.mark.django_db
def test_nobody_can_sign_themselves_up() -> None:
    answer = Client().post(
        "/_allauth/browser/v1/auth/signup",
        {"email": "eve@example.com", "password": PASSWORD},
        "application/json",
    )

    assert answer.status_code == 403
    assert Staff.objects.count() == 0


@pytest.mark.django_db
def test_leaving_the_workspace_ends_access_at_once(staff: Staff, owner: Actor) -> None:
    client = _signed_in(staff)
    assert client.get("/api/v1/session").status_code == 200

    Membership.objects.filter(staff=staff).delete()

    assert client.get("/api/v1/session").status_code == 403


@pytest.mark.django_db
def test_every_answer_carries_the_strict_headers(owner: Actor) -> None:
    answer = Client().get("/api/v1/session", headers=_token(owner))

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_figures_for_prometheus_are_only_for_this_machine() -> None:
    assert b"huike_jobs" in Client().get("/metrics").content
    assert Client().get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
