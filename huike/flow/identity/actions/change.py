"""Take over what is newly said of known customers."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from huike.base.kernel.bulk import chunks, insert_new, upsert
from huike.flow.identity import groups, names, sealing
from huike.flow.identity.actions import merging
from huike.flow.identity.models import Customer, NamePiece
from huike.flow.identity.rules.keys import Key, packed, unpacked
from huike.flow.identity.rules.person import Person, with_shop

_CHANGING = ["version", "sealed", "name_hash", "keys", "shops", "attributes"]
_PART = 5_000


class Change(Protocol):
    """What becomes of a known customer: `Said`, or something taken back."""

    @property
    def shops(self) -> str:
        """Shops that come to the known ones."""
        ...

    @property
    def keys(self) -> Sequence[Key]:
        """Identifiers that come to the known ones."""
        ...

    def tell(self, known: Person, attributes: dict[str, str]) -> bool:
        """Change what is sealed and the open attributes; whether what is sealed changed."""
        ...


def apply(workspace_id: int, words: Mapping[int, Change]) -> list[int]:
    """Change these customers inside the caller's transaction; answer of whom others see it."""
    rows = (
        Customer.objects.select_for_update(no_key=True)
        .filter(workspace_id=workspace_id, id__in=list(words), wrapped_key__isnull=False)
        .order_by("id")
    )
    changed: list[Customer] = []
    seen: list[int] = []
    gained: list[int] = []
    lost: list[int] = []
    for row in rows:
        version = row.version
        before, after = _apply_to(workspace_id, row, words[row.pk])
        if before is None:
            continue
        changed.append(row)
        if row.version > version:
            seen.append(row.pk)
        if before != after:
            old = set(names.rows(workspace_id, before, row.pk))
            new = set(names.rows(workspace_id, after, row.pk))
            gained += new - old
            lost += old - new
    _write(changed)
    insert_new(NamePiece, ["id", "workspace"], [(one, workspace_id) for one in sorted(gained)])
    forget_pieces(workspace_id, lost)
    # Whoever keeps the person elsewhere keeps them under the number that they are shown under.
    whole = sorted(set(groups.survivors(workspace_id, seen).values()).difference(seen))
    merging.rise(workspace_id, whole)
    return seen + whole


def forget_pieces(workspace_id: int, rows: Sequence[int]) -> None:
    """Delete these pieces of names."""
    for part in chunks(rows, _PART):
        NamePiece.objects.filter(workspace_id=workspace_id, id__in=part).delete()


def _apply_to(workspace_id: int, row: Customer, one: Change) -> tuple[str | None, str]:
    """Change the row in memory; the name before (None = nothing changed) and after."""
    person = sealing.unseal(bytes(row.wrapped_key or b""), bytes(row.sealed or b""))
    before, notes = person.name, person.notes.copy()
    attributes = dict(row.attributes)
    is_changed = one.tell(person, attributes)
    if is_changed or notes != person.notes:
        row.sealed = sealing.seal_again(bytes(row.wrapped_key or b""), person)
        row.name_hash = names.name_hash(workspace_id, person.name)
        row.keys = packed(dict.fromkeys([*unpacked(bytes(row.keys)), *one.keys]))
    shops = row.shops
    for shop in one.shops.split(","):
        shops = with_shop(shops, int(shop or 0))
    is_seen = is_changed or shops != row.shops or attributes != row.attributes
    if not is_seen and notes == person.notes:
        return None, ""
    row.shops, row.attributes = shops, attributes
    row.version += int(is_seen)
    return before, person.name


def _write(rows: Sequence[Customer]) -> None:
    columns = [*_CHANGING, "id", "workspace", "created_at"]
    fields = [*_CHANGING, "id", "workspace_id", "created_at"]
    values = [[getattr(row, name) for name in fields] for row in rows]
    upsert(Customer, columns, values, unique=["id"], update=_CHANGING)
