"""Acts: own categories made, changed and removed; names given and taken back in bulk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, upsert
from huike.base.kernel.errors import Conflict, Forbidden, Invalid
from huike.base.kernel.exclusive import exclusive
from huike.base.outbox.facade import publish
from huike.events import CategoriesNamed
from huike.library.commerce import queries as shops
from huike.library.commerce.categories import reading, rules
from huike.library.commerce.categories.own import tree_of
from huike.library.commerce.categories.rules import Category, Naming
from huike.library.commerce.models import CategoryName, OwnCategory

MOST_AT_ONCE = 500
_MOST_LETTERS = 30_000  # of all names of one act: they travel with one question
_MOST_NAMES = 20_000
_COLUMNS = ("workspace_id", "shop_id", "written", "category_id", "changed_at", "changed_by")


def create(actor: Actor, *, name: str, parent_id: int | None = None) -> Category:
    """A new category of one's own."""
    _for_all_shops(actor)
    name = rules.checked_name(name)
    with _lock(actor):
        tree = tree_of(actor.workspace_id)
        tree.check_name(None, name)
        tree.check_place(None, parent_id)
        if len(tree.names) >= rules.MOST_CATEGORIES:
            raise Conflict("There are too many categories", code="category_many")
        row = OwnCategory.objects.create(
            workspace_id=actor.workspace_id,
            name=name,
            plain=rules.plain(name),
            parent_id=parent_id,
            created_at=clock.now(),
        )
        audit(actor, "category.created", target_kind="category", target_id=row.pk)
    return Category(row.pk, name, parent_id)


def change(actor: Actor, category_id: int, *, name: str, parent_id: int | None) -> Category:
    """Another name, or another place in the tree."""
    _for_all_shops(actor)
    name = rules.checked_name(name)
    with _lock(actor):
        tree = tree_of(actor.workspace_id)
        known = tree.one(category_id)
        tree.check_name(category_id, name)
        tree.check_place(category_id, parent_id)
        changed = replace(known, name=name, parent_id=parent_id)
        if changed == known:
            return known
        OwnCategory.objects.filter(workspace_id=actor.workspace_id, pk=category_id).update(
            name=name, plain=rules.plain(name), parent_id=parent_id
        )
        audit(actor, "category.changed", target_kind="category", target_id=category_id)
        publish(CategoriesNamed(workspace_id=actor.workspace_id))
    return changed


def delete(actor: Actor, category_id: int) -> None:
    """Remove one that nothing lies in and nothing is called by."""
    _for_all_shops(actor)
    with _lock(actor):
        tree = tree_of(actor.workspace_id)
        tree.one(category_id)
        names = CategoryName.objects.filter(workspace_id=actor.workspace_id)
        if tree.has_children(category_id) or names.filter(category_id=category_id).exists():
            raise Conflict(
                "Categories lie in it, or are assigned to it",
                code="category_in_use",
                mend="Move or unassign them first",
            )
        OwnCategory.objects.filter(workspace_id=actor.workspace_id, pk=category_id).delete()
        audit(actor, "category.deleted", target_kind="category", target_id=category_id)


def assign(actor: Actor, namings: Sequence[Naming]) -> list[Naming]:
    """Say which own categories these are; answers what was said before, which undoes it."""
    _for_all_shops(actor)
    namings = check(actor, namings)
    with _lock(actor):
        _check_categories(actor.workspace_id, namings)
        names = CategoryName.objects.filter(workspace_id=actor.workspace_id)
        known = {
            (row.shop_id, row.written): row.category_id
            for part in chunks([one.written for one in namings], 300)
            for row in names.filter(written__in=part)
        }
        changed = [
            one for one in namings if known.get((one.shop_id, one.written)) != one.category_id
        ]
        if not changed:
            return []
        if names.count() + len(changed) > _MOST_NAMES:
            raise Conflict("Too many categories are assigned", code="category_many")
        _write(actor, changed)
        fields = [f"{len(changed)}"]
        audit(actor, "categories.assigned", target_kind="category", fields=fields)
        publish(CategoriesNamed(workspace_id=actor.workspace_id))
    return [replace(one, category_id=known.get((one.shop_id, one.written))) for one in changed]


def check(actor: Actor, namings: Sequence[Naming]) -> list[Naming]:
    """Refuse what is too much, twice there, of no shop, of no category, or written nowhere."""
    letters = sum(len(one.written) for one in namings)
    if len(namings) > MOST_AT_ONCE or letters > _MOST_LETTERS:
        raise Invalid(
            f"At most {MOST_AT_ONCE} at once", code="category_namings_many", most=MOST_AT_ONCE
        )
    wanted = check_written(actor, namings)
    _check_categories(actor.workspace_id, wanted)
    return wanted


def check_written(actor: Actor, namings: Sequence[Naming]) -> list[Naming]:
    """Refuse what is twice there, of no shop, or written nowhere; however many, of any category."""
    wanted = [replace(one, written=one.written.strip()) for one in namings]
    seen: set[tuple[int, str]] = set()
    for at, one in enumerate(wanted):
        if (one.shop_id, one.written) in seen:
            raise _wrong(one, "category_twice", "It is assigned twice", at)
        seen.add((one.shop_id, one.written))
    for shop_id in {one.shop_id for one in wanted if one.shop_id}:
        shops.shop(shop_id, scope=actor.scope)
    named = [one.written for one in wanted if one.category_id is not None]
    known = reading.known(actor.workspace_id, named)
    anywhere = {written for _, written in known}
    for at, one in enumerate(wanted):
        is_there = (one.shop_id, one.written) in known if one.shop_id else one.written in anywhere
        if one.category_id is not None and not is_there:
            raise _wrong(one, "category_unknown", "No product and no order is in it", at)
    return wanted


def _check_categories(workspace_id: int, namings: Sequence[Naming]) -> None:
    tree = tree_of(workspace_id)
    for category_id in {one.category_id for one in namings if one.category_id is not None}:
        tree.one(category_id)


def _write(actor: Actor, changed: Sequence[Naming]) -> None:
    names = CategoryName.objects.filter(workspace_id=actor.workspace_id)
    for one in changed:
        if one.category_id is None:
            names.filter(shop_id=one.shop_id, written=one.written).delete()
    told = [
        (actor.workspace_id, one.shop_id, one.written, one.category_id, clock.now(), actor.label)
        for one in changed
        if one.category_id is not None
    ]
    if told:
        upsert(
            CategoryName,
            _COLUMNS,
            told,
            unique=("workspace_id", "shop_id", "written"),
            update=("category_id", "changed_at", "changed_by"),
        )


def _wrong(one: Naming, code: str, text: str, at: int) -> Invalid:
    return Invalid(
        f"{one.written!r}: {text}",
        code=code,
        where=f"namings[{at}].written",
        written=one.written,
        row=at + 1,
    )


@contextmanager
def _lock(actor: Actor) -> Iterator[None]:
    """One hand at the tree at a time: two moves together could make a circle."""
    with exclusive(f"categories.tree:{actor.workspace_id}"), transaction.atomic():
        yield


def _for_all_shops(actor: Actor) -> None:
    if actor.scope.shop_ids is not None:
        raise Forbidden("Categories hold for all shops", code="shop_scope")
