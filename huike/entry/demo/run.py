"""The demo's story, step by step; each is recorded, so a second run goes on where it stopped."""

import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from huike.base.access import actions as access
from huike.base.access.facade import Actor
from huike.base.jobs.actions import owner_name, recover
from huike.base.jobs.runner import Watcher
from huike.base.kernel import clock
from huike.entry.demo import campaign, data, shop, shoppers, stage
from huike.entry.demo.dates import REPLAYED_DAYS, Move, from_json, move_to_now
from huike.entry.demo.record import Record

Said = dict[str, Any]
Step = Callable[[Watcher], Said]


class Demo:
    """One run of the demo in this home."""

    def __init__(
        self, record: Record, source: Path, show: Callable[[str, Step], tuple[Said, float]]
    ) -> None:
        self._source = source
        self._record = record
        self._show = show
        self._folder: Path = settings.HUIKE_HOME / "demo"
        self._move = self._kept_move()
        self._actor: Actor

    @property
    def move(self) -> Move:
        """How the data is moved in time."""
        return self._move

    @property
    def actor(self) -> Actor:
        """The demo's owner."""
        return self._actor

    def run(self) -> None:
        """Do what has not been done yet; the process's clock is back in the present after."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._stand_at(self._move.cut)
            recover(owner_name())
            self._actor = shop.open_workspace()
            access.set_notices(self._actor.workspace_id, shop.notices(self._move))
            if not self._record.is_done("replay"):
                self._build()
        finally:
            clock.live_at(None)

    def _build(self) -> None:
        self._step("products", lambda watch: shop.import_products(self._actor, self._source, watch))
        self._step(
            "customers",
            lambda watch: shop.import_customers(self._actor, self._source, self._folder, watch),
        )
        self._step(
            "orders",
            lambda watch: shop.import_history(
                self._actor, self._source, self._move, self._folder, watch
            ),
        )
        self._step(
            "campaigns",
            lambda _: shop.import_campaigns(self._actor, self._source, self._move, is_replay=False),
        )
        self._step("consents", self._consents)
        self._step("traits", self._settle)
        self._step("segments", lambda _: campaign.make_segments(self._actor))
        with ExitStack() as open_things:
            open_things.enter_context(stage.sink())
            self._step("broadcast", self._broadcast)
            self._step("replay", self._replay)

    def _consents(self, watch: Watcher) -> Said:
        stage.run_jobs(lanes=("quick",))  # until the warehouse knows whose address is known
        return dict(shop.record_consents(self._actor, self._move))

    def _settle(self, watch: Watcher) -> Said:
        stage.run_jobs()
        return {}

    def _broadcast(self, watch: Watcher) -> Said:
        campaign.set_sender(self._actor)
        row = campaign.send(self._actor, watch)
        self._record.keep(broadcast_id=row.pk)
        return {"treated": row.treated, "holdout": row.held_out, "sent": row.sent}

    def _replay(self, watch: Watcher) -> Said:
        """Six weeks of orders arrive, a day at a time, while demo shoppers read their mail."""
        data.write_days(self._source, self._move, self._folder)
        visits = shoppers.plan(self._actor.workspace_id)
        begun = int(self._record.facts.get("days", 0))
        with stage.readers() as client:
            for number in range(begun, REPLAYED_DAYS):
                start, end = self._move.day(number)
                self._stand_at(start + timedelta(hours=20))
                shoppers.go(client, [visit for visit in visits if visit.day == number])
                self._stand_at(end)
                shop.import_day(self._actor, self._folder, number, _silent)
                # Facts land every day; what is computed from all of them, once a week, when
                # everything that landed has been told: else it would be computed twice.
                stage.run_jobs(lanes=("quick",))
                if number % 7 == 6:
                    stage.run_jobs()
                self._record.keep(days=number + 1, now=clock.now().isoformat())
                watch(number + 1, REPLAYED_DAYS, end.date().isoformat())
        shop.import_campaigns(self._actor, self._source, self._move, is_replay=True)
        clock.live_at(None)
        stage.run_jobs(lanes=("quick",))
        stage.run_jobs()
        shutil.rmtree(self._folder)  # the imports keep their own copies
        return {"days": REPLAYED_DAYS, "readers": len(visits)}

    def _step(self, name: str, act: Step) -> None:
        if self._record.is_done(name):
            return
        said, seconds = self._show(name, act)
        self._record.keep(now=clock.now().isoformat())
        self._record.finish(name, seconds, said)

    def _stand_at(self, moment: datetime) -> None:
        """Move the clock there, but never back before what an earlier run has seen."""
        seen = self._record.facts.get("now")
        latest = max(moment, datetime.fromisoformat(seen)) if seen else moment
        clock.live_at(min(latest, real_now()))

    def _kept_move(self) -> Move:
        kept = self._record.facts.get("move")
        if kept:
            return from_json(kept)
        move = move_to_now(data.last_order(self._source), real_now())
        self._record.keep(move=move.as_json())
        return move


def real_now() -> datetime:
    """The present, whatever the process's clock says."""
    return datetime.fromtimestamp(time.time()).astimezone()


def _silent(done: int, total: int, note: str) -> None:
    """A watcher that watches nothing."""
