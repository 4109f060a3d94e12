"""The warehouse's copy of the names follows the database."""

import pyarrow as pa
from django.db import transaction

from huike.base.access.facade import all_workspaces
from huike.base.jobs.facade import Context, Done, Outcome, job, schedule
from huike.base.kernel import clock
from huike.base.kernel.exclusive import exclusive
from huike.base.outbox.facade import publish
from huike.base.warehouse import facade as warehouse
from huike.events import CategoriesLanded, CategoriesNamed
from huike.library.commerce.models import CategoryName
from huike.library.facts import facade as facts

_STANDING = (
    "SELECT shop_id, written, own, version FROM category_names FINAL"
    " WHERE workspace_id = {workspace:UInt32}"
)
_NEWEST = "SELECT max(version) FROM category_names WHERE workspace_id = {workspace:UInt32}"


def named(event: CategoriesNamed) -> None:
    """What counts is read by the new names from here on; whoever keeps figures of it is told."""
    follow(event.workspace_id)
    with transaction.atomic():
        publish(CategoriesLanded(workspace_id=event.workspace_id))


def follow(workspace_id: int) -> int:
    """Write what differs; done twice it writes nothing. Answers how many names differed."""
    with exclusive(f"categories:{workspace_id}"):
        names = CategoryName.objects.filter(workspace_id=workspace_id)
        wanted = {
            (shop, written): own
            for shop, written, own in names.values_list("shop_id", "written", "category__name")
        }
        place = {"workspace": workspace_id}
        rows = warehouse.select(_STANDING, place, lane="long")
        there = {(int(shop), written): own for shop, written, own, _ in rows}
        changed = {key: own for key, own in wanted.items() if there.get(key) != own}
        gone = [key for key in there if key not in wanted]
        if not changed and not gone:
            return 0
        newest = int(warehouse.scalar(_NEWEST, place, lane="long") or 0)
        version = max(newest + 1, round(clock.now().timestamp() * 1000))
        told = [(*key, own, 0) for key, own in changed.items()] + [(*key, "", 1) for key in gone]
        table = pa.Table.from_pylist(
            [
                {
                    "workspace_id": workspace_id,
                    "shop_id": shop,
                    "written": written,
                    "own": own,
                    "version": version,
                    "is_deleted": is_gone,
                }
                for shop, written, own, is_gone in told
            ],
            schema=facts.schema_of("category_names"),
        )
        facts.land("category_names", table, token=f"categories:{workspace_id}:{version}")
        return len(told)


@schedule("commerce.categories_nightly", every="1d@16:40")  # before the traits are computed
@job("commerce.categories_nightly")
def nightly(ctx: Context) -> Outcome:
    """See that the copies are whole."""
    return Done({"names": sum(follow(one.id) for one in all_workspaces())})
