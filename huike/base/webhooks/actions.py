"""What staff do with endpoints; each act leaves its mark in the audit."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from huike.base.access.facade import Actor, audit
from huike.base.kernel import addresses, clock
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.base.webhooks import notices, secrets
from huike.base.webhooks.models import Delivery, Endpoint
from huike.base.webhooks.rules.kinds import TEST

_MOST = 50  # endpoints of a workspace
_WRONG = {
    "bad_url": "Not an address that can be called: http or https, a host, no spaces",
    "url_with_password": "An address must not carry a user or a password",
    "address_not_allowed": "This address is inside a private network",
}


def endpoint(workspace_id: int, number: int) -> Endpoint:
    """One endpoint of this workspace."""
    row = Endpoint.objects.filter(workspace_id=workspace_id, pk=number).first()
    if row is None:
        raise NotFound("No such webhook")
    return row


def create(actor: Actor, *, name: str, url: str, kinds: Sequence[str]) -> tuple[Endpoint, str]:
    """A new endpoint and its secret, which is never shown again."""
    text = secrets.new()
    with transaction.atomic():
        if Endpoint.objects.filter(workspace_id=actor.workspace_id).count() >= _MOST:
            raise Conflict(f"A workspace has at most {_MOST} webhooks", code="too_many_webhooks")
        row = Endpoint(
            workspace_id=actor.workspace_id, secret=secrets.sealed(text), made_at=clock.now()
        )
        _set(row, name=name, url=url, kinds=kinds)
        audit(actor, "webhook.created", target_kind="webhook", target_id=row.pk)
    return row, text


def change(
    actor: Actor,
    number: int,
    *,
    name: str | None = None,
    url: str | None = None,
    kinds: Sequence[str] | None = None,
    is_paused: bool | None = None,
) -> Endpoint:
    """Other words, another address; paused, or started again (also one that had ended)."""
    with transaction.atomic():
        row = endpoint(actor.workspace_id, number)
        _set(row, name=name, url=url, kinds=kinds)
        if is_paused is not None:
            row.state = Endpoint.State.PAUSED if is_paused else Endpoint.State.ACTIVE
            row.save(update_fields=["state"])
        given = {"name": name, "url": url, "kinds": kinds, "is_paused": is_paused}
        audit(
            actor,
            "webhook.changed",
            target_kind="webhook",
            target_id=number,
            fields=[field for field, value in given.items() if value is not None],
        )
    return row


def remove(actor: Actor, number: int) -> None:
    """Tell it nothing more, and forget what it was told."""
    with transaction.atomic():
        endpoint(actor.workspace_id, number).delete()
        audit(actor, "webhook.removed", target_kind="webhook", target_id=number)


def renew_secret(actor: Actor, number: int) -> str:
    """A new secret; the one before signs too for a day."""
    text = secrets.new()
    with transaction.atomic():
        row = endpoint(actor.workspace_id, number)
        secrets.take_over(row, text, clock.now())
        row.save(update_fields=["secret", "former_secret", "former_until"])
        audit(actor, "webhook.secret_renewed", target_kind="webhook", target_id=number)
    return text


def try_out(actor: Actor, number: int) -> Delivery:
    """Send it a notice that says it is a test."""
    with transaction.atomic():
        row = endpoint(actor.workspace_id, number)
        if row.state != Endpoint.State.ACTIVE:
            raise Conflict("The webhook is not active", code="webhook_not_active")
        (made,) = notices.tell(actor.workspace_id, TEST, {"name": row.name}, [row])
        audit(actor, "webhook.tried", target_kind="webhook", target_id=number)
    return made


def replay(actor: Actor, number: int, delivery: int) -> Delivery:
    """Hand one notice over again, whatever became of it."""
    with transaction.atomic():
        endpoint(actor.workspace_id, number)
        rows = Delivery.objects.filter(workspace_id=actor.workspace_id, endpoint=number)
        if not _again(rows.filter(pk=delivery)):
            raise NotFound("No such delivery")
        audit(actor, "webhook.replayed", target_kind="webhook", target_id=number, count=1)
    return rows.select_related("notice").get(pk=delivery)


def replay_since(
    actor: Actor, number: int, since: datetime, until: datetime, *, only_failed: bool
) -> int:
    """Hand over again what happened in this time and is not on its way; how many notices."""
    with transaction.atomic():
        endpoint(actor.workspace_id, number)
        rows = Delivery.objects.filter(
            workspace_id=actor.workspace_id,
            endpoint=number,
            notice__at__gte=since,
            notice__at__lt=until,
        ).exclude(state=Delivery.State.WAITING)
        count = _again(rows.filter(state=Delivery.State.FAILED) if only_failed else rows)
        audit(actor, "webhook.replayed", target_kind="webhook", target_id=number, count=count)
    return count


def _again(rows: "QuerySet[Delivery]") -> int:
    return rows.update(state=Delivery.State.WAITING, next_at=clock.now(), tried=0)


def _set(
    row: Endpoint,
    *,
    name: str | None,
    url: str | None,
    kinds: Sequence[str] | None,
) -> None:
    if name is not None:
        row.name = name.strip()
        if not row.name:
            raise Invalid("A webhook needs a name", code="webhook_name_missing", where="name")
    if url is not None:
        _check(url)
        row.url = url
    if kinds is not None:
        unknown = sorted(set(kinds) - set(notices.kinds()))
        if unknown:
            raise Invalid(
                f"Nothing is called {unknown[0]!r}", code="unknown_event_kind", where="kinds"
            )
        row.kinds = sorted(set(kinds))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict("There is a webhook of this name", code="name_taken", where="name") from None


def _check(url: str) -> None:
    problem = addresses.problem_of(url)
    if problem is None and not addresses.literal_may_be_reached(url, settings.WEBHOOKS_MAY_REACH):
        problem = "address_not_allowed"
    if problem:
        raise Invalid(_WRONG[problem], code=problem, where="url")
