"""Sources of the running server, and what they send."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import WORKSPACE
from tests.support.server import Server

Send = Callable[..., int]


@pytest.fixture(scope="module")
def send(server: Server) -> Send:
    """Sends messages to the running server as an SDK does; answers the status."""

    def sent(key: str, *messages: dict[str, Any]) -> int:
        answer = httpx.post(
            f"{server.url}/v1/batch", json={"batch": list(messages)}, auth=(key, ""), timeout=30
        )
        return answer.status_code

    return sent


def track(event: str, number: int, **properties: Any) -> dict[str, Any]:
    given = {"type": "track", "event": event, "messageId": f"{event}-{number}", "userId": "u7"}
    return {**given, "properties": properties}


def source_of(server: Server, name: str) -> tuple[int, str]:
    with server.client(WORKSPACE) as api:
        shop = api.get("/shops").json()["items"][0]["id"]
        made = api.post("/sources", json={"name": name, "shop_id": shop}).raise_for_status().json()
        return made["id"], made["write_key"]
