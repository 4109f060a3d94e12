"""What tests of sources share: an empty journal, a source, and a way to send."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from huike.base.access.rules import Actor
from huike.base.journal import facade as journal
from huike.base.journal import store
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect import sources
from huike.library.commerce import facade as commerce

Send = Callable[..., ingest.Reply]


@pytest.fixture
def empty_journal() -> None:
    """Nothing of an earlier test waits; no key is believed."""
    with store._writing() as ask:
        ask("DELETE FROM journal_entry", [])
        ask("DELETE FROM journal_key", [])
    journal._keys.clear()
    sources._believed.clear()


@pytest.fixture
def site(owner: Actor, empty_journal: None) -> tuple[int, str]:
    """A source's number and its write key."""
    shop = commerce.ensure_shop(owner, "网店")
    made, key = ingest.create_source(owner, name="site", kind="http", shop_id=shop.id)
    return made.id, key


@pytest.fixture
def send(site: tuple[int, str]) -> Send:
    """Sends messages of the site, and lands them unless told otherwise."""

    def sent(*messages: dict[str, Any], lands_for: int = 0) -> ingest.Reply:
        body = json.dumps({"batch": list(messages)}).encode()
        (reply,) = ingest.accept([ingest.Call("batch", body, site[1])])
        if lands_for:
            ingest.land_waiting(lands_for)
        return reply

    return sent
