"""A workspace that can send: customers who agreed, a sender, a content, a broadcast."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, system_actor
from huike.base.jobs.facade import drain
from huike.base.kernel import clock
from huike.flow.consent import facade as consent
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch
from huike.flow.journey import actions as journey
from huike.flow.journey.models import Broadcast
from huike.flow.journey.rules import Wish
from huike.flow.message.models import Sender
from huike.library.content import actions as content
from huike.library.content.rules.document import Document

_DOCUMENT = TypeAdapter(Document)


def actor_of(workspace: Workspace) -> Actor:
    """Somebody who may do everything."""
    return system_actor(workspace.pk, "tests")


def people(workspace: Workspace, count: int, *, agreed: bool = True, mark: str = "p") -> list[int]:
    """Customers with an address each, who agreed to marketing by e-mail."""
    batch = PeopleBatch(
        email=[f"{mark}{n}@customer.example" for n in range(count)],
        name=[f"顾客{mark}{n}" for n in range(count)],
        source="tests",
    )
    ids = identity.resolve(workspace.pk, batch).tolist()
    if agreed:
        consent.record_batch(
            workspace.pk, ids, [True] * count, channel="email", source="tests", wording="同意"
        )
    drain()
    return ids


def sender(workspace: Workspace, port: int, **more: Any) -> Sender:
    """A sender whose server is on this machine."""
    given = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "from_name": "示例品牌",
        "from_address": "news@brand.example",
        "postal_address": "上海市黄浦区示例路 1 号",
        "retry_seconds": 1,
        "updated_at": clock.now(),
        **more,
    }
    return Sender.objects.update_or_create(workspace=workspace, defaults=given)[0]


def document(subject: str = "新品上架", *texts: str) -> Any:
    """An e-mail with a button and some texts."""
    blocks: list[dict[str, Any]] = [{"kind": "text", "html": text} for text in texts]
    blocks.append({"kind": "button", "text": "去看看", "url": "https://shop.example/new?a=1"})
    return _DOCUMENT.validate_python({"kind": "blocks", "subject": subject, "blocks": blocks})


def broadcast(
    workspace: Workspace,
    *,
    texts: Sequence[str] = ("你好 {{ customer.name }}",),
    subject: str = "新品上架",
    holdout: int = 0,
    name: str = "上新",
    **more: Any,
) -> Broadcast:
    """A draft to everyone."""
    actor = actor_of(workspace)
    made = content.create(actor, name=f"{name} 内容", document=document(subject, *texts))
    wish = {
        "name": name,
        "content_id": made.pk,
        "segment_ids": (),
        "is_everyone": True,
        "holdout": holdout,
        "goal_days": 14,
        "expires_after_minutes": 60,
        "needs_approval": False,
        **more,
    }
    return journey.create(actor, Wish(**wish))


def start(row: Broadcast, *, to_the_end: bool = True) -> Broadcast:
    """Start it, and run all jobs that are due."""
    journey.start(system_actor(row.workspace_id, "tests"), row.pk)
    if to_the_end:
        drain()
    row.refresh_from_db()
    return row
