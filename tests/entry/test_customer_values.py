"""`huike customers values` and `undo`: where values are from, and staff's word taken back."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from huike.base.access import actions
from huike.base.access.models import AuditEntry
from huike.base.access.rules import system_actor
from huike.entry.commands.customers import customers_group
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch

pytestmark = pytest.mark.django_db(transaction=True)


def said(*words: Any) -> Result:
    return CliRunner().invoke(customers_group, [*map(str, words), "--workspace", "回客"])


def test_values_are_told_and_an_edit_is_undone() -> None:
    place = actions.create_workspace(name="回客", timezone="Asia/Shanghai", currency="CNY")
    people = PeopleBatch(shop_id=1, user_id=["7"], name=["张小三"], source="import:1")
    (one,) = identity.resolve(place.pk, people).tolist()
    identity.edit(system_actor(place.pk, "林"), one, name="王五")
    name, number = json.loads(said("values", one, "--json").output)
    assert (name["value"], name["source"], name["below"]["value"]) == ("王*", "林", "张*三")
    assert (number["field"], number["value"], number["source"]) == ("user_id", "7", "import:1")
    assert "sources say: 张*三" in said("values", one).output
    done = said("undo", one, "--field", "name")
    assert (done.exit_code, done.output) == (0, "name: what sources say stands again\n")
    assert json.loads(said("values", one, "--json").output)[0]["value"] == "张*三"
    again = said("undo", one, "--field", "name")
    assert again.exit_code != 0
    assert AuditEntry.objects.filter(action="customer.edit_undone").count() == 1
