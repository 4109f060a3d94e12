"""`huike quarantine`: rows that could not be read, mended and read again."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from huike.base.access.facade import Actor, system_actor, workspace_by_name
from huike.entry.commands.progress import bar
from huike.flow.ingest import facade as ingest

_HOW = click.Choice(["set", "replace", "date", "number"])


def _actor(workspace: str) -> Actor:
    return system_actor(workspace_by_name(workspace).id, "command line")


@click.group("quarantine")
def quarantine_group() -> None:
    """Rows that could not be read: what waits, mended all at once, taken out."""


@quarantine_group.command("list")
@click.option("--workspace", required=True)
@click.option("--file", "name", default="", help="A part of the file's name")
@click.option("--kind", default="")
@click.option("--shop", "shop_id", type=int, help="The shop's number")
@click.option("--reason", default="")
@click.option("--column", default="")
@click.option("--since", type=click.DateTime(), help="Imported from then on (UTC)")
@click.option("--until", type=click.DateTime(), help="Imported before (UTC)")
@click.option("--json", "as_json", is_flag=True)
def list_rows(
    workspace: str,
    name: str,
    kind: str,
    shop_id: int | None,
    reason: str,
    column: str,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """What waits, counted by file, reason and column (the newest 200 such groups)."""
    scope = _actor(workspace).scope
    wanted = ingest.WantedRows(
        q=name,
        kind=kind,
        shop_id=shop_id,
        reason=reason,
        column=column,
        since=since and since.replace(tzinfo=UTC),
        until=until and until.replace(tzinfo=UTC),
    )
    page = ingest.quarantine(scope, wanted, limit=200)
    if as_json:
        reasons = ingest.quarantine_reasons(scope, wanted)
        items = [asdict(one) for one in page.items]
        told = {"rows": page.total, "reasons": reasons, "items": items}
        click.echo(json.dumps(told, ensure_ascii=False, default=datetime.isoformat))
        return
    for one in page.items:
        where = f"{one.import_id}\t{one.file_name}\t{one.kind}"
        click.echo(f"{where}\t{one.reason}\t{one.column}\t{one.count}")
    click.echo(f"{page.total} rows")


@quarantine_group.command("mend")
@click.argument("import_id", type=int)
@click.argument("how", type=_HOW)
@click.option("--workspace", required=True)
@click.option("--in", "target", required=True, help="The column whose cells are written anew")
@click.option("--find", default="", help="replace: the text that is replaced")
@click.option("--value", help="The new text; date: a pattern; number: the decimal sign")
@click.option("--reason", default="", help="Only rows that wait for this reason")
@click.option("--column", default="", help="Only rows whose first fault is in this column")
@click.option("--run", "is_run", is_flag=True, help="Mend and read again; without it, only count")
def mend(
    import_id: int,
    how: str,
    workspace: str,
    target: str,
    find: str,
    value: str | None,
    reason: str,
    column: str,
    is_run: bool,
) -> None:
    """Write over a column of all rows that the filter names, and read them again.

    HOW: `set` writes --value; `replace` writes it for --find; `date` reads cells by a pattern as
    DD/MM/YYYY HH:mm; `number` takes signs of currency and of thousands away.
    """
    actor = _actor(workspace)
    change = ingest.BulkChange.model_validate(
        {"column": target, "how": how, "find": find, "value": value}
    )
    if not is_run:
        found = asdict(ingest.preview_mend(actor, import_id, change, reason=reason, column=column))
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    with bar("quarantine") as watcher:
        done, source = ingest.mend_rows(
            actor, import_id, change, reason=reason, column=column, watcher=watcher
        )
    told = {
        "matched": done.matched,
        "changed": done.changed,
        "accepted": source.accepted,
        "quarantined": source.quarantined,
    }
    click.echo(json.dumps(told))


@quarantine_group.command("export")
@click.argument("import_id", type=int)
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--workspace", required=True)
@click.option("--reason", default="")
@click.option("--column", default="")
def export(import_id: int, out: Path, workspace: str, reason: str, column: str) -> None:
    """Write the rows that wait, with place and reason, into OUT (.csv or .xlsx), unmasked."""
    ending = out.suffix.lstrip(".").lower()
    if ending not in ("csv", "xlsx"):
        raise click.BadParameter("end it with .csv or .xlsx", param_hint="OUT")
    with out.open("wb") as target:
        count = ingest.export_quarantine(
            _actor(workspace),
            import_id,
            target,
            format="xlsx" if ending == "xlsx" else "csv",
            reason=reason,
            column=column,
        )
    click.echo(f"{count} rows\t{out}")


COMMANDS = [quarantine_group]
