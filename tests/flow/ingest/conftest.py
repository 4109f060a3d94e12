"""Importing in tests: real files, the real engine, real identities."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from huike.base.access.rules import Actor
from huike.flow.ingest import actions, commands
from huike.flow.ingest.models import Import
from huike.library.commerce import facade as commerce

Bring = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _blobs(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.BLOB_URL = str(tmp_path / "blobs")
    return None


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data that is not part of the repository."""
    default = Path(__file__).parents[4] / "shared" / "data"
    folder = Path(os.environ.get("HUIKE_SHARED_DATA", default))
    if not (folder / "uci_online_retail").exists():
        pytest.skip(f"the real data is not at {folder}; set HUIKE_SHARED_DATA to its folder")
    return folder


@pytest.fixture
def bring(owner: Actor, warehouse_tables: None) -> Bring:
    """Import a text (or bytes) to the end; answers the counts."""

    def bring(data: str | bytes, kind: str = "orders", **more: Any) -> dict[str, Any]:
        row = upload(owner, data, kind, **more)
        return commands.finish(owner, row)

    return bring


def upload(
    owner: Actor, data: str | bytes, kind: str = "orders", *, shop: str = "A", **more: Any
) -> Import:
    """A draft of an import."""
    plan = more.pop("options", None)
    content = data.encode() if isinstance(data, str) else data
    place = commerce.ensure_shop(owner, shop)
    asked = actions.Upload(file_name="orders.csv", kind=kind, shop_id=place.id, **more)
    row = actions.create_import(owner, io.BytesIO(content), asked)
    if plan:
        row.plan["options"].update(plan)
        row.save()
    return row
