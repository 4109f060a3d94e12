"""What a file looks like before it is read: columns, some rows (masked), how it would be mapped."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from huike.flow.ingest import queries
from huike.flow.ingest.models import Import
from huike.flow.ingest.rules import layouts, mask
from huike.flow.ingest.rules.fields import FIELDS, Kind
from huike.flow.ingest.rules.plan import LayoutName, Plan
from huike.flow.ingest.steps.run import table_of

_ROWS = 20


@dataclass(frozen=True)
class Preview:
    """The first screen of an import."""

    format: str
    encoding: str
    delimiter: str
    compression: str
    sheets: tuple[str, ...]
    columns: tuple[str, ...]
    sample: list[dict[str, Any]]  # row number and masked cells
    layout: LayoutName
    plan: Plan
    is_saved: bool  # the plan is the one used last time for such columns
    fields: list[dict[str, Any]]


def preview(row: Import, *, kind: Kind | None = None, layout: LayoutName | None = None) -> Preview:
    """The preview of an uploaded file, also as another kind or by another layout."""
    kind = kind or row.kind  # type: ignore[assignment]
    assert kind is not None
    with table_of(row) as reader:
        saved = queries.saved_plan(row.workspace_id, kind, reader.columns)
        detected = layouts.detect(kind, reader.columns)
        if saved and layout in (None, saved.layout):
            plan = layouts.again(saved, reader.columns, row.file_name)
        else:
            plan = layouts.proposed(layout or detected, kind, reader.columns, row.file_name)
        first = next(reader.batches(_ROWS), None)
        sample = []
        if first is not None:
            numbered = zip(first.rows.tolist(), first.table.iter_rows(named=True), strict=True)
            sample = [
                {"row": number, "cells": mask.row(cells, plan)}
                for number, cells in islice(numbered, _ROWS)
            ]
        return Preview(
            format=reader.format,
            encoding=reader.encoding,
            delimiter=reader.delimiter,
            compression=reader.compression,
            sheets=reader.sheets,
            columns=reader.columns,
            sample=sample,
            layout=detected,
            plan=plan,
            is_saved=bool(saved and plan.columns == saved.columns),
            fields=[
                {"name": f.name, "type": f.type, "is_required": f.is_required, "adds_up": f.adds_up}
                for f in FIELDS[kind]
            ],
        )
