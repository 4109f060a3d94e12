"""The registry of traits: what each means, how many have one, and which segments ask for it."""

from dataclasses import dataclass
from datetime import datetime

from huike.base.access.facade import Scope
from huike.base.kernel.errors import NotFound
from huike.flow.profile import facade as profile
from huike.flow.segment.queries import segments as queries
from huike.flow.segment.rules import FIELDS, graph
from huike.flow.segment.rules.fields import Field


@dataclass(frozen=True)
class User:
    """A segment whose rule asks for a trait."""

    id: int
    name: str


@dataclass(frozen=True)
class Trait:
    """A standard trait as the registry shows it."""

    field: Field
    standard: profile.Standard
    known: int  # how many have a value
    users: tuple[User, ...]


@dataclass(frozen=True)
class Registry:
    """All standard traits, of how many customers, and when they were computed."""

    customers: int
    refreshed_at: datetime | None
    traits: tuple[Trait, ...]


@dataclass(frozen=True)
class Shown:
    """One trait with its SQL and how its values are spread."""

    trait: Trait
    customers: int
    refreshed_at: datetime | None
    sql: str
    bars: tuple[profile.Bar, ...]


def everything(scope: Scope) -> Registry:
    """The registry, over the customers whom the reader may see."""
    customers, known = profile.coverage(scope)
    users = _users(scope)
    return Registry(
        customers,
        profile.refreshed_at(scope.workspace_id),
        tuple(
            Trait(FIELDS[name], standard, known[name], tuple(users.get(name, ())))
            for name, standard in profile.STANDARD.items()
        ),
    )


def one(scope: Scope, name: str) -> Shown:
    """One trait; a name that nobody knows is not there."""
    if name not in profile.STANDARD:
        raise NotFound(f"There is no trait {name!r}", code="trait_not_found", where="name")
    whole = everything(scope)
    trait = next(each for each in whole.traits if each.field.name == name)
    bars = tuple(profile.spread(scope, name))
    return Shown(trait, whole.customers, whole.refreshed_at, profile.sql_of(name), bars)


def _users(scope: Scope) -> dict[str, list[User]]:
    rows = queries.visible(scope).filter(archived_at=None, rule__isnull=False).order_by("name")
    found: dict[str, list[User]] = {}
    for row in rows:
        for name in sorted(set(graph.traits(queries.rule_of(row)))):
            found.setdefault(name, []).append(User(row.pk, row.name))
    return found
