"""Jobs: all orders judged again, when a rule has changed and every night."""

from django.db import transaction

from huike.base.access.facade import Scope, all_workspaces
from huike.base.jobs.facade import Cancelled, Context, Done, Outcome, job, schedule
from huike.base.kernel.exclusive import exclusive
from huike.base.outbox.facade import publish
from huike.base.warehouse import facade as warehouse
from huike.events import OrdersLanded, in_batches
from huike.flow.ingest.leaving import actions, judging, reading
from huike.library.commerce import facade as commerce


@job("ingest.judge_orders", max_attempts=10, lane="long")
def judge_orders(ctx: Context) -> Outcome:
    """Mark and unmark what the rules and persons' words say by now; done twice it writes nothing.

    Whose orders changed is told after each shop, also when it is begun again after a crash: they
    are known by what was written since the job was asked for.
    """
    workspace = {"workspace": ctx.workspace_id}
    found = warehouse.select(warehouse.load(__file__, "years"), workspace, lane="long")
    done = 0
    for shop in commerce.shops(scope=Scope(ctx.workspace_id)):
        years = [int(year) for shop_id, year in found if shop_id == shop.id]
        try:
            for year in years:
                ctx.progress(done, len(found), "judging")
                _judge(ctx.workspace_id, shop.id, year)
                done += 1
        except Cancelled:
            _tell(ctx, shop.id)
            raise
        _tell(ctx, shop.id)
    counted = reading.left_out(Scope(ctx.workspace_id))
    return Done({one.mark: one.orders for one in counted})


@schedule("ingest.judge_orders_nightly", every="1d@16:50")  # before the traits are computed
@job("ingest.judge_orders_nightly", max_attempts=3)
def judge_nightly(ctx: Context) -> Outcome:
    """Who is known by what, and how people are called, changes: rules are asked again."""
    asked = [one.id for one in all_workspaces() if judging.is_anything_set(one.id)]
    for workspace_id in asked:
        with transaction.atomic():
            actions.ask(workspace_id, "")
    return Done({"workspaces": len(asked)})


def _judge(workspace_id: int, shop_id: int, year: int) -> None:
    with exclusive(f"orders:{workspace_id}:{shop_id}"):
        narrowed = "toYear(ordered_at) = {year:UInt16}"
        judging.apply(workspace_id, shop_id, narrowed, {"year": year})


def _tell(ctx: Context, shop_id: int) -> None:
    since = int(ctx.row.created_at.timestamp() * 1000)
    ids = judging.touched(ctx.workspace_id, shop_id, since)
    with transaction.atomic():
        for part in in_batches(ids):
            publish(OrdersLanded(workspace_id=ctx.workspace_id, batch_id=0, customer_ids=part))
