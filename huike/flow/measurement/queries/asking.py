"""Questions to the warehouse: named SQL, narrowed to the shops that may be seen."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from huike.base.access.facade import Scope
from huike.base.warehouse import facade as warehouse

# In the files: /*shops: column*/ narrows to allowed shops, /*visible: column*/ to people with an
# order in one or registered there, /*from name*/ puts another file in as a table.
_MARK = re.compile(r"/\*(?:(shops|visible): ([\w.]+)|from (\w+))\*/")
_STAGE = str(Path(__file__).parent)  # sql/ lies beside the stage's own files
_VISIBLE = """AND {column} IN (
    SELECT customer_id FROM customers FINAL
    WHERE workspace_id = {{workspace:UInt32}} AND hasAny(shop_ids, {{shops:Array(UInt32)}})
    UNION DISTINCT
    SELECT customer_id FROM orders FINAL
    WHERE workspace_id = {{workspace:UInt32}} AND shop_id IN {{shops:Array(UInt32)}}
)"""


def ask(
    name: str, scope: Scope, params: Mapping[str, Any], *, seconds: float = 30.0
) -> list[dict[str, Any]]:
    """The rows of the question of this name, in this scope."""
    return ask_text(text(name, scope), scope, params, seconds=seconds)


def ask_text(
    sql: str, scope: Scope, params: Mapping[str, Any], *, seconds: float = 30.0
) -> list[dict[str, Any]]:
    """The rows of a question put together from files."""
    known = {"workspace": scope.workspace_id, "shops": list(scope.shop_ids or ()), **params}
    bound = {name: value for name, value in known.items() if f"{{{name}:" in sql}
    return warehouse.select_dicts(sql, bound, lane="long", seconds=seconds)


def text(name: str, scope: Scope) -> str:
    """The SQL of a file with its marks filled in."""
    raw = warehouse.load(_STAGE, name)
    bare = "\n".join(line for line in raw.splitlines() if not line.lstrip().startswith("--"))
    return _MARK.sub(lambda mark: _filled(mark, scope), bare)


def millis(moment: datetime) -> int:
    """A moment as the warehouse keeps it: whole milliseconds."""
    return round(moment.timestamp() * 1000)


def _filled(mark: re.Match[str], scope: Scope) -> str:
    what, column, file = mark.groups()
    if file:
        return f"(\n{text(file, scope)}\n)"
    if scope.shop_ids is None:
        return ""
    if not scope.shop_ids:
        return "AND false"
    if what == "shops":
        return f"AND {column} IN {{shops:Array(UInt32)}}"
    return _VISIBLE.format(column=column)
