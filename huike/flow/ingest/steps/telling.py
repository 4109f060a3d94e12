"""What a file says of who may be reached and who is on which list goes on to those who keep it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from huike.base.kernel.errors import Invalid
from huike.base.outbox.facade import Event
from huike.events import ContactsTold, ListTold, in_batches
from huike.flow.ingest import people
from huike.flow.ingest.rules import moving
from huike.flow.ingest.rules.contacts import ANSWERS, CHANNELS
from huike.flow.ingest.steps import findings
from huike.flow.ingest.steps.run import Run

_TOGETHER = 2_000  # people in one piece of news: their addresses and times travel with them
MOST_LISTS = 200
_ADDRESS = {"email": "email", "sms": "phone"}
# Refusals go first: at no moment does somebody seem to agree who has refused.
_ORDER = ("out", "complained", "bounced", "blocked", "in")


def events_of(run: Run, facts: pl.DataFrame) -> Iterator[Event]:
    """What these rows say, to be published in the transaction that records them.

    Made before it: addresses are hashed one by one, and nobody should wait for that.
    """
    for channel in CHANNELS:
        for answer in _ORDER:
            if answer != "in" or run.plan.options.is_consent_kept:
                yield from _answers(run, saying(facts, channel, answer), channel, answer)
    for name, ids in _lists(run, facts).items():
        for part in in_batches(ids):
            yield ListTold(
                workspace_id=run.row.workspace_id,
                import_id=run.row.pk,
                name=name,
                customer_ids=part,
            )


def saying(facts: pl.DataFrame, channel: str, answer: str) -> pl.DataFrame:
    """The rows that say this of their people."""
    column = f"said_{channel}"
    if column not in facts.columns:
        return facts.clear()
    return facts.filter(pl.col(column).str.split(",").list.contains(answer))


def told(run: Run, facts: pl.DataFrame) -> dict[str, Any]:
    """How many rows say what: of each channel, and of each list."""
    counts: dict[str, Any] = {}
    for channel in CHANNELS:
        said = {answer: saying(facts, channel, answer).height for answer in ANSWERS}
        counts[channel] = {answer: count for answer, count in said.items() if count}
    lists = Counter(dict(_named(facts).iter_rows()))
    if run.plan.options.list_name.strip():
        lists[run.plan.options.list_name.strip()] += facts.height
    return {**counts, "lists": dict(lists)}


def added(before: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Two counts as one."""
    names = dict.fromkeys([*before, *more])
    return {
        name: added(before.get(name, {}), more.get(name, {}))
        if isinstance(before.get(name, more.get(name)), Mapping)
        else before.get(name, 0) + more.get(name, 0)
        for name in names
    }


def counted(run: Run, facts: pl.DataFrame) -> dict[str, bytes]:
    """How many rows said what, to be kept with the import; it begins anew with the file."""
    is_first = run.row.run == 1 and run.row.batches == 0
    found = findings.kept(run.row) or {}
    counts = added({} if is_first else found.get("contacts", {}), told(run, facts))
    _check_lists(counts)
    return {"sealed_trial": findings.sealed(run.key, found | {"contacts": counts})}


def _check_lists(counts: Mapping[str, Any]) -> None:
    """A column of cities is no column of lists: stop before hundreds are made."""
    if len(counts.get("lists", {})) > MOST_LISTS:
        raise Invalid(
            f"The file names more than {MOST_LISTS} lists",
            code="import_too_many_lists",
            where="lists",
            mend="Map the column to an attribute instead",
            most=MOST_LISTS,
        )


def _answers(run: Run, rows: pl.DataFrame, channel: str, answer: str) -> Iterator[Event]:
    moment = "in_at" if answer == "in" else "out_at"
    for part in rows.iter_slices(_TOGETHER):
        hashes = people.hashes(
            run.row.workspace_id, channel, [one or "" for one in part[_ADDRESS[channel]]]
        )
        yield ContactsTold(
            workspace_id=run.row.workspace_id,
            import_id=run.row.pk,
            channel=channel,
            answer=answer,
            source=f"{moving.LABELS.get(run.plan.layout, 'import')}, {run.row.pk}",
            wording=run.plan.options.wording if answer == "in" else "",
            customer_ids=tuple(part["customer_id"].to_list()),
            addresses=tuple(one.hex() if one else "" for one in hashes),
            said_at=tuple(part[moment].dt.epoch("ms").fill_null(0).to_list()),
        )


def _lists(run: Run, facts: pl.DataFrame) -> dict[str, list[int]]:
    """Who is on which list, by number."""
    known = facts.filter(pl.col("customer_id") > 0)
    found = {name: _ids(rows) for (name,), rows in _grouped(known)}
    everybody = run.plan.options.list_name.strip()
    if everybody and known.height:
        found[everybody] = sorted({*found.get(everybody, []), *_ids(known)})
    return found


def _grouped(facts: pl.DataFrame) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    if "lists" not in facts.columns:
        return iter(())
    rows = facts.select("customer_id", "lists").explode("lists").drop_nulls("lists")
    return iter(rows.group_by("lists", maintain_order=True))  # type: ignore[arg-type]


def _named(facts: pl.DataFrame) -> pl.DataFrame:
    if "lists" not in facts.columns:
        return pl.DataFrame(schema={"lists": pl.String, "count": pl.UInt32})
    return facts["lists"].explode().drop_nulls().value_counts()


def _ids(rows: pl.DataFrame) -> list[int]:
    ids: list[int] = rows["customer_id"].unique().sort().to_list()
    return ids
