"""What the simulators of platforms with one list of orders have in common."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

from tests.support.platforms.serving import Asked, Host, Said

CHINA = timezone(timedelta(hours=8))
APP_KEY, SECRET = "12345678", "helloworld"
Row = dict[str, Any]

# What must be found nowhere afterwards; every simulated order brings it, as the platforms do.
CANARIES = ("金丝雀收", "13911112222", "金丝雀路9号", "##canarycipher", "$canary$1$")


class Wrong(Exception):
    """An error of the gateway: a number, a word for it, and a text."""

    def __init__(self, code: int, sub: str = "", text: str = "") -> None:
        super().__init__(text)
        self.code, self.sub, self.text = code, sub, text


@dataclass
class Sold:
    """An order, whatever the platform: its subclass writes it down as the platform does."""

    number: str
    made: datetime
    changed: datetime
    state: str = "paid"  # unpaid, paid, shipped, signed, closed
    total: str = "100.00"
    buyer: str = "B1"
    is_refunded: bool = False


@dataclass
class Platform(ABC):
    """One shop at a platform."""

    host: Host = field(default_factory=Host)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sold: dict[str, Sold] = field(default_factory=dict)
    tokens: dict[str, datetime | None] = field(default_factory=lambda: {"test": None})
    refresh: dict[str, str] = field(default_factory=dict)  # refresh token -> the token it gives
    errors: list[Wrong | None] = field(default_factory=list)
    calls: list[Row] = field(default_factory=list)  # that were signed and on time
    after: Callable[[], None] = lambda: None  # something happens meanwhile
    lies: Callable[[Row], Row] = lambda told: told

    def answer(self, asked: Asked) -> Said:
        """One request."""
        try:
            told = self.lies(self.told(asked))
        except Wrong as why:
            told = self.wrong(why)
        self.after()
        headers = {"date": format_datetime(self.clock().astimezone(UTC), usegmt=True)}
        return Said(json.dumps(told, ensure_ascii=False).encode(), headers=headers)

    @abstractmethod
    def told(self, asked: Asked) -> Row:
        """What a call is answered, in its envelope."""

    @abstractmethod
    def wrong(self, why: Wrong) -> Row:
        """An error as the platform writes it."""

    def now(self) -> datetime:
        """Its time, in whole seconds."""
        return self.clock().astimezone(CHINA).replace(microsecond=0)

    def admit(self, token: str | None, at: datetime, call: Row) -> None:
        """A call that is signed: on time, with a token that lives, and not the one to fail."""
        if abs(at - self.now()) > timedelta(minutes=10):
            raise Wrong(31, "isv.timestamp-invalid", "timestamp")
        until = self.tokens.get(token or "", datetime.min.replace(tzinfo=UTC))
        if until is not None and until <= self.now():
            raise Wrong(19, "isv.access-token-expired", "token")
        self.calls.append(call)
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error

    def within(self, by: str, start: datetime, end: datetime, *, newest_first: bool) -> list[Sold]:
        """Orders of a span, both ends included."""
        found = [
            one
            for one in self.sold.values()
            if start <= getattr(one, by).replace(microsecond=0) <= end
        ]
        return sorted(found, key=lambda one: (getattr(one, by), one.number), reverse=newest_first)

    def renewed(self, token: str) -> Row:
        """A token by a refresh token, each of which is good once."""
        fresh = self.refresh.pop(token, None)
        if fresh is None:
            raise Wrong(20, "isv.refresh_invalid", "used")
        self.tokens[fresh] = self.now() + timedelta(days=1)
        self.refresh[f"r-{fresh}"] = f"{fresh}+"
        return {"access_token": fresh, "refresh_token": f"r-{fresh}", "expires_in": 86_400}


def cut(found: list[Sold], page: int, size: int, most: int = 100) -> list[Sold]:
    """A page, counted from 1."""
    if not 1 <= size <= most or page < 1:
        raise Wrong(40, "isv.parameter-invalid", "page")
    return found[(page - 1) * size : page * size]


def moment(text: str) -> datetime:
    """A time as the platform is given it."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        raise Wrong(31, "isv.timestamp-invalid", "time") from None


def written(at: datetime) -> str:
    """A moment as the platforms write it."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def span(start: datetime, end: datetime, most: timedelta) -> tuple[datetime, datetime]:
    """A span that is not too long."""
    if end < start or end - start > most:
        raise Wrong(40, "isv.parameter-invalid", "span")
    return start, end


def fields_of(call: Mapping[str, Any], *names: str) -> list[Any]:
    """Fields that must be there."""
    if missing := [name for name in names if call.get(name) in (None, "")]:
        raise Wrong(40, "isv.parameter-missing", missing[0])
    return [call[name] for name in names]
