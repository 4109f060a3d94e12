"""A connection at work: its settings opened, its client ready, its calls counted."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings as django_settings
from pydantic_core import from_json, to_json

from huike.base.kernel import clock, crypto
from huike.base.kernel.errors import Invalid
from huike.flow.ingest.connect import registry
from huike.flow.ingest.connect.contract import (
    Client,
    Field,
    Kind,
    Settings,
    Tools,
    Words,
)
from huike.flow.ingest.connect.files import FileClient
from huike.flow.ingest.connect.landing import Place
from huike.flow.ingest.connect.models import Connection
from huike.flow.ingest.connect.web import Calls

_SEALED = "ingest_connection.sealed_settings"
_SEALED_HOOK = "ingest_connection.sealed_hook"
_MOST_SETTING = 10_000

RATES = Field(
    name="rates",
    words=Words("汇率", "Exchange rates"),
    help=Words(
        "店铺用其他币种时填写：1 单位外币等于多少本空间货币，如 USD=7.12, EUR=7.80",
        "For currencies other than the workspace's: what one unit is worth, as USD=7.12, EUR=7.80",
    ),
    is_required=False,
)


@dataclass(frozen=True)
class Session:
    """A connection with its client."""

    kind: Kind
    client: Client | None
    file_client: FileClient | None
    calls: Calls
    hook_url: str
    place: Place
    rates: Mapping[str, Decimal]


@contextmanager
def at_work(row: Connection) -> Iterator[Session]:
    """The connection's client, for one run."""
    kind = registry.kind(row.kind)
    settings = opened(row)
    with _calls(kind) as calls:
        tools = Tools(calls, clock.now, lambda changed: renew(row, changed), hook_url(row))
        yield Session(
            kind,
            kind.open(settings, tools) if kind.open else None,
            kind.open_files(settings, tools) if kind.open_files else None,
            calls,
            hook_url(row),
            place_of(row),
            rates_of(settings),
        )


def place_of(row: Connection) -> Place:
    """Where what it brings lands."""
    return Place(row.workspace_id, row.shop_id, row.pk, row.kind, _app_shops(row))


def shared_names(settings: Settings) -> frozenset[str]:
    """The buyers' numbers that mean the same person at all shops of the app, by their settings."""
    return frozenset(
        name for name, value in settings.items() if name.endswith("_scope") and value == "app"
    )


def _app_shops(row: Connection) -> tuple[int, ...]:
    """The other shops of the same app that say the same of its numbers."""
    mine = opened(row)
    if not shared_names(mine) or not mine.get("app_key"):
        return ()
    rows = Connection.objects.filter(workspace_id=row.workspace_id, kind=row.kind)
    found = {
        other.shop_id
        for other in rows.exclude(shop_id=row.shop_id)
        if (theirs := opened(other)).get("app_key") == mine["app_key"]
        and shared_names(mine) <= shared_names(theirs)
    }
    return tuple(sorted(found))


@contextmanager
def _calls(kind: Kind) -> Iterator[Calls]:
    calls = Calls(kind.pace)
    try:
        yield calls
    finally:
        calls.close()


def sealed(settings: Settings) -> bytes:
    """Settings as they are kept."""
    return crypto.seal_secret(to_json(dict(settings)).decode(), _SEALED)


def opened(row: Connection) -> dict[str, str]:
    """Settings in plain."""
    found: dict[str, str] = from_json(crypto.unseal_secret(bytes(row.sealed_settings), _SEALED))
    return found


def shown(row: Connection) -> dict[str, str]:
    """Settings that are no secrets, as a page may show them."""
    plain = opened(row)
    kind = registry.kind(row.kind)
    hidden = {one.name for one in kind.fields if one.is_secret or one.is_renewed}
    return {name: value for name, value in plain.items() if name not in hidden}


def renew(row: Connection, changed: Settings) -> None:
    """Keep settings that the platform renewed, beside the others as they are by now."""
    rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
    row.sealed_settings = rows.values_list("sealed_settings", flat=True).get()
    row.sealed_settings = sealed({**opened(row), **changed})
    rows.update(sealed_settings=row.sealed_settings)


def checked(kind: Kind, given: Settings, known: Settings | None = None) -> dict[str, str]:
    """Settings by the fields of the kind; a secret that is not given again stays what it was."""
    fields = {one.name: one for one in (*kind.fields, RATES)}
    if unknown := sorted(set(given) - set(fields)):
        raise Invalid("There is no such setting", code="setting_unknown", where=unknown[0])
    found = {name: value for name, value in (known or {}).items() if name in fields}
    for name, field in fields.items():
        value = given.get(name, "").strip() or found.get(name, "" if known else field.default)
        if name in given and not given[name].strip() and not field.is_secret:
            value = ""
        if not value and field.make is not None:
            value = field.make()
        if not value and field.is_required and not field.is_renewed:
            raise Invalid("This setting is missing", code="setting_missing", where=name)
        if len(value) > _MOST_SETTING or (value and field.choices and value not in field.choices):
            raise Invalid("This setting cannot be that", code="setting_wrong", where=name)
        found[name] = value
    rates_of(found)
    found = {name: value for name, value in found.items() if value}
    if kind.fit is not None:
        kind.fit(found)
    return found


def made(row: Connection, given: Settings) -> dict[str, str]:
    """Settings that were made here since nobody gave them: to be shown once."""
    fields = registry.kind(row.kind).fields
    names = [one.name for one in fields if one.make and not given.get(one.name, "").strip()]
    plain = opened(row) if names else {}
    return {name: plain[name] for name in names}


def rates_of(settings: Settings) -> dict[str, Decimal]:
    """What currencies are worth, from `USD=7.12, EUR=7.8`."""
    found = {}
    for part in settings.get(RATES.name, "").replace("，", ",").split(","):
        if not part.strip():
            continue
        code, _, text = part.partition("=")
        try:
            rate = Decimal(text.strip())
        except InvalidOperation:
            rate = Decimal(0)
        if len(code.strip()) != 3 or not rate.is_finite() or not 0 < rate < 10**9:
            raise Invalid("Write rates as USD=7.12, EUR=7.80", code="setting_wrong", where="rates")
        found[code.strip().upper()] = rate
    return found


def new_hook() -> tuple[bytes, bytes]:
    """A word for the address of webhooks: how it is found, and how it is shown again."""
    word = secrets.token_urlsafe(24)
    return crypto.digest(word), crypto.seal_secret(word, _SEALED_HOOK)


def hook(row: Connection) -> str:
    """The word in the address of its webhooks."""
    return crypto.unseal_secret(bytes(row.sealed_hook), _SEALED_HOOK)


def hook_url(row: Connection) -> str:
    """Where the platform calls to; empty where it does not call."""
    hears = registry.kind(row.kind).hear is not None
    return f"{django_settings.PUBLIC_URL}/hooks/{hook(row)}" if hears else ""


def problem_of(problem: Any) -> dict[str, Any]:
    """A refusal as it is kept and shown."""
    return {
        "code": problem.code,
        "detail": problem.detail,
        "where": problem.where,
        "params": {name: str(value)[:200] for name, value in problem.params.items()},
    }
