"""The RFM grid: customers by score of recency and frequency, as profile computed them."""

from typing import Any

from huike.base.access.facade import Scope, workspace
from huike.flow.measurement.queries.asking import ask_text, text
from huike.flow.measurement.rules.figures import Figure, RfmGrid, RfmGridCell
from huike.flow.measurement.rules.selections import RfmCell
from huike.flow.profile import facade as profile

_MARK = "/*traits*/"


def rfm_grid(scope: Scope) -> RfmGrid:
    """All cells that hold somebody."""
    sql, params = traits_text("rfm_grid", scope)
    rows = ask_text(sql, scope, params)
    cells = tuple(
        RfmGridCell(
            row["recency"],
            row["frequency"],
            Figure(
                "rfm_cell",
                "people",
                row["people"],
                RfmCell(recency=row["recency"], frequency=row["frequency"]),
            ),
            row["revenue"],
        )
        for row in rows
    )
    return RfmGrid(
        currency=workspace(scope.workspace_id).currency,
        cells=cells,
        people=sum(row["people"] for row in rows),
        value=sum(row["revenue"] for row in rows),
    )


def traits_text(name: str, scope: Scope) -> tuple[str, dict[str, Any]]:
    """The SQL of a file over the traits that this scope may see, with their parameters."""
    source, params = profile.source(scope)
    return text(name, scope).replace(_MARK, source), params
