"""`huike api`: the API from the command line."""

import json

import pytest
from click.testing import CliRunner, Result

from huike.base.access import actions
from huike.base.access.models import AuditEntry
from huike.entry.commands.calling import api_command
from huike.flow.consent.models import Suppression

pytestmark = pytest.mark.django_db(transaction=True)


def said(*words: str, text: str | None = None) -> Result:
    """What the command answers, in a workspace named as the first that was made."""
    return CliRunner().invoke(api_command, [*words, "--workspace", "回客"], input=text)


@pytest.fixture(autouse=True)
def place():
    """A workspace that is named in Chinese."""
    return actions.create_workspace(name="回客", timezone="Asia/Shanghai", currency="CNY")


@pytest.mark.parametrize(
    "path", ["/consent/suppressions", "consent/suppressions", "/api/v1/consent/suppressions"]
)
def test_an_address_is_suppressed_listed_and_lifted(path, place):
    body = json.dumps({"address": "zoe@example.cn", "channel": "email"})
    made = said("post", path, "--data", body)
    assert made.exit_code == 0, made.output
    [row] = json.loads(said("get", path, "--query", "cause=manual").output)["items"]
    assert (row["id"], row["cause"]) == (json.loads(made.output)["id"], "manual")
    assert json.loads(said("get", f"{path}?cause=complaint").output)["items"] == []
    assert said("delete", f"{path}/{row['id']}").exit_code == 0
    assert not Suppression.objects.filter(workspace_id=place.pk).exists()
    acts = AuditEntry.objects.filter(workspace_id=place.pk, actor_label="command line")
    assert acts.count() == 2


def test_a_body_comes_from_a_file_or_from_the_input(tmp_path, place):
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"address": "a@example.cn", "channel": "email"}), encoding="utf-8")
    assert said("post", "/consent/suppressions", "--data", f"@{file}").exit_code == 0
    body = json.dumps({"address": "b@example.cn", "channel": "email"})
    assert said("post", "/consent/suppressions", "--data", "-", text=body).exit_code == 0
    assert Suppression.objects.filter(workspace_id=place.pk).count() == 2


def test_a_refusal_is_printed_and_ends_with_one(place):
    refused = said(
        "post", "/consent/suppressions", "--data", '{"address": "nobody", "channel": "email"}'
    )
    assert refused.exit_code == 1
    assert json.loads(refused.output)["code"] == "bad_address"
    for method in ("get", "post"):
        lost = said(method, "/nothing-here")
        assert (lost.exit_code, json.loads(lost.output)["code"]) == (1, "not_found")
    assert not Suppression.objects.filter(workspace_id=place.pk).exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--data", "{"), "not JSON"),
        (("--data", "@nowhere.json"), "nowhere.json: No such file"),
        (("--query", "limit"), "NAME=VALUE"),
    ],
)
def test_what_cannot_be_sent_is_told(words, told):
    wrong = said("post", "/consent/suppressions", *words)
    assert wrong.exit_code == 2
    assert told in wrong.output


def test_no_request_names_itself_the_caller(client):
    assert client.get("/api/v1/customers", headers={"huike.caller": "x"}).status_code == 401
    assert client.get("/api/v1/customers", headers={"HUIKE-CALLER": "x"}).status_code == 401
