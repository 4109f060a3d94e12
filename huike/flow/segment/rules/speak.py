"""What both languages share: the shape of a speaker, names, numbers and money."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from huike.base.kernel import money
from huike.flow.segment.rules import language as lang
from huike.flow.segment.rules.fields import OPERATORS, Field, Fields, Type, field_of

_SIGNS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "KRW": "₩"}
_TEXT_OPS = OPERATORS["text"]
SHOWN = 3  # of a long list, the sentence names the first ones and counts the rest


@dataclass(frozen=True)
class Names:
    """What ids are called, for those the reader may see; others show their number."""

    currency: str = "CNY"
    shops: Mapping[int, str] = field(default_factory=dict)
    segments: Mapping[int, str] = field(default_factory=dict)


class Speaker(ABC):
    """Words of one language for each condition; joining is common to both."""

    def __init__(self, names: Names, fields: Fields) -> None:
        self.names = names
        self.fields = fields

    @abstractmethod
    def sentence(self, clause: str) -> str: ...
    @abstractmethod
    def everybody(self) -> str: ...
    @abstractmethod
    def nobody(self) -> str: ...
    @abstractmethod
    def joined(self, kind: str, clauses: Sequence[str]) -> str: ...
    @abstractmethod
    def bracketed(self, clause: str) -> str: ...
    @abstractmethod
    def negated(self, clause: str) -> str: ...
    @abstractmethod
    def trait(self, rule: lang.TraitIs) -> str: ...
    @abstractmethod
    def identity(self, rule: lang.IdentityHas) -> str: ...
    @abstractmethod
    def created(self, rule: lang.CreatedIn) -> str: ...
    @abstractmethod
    def shop(self, rule: lang.ShopOf) -> str: ...
    @abstractmethod
    def orders(self, rule: lang.OrdersAre) -> str: ...
    @abstractmethod
    def member(self, rule: lang.MemberOf) -> str: ...
    @abstractmethod
    def consent(self, rule: lang.ConsentIs) -> str: ...
    @abstractmethod
    def events(self, rule: lang.EventsAre) -> str: ...
    @abstractmethod
    def messages(self, rule: lang.MessagesAre) -> str: ...

    def condition(self, rule: lang.Rule) -> str:
        """The words of one condition."""
        match rule:
            case lang.TraitIs():
                return self.trait(rule)
            case lang.IdentityHas():
                return self.identity(rule)
            case lang.CreatedIn():
                return self.created(rule)
            case lang.ShopOf():
                return self.shop(rule)
            case lang.OrdersAre():
                return self.orders(rule)
            case lang.MemberOf():
                return self.member(rule)
            case lang.ConsentIs():
                return self.consent(rule)
            case lang.EventsAre():
                return self.events(rule)
            case lang.MessagesAre():
                return self.messages(rule)
        raise ValueError(f"{rule.kind} is no single condition")

    def field(self, rule: lang.TraitIs) -> Field:
        """The field; where a later version no longer knows it, its bare name."""
        known = field_of(rule.name, self.fields)
        return known or Field(rule.name, _type_of(rule), "empty", rule.name, rule.name)

    def money(self, amount: int) -> str:
        """An amount with its sign, without empty decimals."""
        value = money.major(abs(amount), self.names.currency)
        digits = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,f}"
        sign = _SIGNS.get(self.names.currency, f"{self.names.currency} ")
        return f"{'-' if amount < 0 else ''}{sign}{digits}"

    def shop_name(self, shop_id: int) -> str:
        """The shop's name, or its number."""
        return self.names.shops.get(shop_id, f"#{shop_id}")


def _type_of(rule: lang.TraitIs) -> Type:
    value = several(rule.value)[0]
    if isinstance(value, lang.Ago) or (isinstance(value, str) and rule.op not in _TEXT_OPS):
        return "date"
    return "text" if isinstance(value, str) else "number"


def number(value: Any) -> str:
    """A number with separators, whole where it is whole."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.10g}"
    return f"{int(value):,}"


def several(value: Any) -> tuple[Any, ...]:
    """One or many values as many."""
    return tuple(value) if isinstance(value, tuple) else (value,)
