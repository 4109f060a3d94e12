"""Questions to the warehouse: named SQL, narrowed to the shops that may be seen."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from huike.base.access.facade import Scope
from huike.base.warehouse import facade as warehouse
from huike.library.commerce import facade as commerce
from huike.library.facts import facade as facts

# In the files: /*shops: column*/ narrows to allowed shops, /*visible: column*/ to people known in
# one, /*from name*/ puts another file in as a table, /*people table*/ a table of facts under the
# numbers of the people that records turned out to be, /*own*/category the category that counts.
_MARK = re.compile(r"/\*(?:(shops|visible): ([\w.]+)|(from|people) (\w+))\*/")
_STAGE = str(Path(__file__).parent)  # sql/ lies beside the stage's own files


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
    if "/*own*/" in raw:
        raw = commerce.own_categories(scope.workspace_id).fill(raw, "{workspace:UInt32}")
    bare = "\n".join(line for line in raw.splitlines() if not line.lstrip().startswith("--"))
    return _MARK.sub(lambda mark: _filled(mark, scope), bare)


def millis(moment: datetime) -> int:
    """A moment as the warehouse keeps it: whole milliseconds."""
    return round(moment.timestamp() * 1000)


def _filled(mark: re.Match[str], scope: Scope) -> str:
    what, column, how, name = mark.groups()
    if how == "from":
        return f"(\n{text(name, scope)}\n)"
    if how == "people":
        return facts.current(name, workspace="{workspace:UInt32}")
    if scope.shop_ids is None:
        return ""
    if not scope.shop_ids:
        return "AND false"
    if what == "shops":
        return f"AND {column} IN {{shops:Array(UInt32)}}"
    visible, _ = facts.visible_sql(scope)  # its parameters are those that `ask_text` gives
    return f"AND {column} IN ({visible})"
