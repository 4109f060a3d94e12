"""How alike two customers are: each value of one beside the same value of the other. Pure.

What is masked ("张*", "138****1234") says nothing and is left out. A level is a number: the smaller
the more alike; -1 where one of the two has no such value.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from huike.flow.identity.rules import pieces
from huike.flow.identity.rules.kinds import EMAIL, PHONE
from huike.flow.identity.rules.person import Person

MISSING = -1
SAME, NEAR = 0, 1
# The fields in this order, and what each of their levels is called; the last is "differs".
LEVELS: dict[str, tuple[str, ...]] = {
    "name": ("same", "near", "family", "other"),
    "address": ("same", "near", "city", "other"),
    "email": ("near", "other"),
    "phone": ("near", "other"),
    "birthday": ("same", "other"),
    "device": ("same",),
}
FIELDS = tuple(LEVELS)
FAMILY = LEVELS["name"].index("family")
OTHER_NAME = LEVELS["name"].index("other")

_ADDRESS = re.compile(r"address|street|地址|街道", re.IGNORECASE)
_CITY = re.compile(r"(?:^|_|\.)city$|^城市$|^市$|所在市", re.IGNORECASE)
_BIRTHDAY = re.compile(r"birth|生日|出生", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff·]+")
_CITY_INSIDE = re.compile(r"(?:省|自治区|^)([\u4e00-\u9fff]{2,6}?)市")
_NUMBERS = re.compile(r"\d+")
_TWO_CHARACTERS = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "慕容",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "长孙",
        "夏侯",
        "司徒",
        "端木",
        "南宫",
    ]
)
_SHORT = {
    "street": "st", "road": "rd", "avenue": "ave", "lane": "ln", "drive": "dr", "court": "ct",
    "apartment": "apt", "flat": "apt", "unit": "apt", "floor": "fl", "north": "n", "south": "s",
    "east": "e", "west": "w", "number": "", "no": "", "square": "sq", "place": "pl",
}  # fmt: skip
_FILLING = re.compile(r"[省市区县镇乡号楼栋幢座室单元街道\W_]+")
_BETWEEN_WORDS = re.compile(r"(?<!\d)-|-(?!\d)")
_LIKE = 0.6  # of the pairs of signs of two addresses
_SHORTEST = 4  # shorter names and addresses may differ in one sign and be somebody else's


@dataclass(frozen=True, slots=True)
class Likeness:
    """What of a customer is compared; in memory only."""

    name: str = ""
    family: str = ""
    given: str = ""
    address: str = ""
    numbers: tuple[str, ...] = ()  # of the house, in the order of the address
    city: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birthday: str = ""
    devices: tuple[int, ...] = ()


def of_person(person: Person, attributes: dict[str, str], devices: Sequence[int] = ()) -> Likeness:
    """What of a person is compared; `attributes` are the open ones."""
    told = values_of(person, attributes)
    emails, phones = (
        [one for one in person.values(kind.code) if not _masked(one)] for kind in (EMAIL, PHONE)
    )
    return made(
        person.name, told["address"], told["city"], emails, phones, told["birthday"], devices
    )


def values_of(person: Person, attributes: dict[str, str]) -> dict[str, str]:
    """Address, city and birthday among a person's attributes, open and sealed."""
    values = {**attributes, **person.private}
    wanted = {"address": _ADDRESS, "city": _CITY, "birthday": _BIRTHDAY}
    return {
        name: next((text for key, text in values.items() if pattern.search(key)), "")
        for name, pattern in wanted.items()
    }


def made(
    name: str = "",
    address: str = "",
    city: str = "",
    emails: Sequence[str] = (),
    phones: Sequence[str] = (),
    birthday: str = "",
    devices: Sequence[int] = (),
) -> Likeness:
    """The same of values as they are written."""
    name, address = ("" if _masked(text) else text for text in (name, address))
    family, given = _parts(name)
    canonical = _canonical(address)
    inside = _CITY_INSIDE.search(unicodedata.normalize("NFKC", address))
    town = pieces.folded(city).removesuffix("市") or (inside[1] if inside else "")
    born = "".join(_NUMBERS.findall(birthday)) if not _masked(birthday) else ""
    return Likeness(
        name="".join(sorted(_words(name))) if name.isascii() else pieces.folded(name),
        family=family,
        given=given,
        address=canonical,
        numbers=tuple(_NUMBERS.findall(canonical)),
        city=town,
        emails=tuple(emails),
        phones=tuple(phones),
        birthday=born,
        devices=tuple(devices),
    )


def compared(one: Likeness, other: Likeness) -> tuple[int, ...]:
    """The level of each field, in the order of `FIELDS`."""
    return (
        _names(one, other),
        _addresses(one, other),
        _emails(one.emails, other.emails),
        _phones(one.phones, other.phones),
        MISSING if not (one.birthday and other.birthday) else int(one.birthday != other.birthday),
        SAME if not set(one.devices).isdisjoint(other.devices) else MISSING,
    )


def _names(one: Likeness, other: Likeness) -> int:
    if not (one.name and other.name):
        return MISSING
    if one.name == other.name:
        return SAME
    least = 3 if _HAN.fullmatch(one.name) else _SHORTEST
    long_enough = min(len(one.name), len(other.name)) >= least
    if one.family and one.family == other.family:
        initial = one.given[:1] == other.given[:1] and 1 in (len(one.given), len(other.given))
        if (initial and one.given.isascii()) or (long_enough and within_one(one.name, other.name)):
            return NEAR
        return FAMILY
    if long_enough and one.name.isascii() and within_one(one.name, other.name):
        return NEAR
    return OTHER_NAME


def _addresses(one: Likeness, other: Likeness) -> int:
    if not (one.address and other.address):
        return MISSING
    if one.address == other.address:
        return SAME
    short, long = sorted((one.numbers, other.numbers), key=len)
    if short == long[: len(short)] and short and alike(one.address, other.address) >= _LIKE:
        return NEAR
    return 2 if one.city and one.city == other.city else 3


def _emails(mine: Sequence[str], others: Sequence[str]) -> int:
    if not (mine and others):
        return MISSING
    return int(not any(_near_emails(one, other) for one in mine for other in others))


def _near_emails(one: str, other: str) -> bool:
    local, _, domain = one.partition("@")
    local_of_other, _, domain_of_other = other.partition("@")
    if len(local) < _SHORTEST:
        return False
    if local == local_of_other:
        return True
    return (
        domain == domain_of_other and len(local) > _SHORTEST and within_one(local, local_of_other)
    )


def _phones(mine: Sequence[str], others: Sequence[str]) -> int:
    if not (mine and others):
        return MISSING
    return int(not any(within_one(one, other) for one in mine for other in others))


def within_one(one: str, other: str) -> bool:
    """Whether one sign added, left out, put for another, or two exchanged make them the same."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return True
    if len(one) == len(other):
        exchanged = (
            one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
        )
        return exchanged or one[at + 1 :] == other[at + 1 :]
    short, long = sorted((one, other), key=len)
    return short[at:] == long[at + 1 :]


def alike(one: str, other: str) -> float:
    """How many pairs of neighbouring signs two texts share (Dice): 0 to 1."""
    mine, others = ({a + b for a, b in pairwise(text)} for text in (one, other))
    return 2 * len(mine & others) / (len(mine) + len(others)) if mine and others else 0.0


def _masked(text: str) -> bool:
    return "*" in text or "＊" in text


def _words(name: str) -> list[str]:
    return ["".join(filter(str.isalnum, word)) for word in name.casefold().split()]


def _parts(name: str) -> tuple[str, str]:
    """Family and given name, where the two can be told apart."""
    whole = pieces.folded(name)
    if _HAN.fullmatch(whole):
        if not 2 <= len(whole) <= 4:
            return "", ""
        size = 2 if whole[:2] in _TWO_CHARACTERS and len(whole) > 2 else 1
        return whole[:size], whole[size:]
    last_first = "," in name
    words = [word for word in _words(name.replace(",", " ")) if word]
    if len(words) < 2:
        return "", ""
    return (words[0], words[1]) if last_first else (words[-1], words[0])


def _canonical(address: str) -> str:
    text = unicodedata.normalize("NFKC", address).casefold()
    if _HAN.search(text):
        # 478号3幢201室 and 478-3-201 are one place; between numbers something has to stay.
        return _BETWEEN_WORDS.sub("", _FILLING.sub("-", text).strip("-"))
    words = re.findall(r"[a-z0-9]+", text)
    return " ".join(short for word in words if (short := _SHORT.get(word, word)))
