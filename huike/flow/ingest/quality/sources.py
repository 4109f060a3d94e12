"""Every source of facts under one name: files of a shop, senders of events, connections."""

from dataclasses import dataclass
from typing import Literal, get_args

from huike.base.access.facade import Scope
from huike.base.kernel.errors import NotFound
from huike.flow.ingest.collect.sources import sources as senders
from huike.flow.ingest.connect import queries, registry
from huike.flow.ingest.quality.models import QualityCount
from huike.library.commerce import facade as commerce

Kind = Literal[
    "events", "connection", "file_orders", "file_customers", "file_products", "file_reviews",
    "file_service_contacts", "file_store_visits",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
Key = tuple[str, int]


@dataclass(frozen=True)
class SourceOfFacts:
    """Something that facts come from."""

    kind: Kind
    id: int
    name: str
    shop_id: int
    is_paused: bool

    @property
    def key(self) -> Key:
        """What counts, rules and alerts know it by."""
        return self.kind, self.id


def known(scope: Scope) -> list[SourceOfFacts]:
    """The sources of the shops that the scope allows; of files, those that came."""
    found = [
        SourceOfFacts("events", one.id, one.name, one.shop_id, one.is_paused)
        for one in senders(scope)
    ]
    found += [
        SourceOfFacts("connection", one.id, one.name, one.shop_id, one.state == "paused")
        for one in queries.listed(scope)
        if not registry.kind(one.kind).open_files  # what it takes counts as files of its shop
    ]
    rows = QualityCount.objects.filter(workspace_id=scope.workspace_id, kind__startswith="file_")
    came = set(rows.values_list("kind", "source").distinct())
    for shop in commerce.shops(scope=scope):
        found += [
            SourceOfFacts(kind, shop.id, shop.name, shop.id, False)
            for kind in KINDS
            if (kind, shop.id) in came
        ]
    return found


def one(scope: Scope, kind: str, number: int) -> SourceOfFacts:
    """One source; another workspace's, or one of another shop, does not exist."""
    found = next((each for each in known(scope) if each.key == (kind, number)), None)
    if found is None:
        raise NotFound("No such source", code="source_gone")
    return found
