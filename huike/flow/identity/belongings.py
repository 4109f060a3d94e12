"""Files that belong to a person: sealed under the person's key, so that they go with them."""

from huike.base.kernel import crypto
from huike.base.kernel.errors import NotFound
from huike.flow.identity import queries

_FILE = "identity.file.sealed"


def seal_file(workspace_id: int, record_id: int, data: bytes) -> bytes:
    """A file of a customer as it may be kept."""
    return crypto.seal_bytes(_key(workspace_id, record_id), data, _FILE)


def open_file(workspace_id: int, record_id: int, sealed: bytes) -> bytes:
    """The file again; of somebody erased there is none."""
    return crypto.unseal_bytes(_key(workspace_id, record_id), sealed, _FILE)


def with_keys(workspace_id: int, record_ids: list[int]) -> set[int]:
    """Those of these records that were not erased."""
    return set(queries.keys_of(workspace_id, record_ids))


def _key(workspace_id: int, record_id: int) -> bytes:
    wrapped = queries.keys_of(workspace_id, [record_id]).get(record_id)
    if wrapped is None:
        raise NotFound("No such customer")
    return crypto.unwrap_key(wrapped)
