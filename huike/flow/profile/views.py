"""Saved views: a list's filters, sort and columns under a name, one's own or everybody's."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from huike.base.access.facade import Actor, audit
from huike.base.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from huike.flow.profile.models import SavedView

SHARED = 0
_MOST_BYTES = 20_000
_MOST_VIEWS = 200


@dataclass(frozen=True)
class View:
    """A saved view as its reader sees it."""

    id: int
    list_name: str
    name: str
    is_shared: bool
    state: dict[str, Any]


def views(actor: Actor, list_name: str) -> list[View]:
    """The reader's own views of a list and those shared with everybody, by name."""
    rows = SavedView.objects.filter(workspace_id=actor.workspace_id, list_name=list_name)
    mine = rows.filter(Q(owner_id=_owner(actor)) | Q(owner_id=SHARED))
    return [_shape(row) for row in mine.order_by("owner_id", "name")]


def save(
    actor: Actor, view_id: int | None, *, list_name: str, name: str, state: dict[str, Any],
    is_shared: bool,
) -> View:  # fmt: skip
    """Make a view, or change one's own; sharing needs the right to change customers or segments."""
    name = " ".join(name.split())
    if not 0 < len(name) <= 80:
        raise Invalid("A view's name has 1 to 80 characters", code="view_name", where="name")
    if len(json.dumps(state)) > _MOST_BYTES:
        raise Invalid("This view is too large to be kept", code="view_too_large", where="state")
    if is_shared:
        _may_share(actor)
    owner = SHARED if is_shared else _owner(actor)
    try:
        with transaction.atomic():
            if view_id is None:
                row = SavedView(workspace_id=actor.workspace_id, list_name=list_name)
                _leave_room(actor.workspace_id, owner)
            else:
                row = _mine(actor, view_id)
            row.name, row.state, row.owner_id = name, state, owner
            row.save()
            audit(actor, "view.saved", target_kind="view", target_id=row.pk)
    except IntegrityError:
        raise Conflict(f"A view named {name!r} exists", code="name_taken", where="name") from None
    return _shape(row)


def remove(actor: Actor, view_id: int) -> None:
    """Forget a view."""
    with transaction.atomic():
        _mine(actor, view_id).delete()
        audit(actor, "view.removed", target_kind="view", target_id=view_id)


def _mine(actor: Actor, view_id: int) -> SavedView:
    row = SavedView.objects.filter(workspace_id=actor.workspace_id, pk=view_id).first()
    if row is None or row.owner_id not in (SHARED, _owner(actor)):
        raise NotFound("No such view")
    if row.owner_id == SHARED:
        _may_share(actor)
    return row


def _may_share(actor: Actor) -> None:
    if not (actor.can("segments.write") or actor.can("customers.write")):
        raise Forbidden("You may keep views for yourself only", code="view_not_shared")


def _leave_room(workspace_id: int, owner: int) -> None:
    if SavedView.objects.filter(workspace_id=workspace_id, owner_id=owner).count() >= _MOST_VIEWS:
        raise Invalid(f"At most {_MOST_VIEWS} views can be kept", code="too_many_views")


def _owner(actor: Actor) -> int:
    """Staff by their number; programs by theirs below zero, so that the two never meet."""
    return actor.id if actor.kind == "staff" else -actor.id


def _shape(row: SavedView) -> View:
    return View(row.pk, row.list_name, row.name, row.owner_id == SHARED, row.state)
