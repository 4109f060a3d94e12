"""What the places are called that told of somebody: files, sources, connections."""

import re
from collections import defaultdict
from collections.abc import Iterable

from huike.flow.ingest.collect.models import Source
from huike.flow.ingest.connect.models import Connection
from huike.flow.ingest.models import Import

_MARK = re.compile(r"(import|source|connection):(\d{1,18})")


def names_of(workspace_id: int, marks: Iterable[str]) -> dict[str, str]:
    """The names of the places behind marks as `import:12`; of what is gone there is none."""
    files = Import.objects.filter(workspace_id=workspace_id)
    sources = Source.objects.filter(workspace_id=workspace_id)
    connections = Connection.objects.filter(workspace_id=workspace_id)
    columns = {
        "import": files.values_list("id", "file_name"),
        "source": sources.values_list("id", "name"),
        "connection": connections.values_list("id", "name"),
    }
    asked: dict[str, set[int]] = defaultdict(set)
    for mark in marks:
        if parts := _MARK.fullmatch(mark):
            asked[parts[1]].add(int(parts[2]))
    names: dict[str, str] = {}
    for kind, numbers in asked.items():
        found = columns[kind].filter(id__in=numbers)
        names |= {f"{kind}:{number}": name for number, name in found}
    return names
