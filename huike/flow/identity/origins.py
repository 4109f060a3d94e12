"""Who told of each value of a customer, and when; what sources say below staff's word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from huike.base.kernel.errors import NotFound
from huike.flow.identity import groups, queries
from huike.flow.identity.rules import mask
from huike.flow.identity.rules.kinds import BY_CODE
from huike.flow.identity.rules.person import of_identifier, together
from huike.flow.identity.rules.values import NAME, PRIVATE, Notes, Saying

ATTRIBUTE, PRIVATE_ATTRIBUTE = "attribute", "private"


@dataclass(frozen=True)
class Below:
    """What sources say of a value that staff set; an empty value = nobody says anything."""

    value: str
    source: str
    heard_at: datetime | None


@dataclass(frozen=True)
class Value:
    """A value of a customer, masked, with where it came from.

    `field` is name, a kind of identifier, `private` or `attribute`; the latter two have a `key`.
    """

    field: str
    key: str
    value: str
    source: str  # "import:12", "source:3", "connection:4", or who of staff; "" = not known
    heard_at: datetime | None  # None = before it was kept
    said_at: datetime | None  # when it was true, where whoever said so gave a time
    below: Below | None = None  # there is one where staff set the value


def of_customer(workspace_id: int, customer_id: int) -> list[Value]:
    """Everything that is known of a customer, of all their records."""
    records = groups.records(workspace_id, [customer_id]).get(customer_id, [customer_id])
    opened = queries.records(workspace_id, records)
    if customer_id not in opened:
        raise NotFound("No such customer")
    known = [opened[one] for one in records if one in opened]
    whole = together(known)
    found: list[Value] = []
    if whole.name or NAME in whole.notes.under:
        found.append(_value("name", "", whole.name, whole.notes, NAME, mask.name))
    seen = set()
    for person in known:
        for one in person.identifiers:
            if one[:3] in seen:
                continue
            seen.add(one[:3])
            kind = BY_CODE[one[0]].name
            source, heard = person.notes.told_by(of_identifier(one))
            hidden = mask.BY_KIND[kind](one[2])
            found.append(Value(kind, "", hidden, source or one[3], _moment(heard), None))
    own = queries.attributes(workspace_id, records)
    values, notes = queries.together(
        [(own[one], opened[one].notes) for one in records if one in opened]
    )
    return [*found, *_listed(PRIVATE_ATTRIBUTE, whole.private, whole.notes, PRIVATE, mask.text),
            *_listed(ATTRIBUTE, values, notes, "", str)]  # fmt: skip


def _listed(
    field: str, values: dict[str, str], notes: Notes, mark: str, hide: Callable[[str], str]
) -> Iterator[Value]:
    for name in sorted(values):
        yield _value(field, name, values[name], notes, mark + name, hide)


def _value(
    field: str, key: str, value: str, notes: Notes, mark: str, hide: Callable[[str], str]
) -> Value:
    one, below = notes.saying(mark, value), notes.under.get(mark)
    return Value(
        field,
        key,
        hide(value),
        one.source,
        _moment(one.heard),
        datetime.fromtimestamp(one.time / 1_000_000, UTC) if one.time else None,
        below and _below(below, hide),
    )


def _below(one: Saying, hide: Callable[[str], str]) -> Below:
    return Below(hide(one.value) if one.value else "", one.source, _moment(one.heard))


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
